import type { JsonObject } from '../../json/json-object';
import { parsedJson } from '../../json/parsed-json';
import type { AnswerBlock, AnswerCollector } from '../../wire/canonical/answer-collector';
import type { AnswerEvents, Finish, TokenLogprob, ToolCallStart } from '../../wire/canonical/answer-events';
import type { RanCode } from '../../wire/canonical/code-execution';
import type { Maker, Signature } from '../../wire/canonical/content-part';
import { ForwardedEvents } from '../../wire/canonical/forwarded-events';
import type { MadeSearch, WebCitation } from '../../wire/canonical/web-search';
import { isEqualJson } from './equal-json';
import { restOfJson } from './rest-of-json';
import { isSealed, Seam } from './seam';

/** So much longer may arguments be that say the same as others. */
const MAX_LONGER = 2;
/** So much of a call waits for another one to be repeated, in characters. */
const MAX_REST = 1024 * 1024;

type CallBlock = Extract<AnswerBlock, { kind: 'tool_call' }>;
type Piecewise = 'text' | 'reasoning' | 'refusal';

/** A call that was delivered, and how much of it has been repeated. */
interface Repeated {
  readonly block: CallBlock;
  begun: boolean;
  at: number;
  /** Arguments that are written otherwise than those that were delivered: they are compared as values when they are whole. */
  other: string | undefined;
  /** What goes on behind it while another call was not repeated yet: parallel calls may come in turns. */
  rest: string;
  /** Whether it has ended with that. */
  ended: boolean;
  /** Whether what was delivered of it is whole; undefined until somebody asks. */
  isWhole: boolean | undefined;
}

/** A call that was not delivered, and begins before the others have been repeated: what came of it waits for them. */
interface LaterCall {
  readonly start: ToolCallStart;
  input: string;
  signature?: Signature;
  ended: boolean;
}

/**
 * Holds an answer that was begun anew back while it repeats what was delivered, to the character; from there on it flows.
 * Ids of calls may differ: those that were delivered stay. One that says something else is of no use, and nothing of it has
 * been let through.
 */
export class RepeatedAnswer extends ForwardedEvents {
  readonly #blocks: readonly Exclude<AnswerBlock, CallBlock>[];
  readonly #calls: readonly Repeated[];
  /** By their numbers. */
  readonly #later = new Map<number, LaterCall>();
  #block = 0;
  #at = 0;
  #flows: boolean;
  #diverged = false;
  readonly #seam: Seam;

