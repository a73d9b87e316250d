import type { JsonObject } from '../../json/json-object';
import type { AnswerEvents, AudioPiece, Finish, TokenLogprob, ToolCallStart } from './answer-events';
import type { RanCode } from './code-execution';
import type { Maker, Signature } from './content-part';
import type { TokenUsage } from './token-usage';
import type { MadeSearch, WebCitation } from './web-search';

/** A block of a whole answer. */
export type AnswerBlock =
  | {
      readonly kind: 'text';
      text: string;
      signature?: Signature;
      citations?: { readonly maker: Maker; readonly values: unknown[] };
      webCitations?: WebCitation[];
    }
  | { readonly kind: 'reasoning'; text: string; signature?: Signature }
  | { readonly kind: 'refusal'; text: string }
  | { readonly kind: 'tool_call'; readonly start: ToolCallStart; input: string; signature?: Signature }
  | {
      readonly kind: 'image';
      readonly mediaType: string;
      readonly data: string;
      readonly signature?: Signature;
    }
  | { readonly kind: 'audio'; readonly mediaType: string; readonly pieces: string[]; text: string }
  | { readonly kind: 'opaque'; readonly maker: Maker; readonly value: JsonObject }
  | { readonly kind: 'search'; readonly search: MadeSearch }
  | { readonly kind: 'code'; readonly ran: RanCode };

type Piecewise = 'text' | 'reasoning' | 'refusal';

/** Puts a whole answer together from its events: what a door's wire writes a whole answer from. */
export class AnswerCollector implements AnswerEvents {
  id: string | undefined;
  model: string | undefined;
  maker: Maker = '';
  /** In the order in which the model made them. */
  readonly blocks: AnswerBlock[] = [];
  tokens: TokenUsage | undefined;
  /** Of every token, where the caller asked for them. */
  readonly tokenLogprobs: TokenLogprob[] = [];
  /** Undefined while the answer is not whole. */
  ending: Finish | undefined;
  readonly #calls: Extract<AnswerBlock, { kind: 'tool_call' }>[] = [];
  #open: AnswerBlock | undefined;
  readonly #candidates = new Map<number, AnswerCollector>();

  /** Further answers to the same request, by their numbers. */
  get candidates(): ReadonlyMap<number, AnswerCollector> {
    return this.#candidates;
  }

  /** Whether its last block is a text, a piece of reasoning or a sound that may go on, or be signed yet. */
  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** All texts, one after the other. */
  get wholeText(): string {
    return this.blocks.map((block) => (block.kind === 'text' ? block.text : '')).join('');
  }

  /** Characters of all texts and arguments. */
  get length(): number {
    let length = 0;
    for (const block of this.blocks) {
      if (block.kind === 'tool_call') length += block.input.length;
      else if ('text' in block) length += block.text.length;
    }
    return length;
  }

  start(id: string | undefined, model: string | undefined, maker: Maker): void {
    this.id = id;
    this.model = model;
    this.maker = maker;
  }

  text(piece: string): void {
    if (piece !== '') this.#piece('text').text += piece;
  }

  reasoning(piece: string): void {
    if (piece !== '') this.#piece('reasoning').text += piece;
  }

  refusal(piece: string): void {
    if (piece !== '') this.#piece('refusal').text += piece;
  }

  signature(kind: 'text' | 'reasoning', signature: Signature): void {
    this.#piece(kind).signature = signature;
    this.#open = undefined;
  }

  citations(maker: Maker, values: readonly unknown[]): void {
    const citations = (this.#piece('text').citations ??= { maker, values: [] });
    for (const value of values) citations.values.push(value);
  }

  /** They belong to the last text, which may be signed and closed by now. */
  webCitations(values: readonly WebCitation[]): void {
    const text = this.blocks.findLast((block) => block.kind === 'text');
    if (text === undefined) return;
    text.webCitations ??= [];
    for (const value of values) text.webCitations.push(value);
  }

  webSearch(search: MadeSearch): void {
    this.#whole({ kind: 'search', search });
  }

  ranCode(ran: RanCode): void {
    this.#whole({ kind: 'code', ran });
  }

  toolCall(start: ToolCallStart): void {
    const { signature } = start;
    const block: AnswerBlock = {
      kind: 'tool_call',
      start,
      input: '',
      ...(signature === undefined ? {} : { signature }),
    };
    this.#calls[start.call] = block;
    this.#whole(block);
  }

  toolArguments(call: number, piece: string): void {
    const block = this.#calls[call];
    if (block !== undefined) block.input += piece;
  }

  callSignature(call: number, signature: Signature): void {
    const block = this.#calls[call];
    if (block !== undefined) block.signature = signature;
  }

  toolCallEnd(): void {
    this.#open = undefined;
  }

  blockEnd(): void {
    this.#open = undefined;
  }

  image(mediaType: string, data: string, signature?: Signature): void {
    this.#whole({ kind: 'image', mediaType, data, ...(signature === undefined ? {} : { signature }) });
  }

  audio({ mediaType, data, transcript }: AudioPiece): void {
    let block = this.#open;
    if (block?.kind !== 'audio') {
      block = { kind: 'audio', mediaType, pieces: [], text: '' };
      this.#whole(block);
      this.#open = block;
    }
    if (data !== '') block.pieces.push(data);
    block.text += transcript;
  }

  opaque(maker: Maker, value: JsonObject): void {
    this.#whole({ kind: 'opaque', maker, value });
  }

  logprobs(tokens: readonly TokenLogprob[]): void {
    for (const token of tokens) this.tokenLogprobs.push(token);
  }

  candidate(index: number): AnswerCollector {
    let other = this.#candidates.get(index);
    if (other === undefined) this.#candidates.set(index, (other = new AnswerCollector()));
    return other;
  }

  usage(usage: TokenUsage): void {
    this.tokens = usage;
  }

  finish(finish: Finish): void {
    this.ending ??= finish;
  }

  /** The open block where it is of this kind, else a new one. */
  #piece<K extends Piecewise>(kind: K): Extract<AnswerBlock, { kind: K }>;
  #piece(kind: Piecewise): AnswerBlock {
    if (this.#open?.kind === kind) return this.#open;
    const block: AnswerBlock = { kind, text: '' };
    this.blocks.push(block);
    this.#open = block;
    return block;
  }

  #whole(block: AnswerBlock): void {
    this.blocks.push(block);
    this.#open = undefined;
  }
}