  /**
   * @param said what the caller has
   * @param onDiverged called once, when it says something else
   */
  constructor(
    next: AnswerEvents,
    said: Pick<AnswerCollector, 'blocks' | 'isOpen'>,
    private readonly onDiverged: () => void,
  ) {
    super(next);
    const delivered = said.blocks;
    this.#seam = new Seam(delivered.at(-1), said.isOpen);
    const isCall = (block: AnswerBlock): block is CallBlock => block.kind === 'tool_call';
    this.#blocks = delivered
      .filter((block) => !isCall(block))
      // What was told of an opaque block for other wires is not compared once more.
      .filter(({ kind }) => kind !== 'search' && kind !== 'code')
      // What signs or encrypts reasoning is another one each time.
      .filter((block) => !isSealed(block))
      // The caller's answer grows from here on, and so would its last block.
      .map((block) => ({ ...block }));
    this.#calls = delivered.filter(isCall).map((block) => ({
      block: { ...block },
      begun: false,
      at: 0,
      other: undefined,
      rest: '',
      ended: false,
      isWhole: undefined,
    }));
    this.#flows = delivered.length === 0;
  }

  /** The caller's stream has begun. */
  override start(_id: string | undefined, _model: string | undefined, maker: Maker): void {
    this.next.goesOn?.(maker);
  }

  override usage(): void {
    // The figures of the whole are told at the end.
  }

  override text(piece: string): void {
    this.#piece('text', piece);
  }

  override reasoning(piece: string): void {
    this.#piece('reasoning', piece);
  }

  override refusal(piece: string): void {
    this.#piece('refusal', piece);
  }

  override signature(kind: 'text' | 'reasoning', signature: Signature): void {
    if (this.#isThrough && !this.#seam.isSigned(kind)) super.signature(kind, signature);
  }

  override citations(maker: Maker, values: readonly unknown[]): void {
    const more = this.#areBlocksDone ? this.#seam.withoutCited(values) : [];
    if (this.#isThrough && more.length > 0) super.citations(maker, more);
  }

  override webCitations(values: readonly WebCitation[]): void {
    const more = this.#areBlocksDone ? this.#seam.withoutPages(values) : [];
    if (this.#isThrough && more.length > 0) super.webCitations(more);
  }

  /** What ran at the provider is told as an opaque block before: one that was repeated was told. */
  override webSearch(search: MadeSearch): void {
    if (this.#isThrough) super.webSearch(search);
  }

  override ranCode(ran: RanCode): void {
    if (this.#isThrough) super.ranCode(ran);
  }

  override logprobs(tokens: readonly TokenLogprob[]): void {
    if (this.#isThrough) super.logprobs(tokens);
  }

  override toolCall(start: ToolCallStart): void {
    if (this.#diverged) return;
    this.#compare(this.#calls[start.call - 1], false);
    const known = this.#calls[start.call];
    if (known === undefined) {
      if (this.#isThrough) {
        this.#seam.isPast = true;
        super.toolCall(start);
      } else if (this.#isAmongCalls) this.#later.set(start.call, { start, input: '', ended: false });
      else this.#diverge();
      return;
    }
    const { name, tool } = known.block.start;
    if (name !== start.name || tool !== start.tool) this.#diverge();
    known.begun = true;
  }

  override toolArguments(call: number, piece: string): void {
    if (this.#diverged || piece === '') return;
    const known = this.#calls[call];
    if (known === undefined) {
      if (this.#isThrough) super.toolArguments(call, piece);
      else this.#wait(call, piece);
      return;
    }
    if (known.other !== undefined) {
      known.other += piece;
      if (known.other.length > known.block.input.length * MAX_LONGER + MAX_REST) this.#diverge();
      return;
    }
    const { input } = known.block;
    const expected = input.slice(known.at, known.at + piece.length);
    if (piece.startsWith(expected)) {
      known.at += expected.length;
      const rest = piece.slice(expected.length);
      if (rest === '') return;
      if (this.#isThrough) super.toolArguments(call, rest);
      else if (known.rest.length > MAX_REST || (rest.trim() !== '' && isWhole(known))) this.#diverge();
      else known.rest += rest;
    } else if (known.block.start.tool === 'function' || isWhole(known)) {
      known.other = input.slice(0, known.at) + piece;
    } else this.#diverge();
  }

  override callSignature(call: number, signature: Signature): void {
    const later = this.#later.get(call);
    if (this.#calls[call]?.block.signature !== undefined) return;
    if (this.#isThrough) super.callSignature(call, signature);
    else if (later !== undefined) later.signature = signature;
  }

  override toolCallEnd(call: number): void {
    this.#compare(this.#calls[call], true);
    const known = this.#calls[call] ?? this.#later.get(call);
    if (this.#isThrough) super.toolCallEnd(call);
    else if (known !== undefined) known.ended = true;
  }

  override blockEnd(): void {
    if (!this.#isThrough) return;
    this.#seam.isPast = true;
    super.blockEnd();
  }

  override image(mediaType: string, data: string, signature?: Signature): void {
    this.#whole(
      (block) => block.kind === 'image' && block.data === data,
      () => {
        super.image(mediaType, data, signature);
      },
    );
  }

  override opaque(maker: Maker, value: JsonObject): void {
    if (isSealed({ kind: 'opaque', maker, value })) {
      if (this.#isThrough && !this.#seam.isSigned('reasoning')) super.opaque(maker, value);
      return;
    }
    this.#whole(
      (block) => block.kind === 'opaque' && block.maker === maker && isEqualJson(block.value, value),
      () => {
        super.opaque(maker, value);
      },
    );
  }

  override finish(finish: Finish): void {
    for (const call of this.#calls) this.#compare(call, true);
    if (this.#isThrough) super.finish(finish);
    else this.#diverge();
  }

  /** Whether all that was delivered has been repeated; once it has, everything is new. */
  get #isThrough(): boolean {
    if (this.#diverged) return false;
    if (this.#flows) return true;
    this.#flows =
      this.#areBlocksDone &&
      this.#calls.every(
        ({ begun, at, block, other }) => begun && other === undefined && at >= block.input.length,
      );
    if (this.#flows) this.#passRests();
    return this.#flows;
  }

  #passRests(): void {
    for (const [call, { rest, ended }] of this.#calls.entries()) {
      if (rest !== '') super.toolArguments(call, rest);
      if (ended) super.toolCallEnd(call);
    }
    for (const [call, { start, input, signature, ended }] of this.#later) {
      super.toolCall(start);
      if (input !== '') super.toolArguments(call, input);
      if (signature !== undefined) super.callSignature(call, signature);
      if (ended) super.toolCallEnd(call);
    }
    this.#later.clear();
  }

  /** Whether all but calls has been repeated, and each of them has begun: parallel calls may come in turns. */
  get #isAmongCalls(): boolean {
    return this.#areBlocksDone && this.#calls.length > 0 && this.#calls.every(({ begun }) => begun);
  }

  #wait(call: number, piece: string): void {
    const later = this.#later.get(call);
    if (later === undefined || later.input.length > MAX_REST) this.#diverge();
    else later.input += piece;
  }

  get #areBlocksDone(): boolean {
    const last = this.#blocks.length - 1;
    return this.#block > last || (this.#block === last && this.#isBlockDone);
  }

  get #isBlockDone(): boolean {
    const block = this.#blocks[this.#block];
    return block !== undefined && 'text' in block && this.#at >= block.text.length;
  }

  #piece(kind: Piecewise, piece: string): void {
    let rest = piece;
    while (rest !== '' && !this.#diverged && !this.#flows) {
      const block = this.#blocks[this.#block];
      if (block?.kind === kind && this.#at < block.text.length) {
        const expected = block.text.slice(this.#at, this.#at + rest.length);
        if (!rest.startsWith(expected)) this.#diverge();
        this.#at += expected.length;
        rest = rest.slice(expected.length);
      } else if (this.#isThrough) break;
      else if (this.#isBlockDone && this.#block < this.#blocks.length - 1) {
        this.#block++;
        this.#at = 0;
      } else this.#diverge();
    }
    if (rest === '' || this.#diverged) return;
    this.#seam.isPast = true;
    if (kind === 'text') super.text(rest);
    else if (kind === 'reasoning') super.reasoning(rest);
    else super.refusal(rest);
  }

  #whole(isSame: (block: Exclude<AnswerBlock, CallBlock>) => boolean, pass: () => void): void {
    if (this.#isThrough) {
      this.#seam.isPast = true;
      pass();
      return;
    }
    if (this.#diverged) return;
    if (this.#isBlockDone) {
      this.#block++;
      this.#at = 0;
    }
    const block = this.#blocks[this.#block];
    if (block === undefined || !isSame(block)) this.#diverge();
    else this.#block++;
  }

  /**
   * Arguments that are written otherwise are the same where their values are.
   * @param isOver whether nothing more of them comes
   */
  #compare(call: Repeated | undefined, isOver: boolean): void {
    if (call?.other === undefined) return;
    const { block, other } = call;
    if (!isOver && parsedJson(other) === undefined) return;
    const rest = isWhole(call) ? restOfEqual(block.input, other) : restOfJson(block.input, other);
    call.other = undefined;
    call.at = block.input.length;
    if (rest === undefined) this.#diverge();
    else call.rest += rest;
  }

  #diverge(): void {
    if (this.#diverged) return;
    this.#diverged = true;
    this.onDiverged();
  }
}

/** It is parsed once, however many pieces come behind it. */
function isWhole(call: Repeated): boolean {
  return (call.isWhole ??= parsedJson(call.block.input) !== undefined);
}

/** Nothing is missing of arguments that are whole; undefined where others are not equal to them. */
function restOfEqual(one: string, other: string): string | undefined {
  return isEqualJson(parsedJson(one), parsedJson(other)) ? '' : undefined;
}
