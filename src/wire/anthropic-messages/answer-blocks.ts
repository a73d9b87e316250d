import { parseExactObject } from '../../json/exact-json';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { AnswerEvents } from '../canonical/answer-events';
import type { RanCode } from '../canonical/code-execution';
import { CustomInput } from '../canonical/custom-tool';
import type { Names } from '../canonical/field-names';
import { malformedAnswer } from '../canonical/malformed-answer';
import { RenamedFields } from '../canonical/renamed-fields';
import { SEARCH_NAME, webCitation } from '../canonical/web-search';
import { MAKER } from './blocks';
import { askedCode, isCodeResult, ranCode } from './code-execution';
import { madeSearch } from './web-search';

/** What was asked for that the reader of an answer has to know. */
export interface AskedTools {
  /** The tool whose arguments are the answer's content; see `WrittenMessages`. */
  readonly answerTool: string | undefined;
  readonly answerFields?: Names | undefined;
  readonly customTools: ReadonlySet<string>;
}

/** A block whose end has not come. */
interface OpenBlock {
  readonly kind: 'text' | 'thinking' | 'tool' | 'answer' | 'other';
  /** The block as it began, with what is known by now; sent back in the next turn where it is of another kind. */
  readonly block: Record<string, unknown>;
  readonly citations: unknown[];
  /** Pieces of a tool's arguments. */
  json: string;
  /** Of a tool call: which one. */
  readonly call: number;
  /** Of a call of a custom tool: takes its text out of the arguments. */
  readonly custom: CustomInput | undefined;
  /** Of the answer tool's call: gives its fields the caller's names. */
  readonly fields: RenamedFields | undefined;
}

/**
 * Reads the content blocks of an answer, piece by piece or whole, so that both give the same events. Blocks of tools that
 * run at the provider, redacted thinking and whatever else there may be are opaque. Where an answer tool was declared its
 * arguments are the text, and the text beside its call is left out.
 * Format: https://docs.anthropic.com/en/docs/build-with-claude/streaming#content-block-delta-types
 */
export class AnswerBlocks {
  /** Calls of the caller's tools so far. */
  toolCalls = 0;
  readonly #open = new Map<number, OpenBlock>();
  #answered = false;
  /** What the searches of the web looked for, by their ids. */
  readonly #queries = new Map<unknown, string>();
  /** The code that was run, by the ids of the runs. */
  readonly #codes = new Map<unknown, Pick<RanCode, 'language' | 'code'>>();
  /** Text that may turn out to be beside the answer tool's call. */
  #held: { text: string; citations: unknown[] }[] = [];

  constructor(
    private readonly out: AnswerEvents,
    private readonly asked: AskedTools,
  ) {}

  /** A block that is whole. */
  whole(index: number, block: unknown): void {
    this.start(index, block);
    this.stop(index);
  }

  /**
   * A text or thinking whose end has not come ends where another block begins in its place, as Ollama writes thinking
   * behind text.
   * @throws GatewayError PROVIDER_ERROR when it is not a block, or a tool call without id or name
   */
  start(index: number, block: unknown): void {
    if (!isObject(block) || typeof block['type'] !== 'string') throw nonsense();
    const before = this.#open.get(index)?.kind;
    if (before === 'text' || before === 'thinking') this.stop(index);
    else if (before !== undefined) throw nonsense();
    const kind = this.#kindOf(block);
    const { customTools, answerFields } = this.asked;
    const given: unknown = block['citations'];
    const open: OpenBlock = {
      kind,
      block: { ...block },
      citations: Array.isArray(given) ? given.map((citation: unknown) => citation) : [],
      json: '',
      call: kind === 'tool' ? this.toolCalls : -1,
      custom: kind === 'tool' && customTools.has(textIn(block, 'name')) ? new CustomInput() : undefined,
      fields: kind === 'answer' && answerFields !== undefined ? new RenamedFields(answerFields) : undefined,
    };
    this.#open.set(index, open);
    if (kind === 'text') this.#text(open, textIn(block, 'text'));
    else if (kind === 'thinking') this.out.reasoning(textIn(block, 'thinking'));
    else if (kind === 'tool') this.#startCall(open);
    else if (kind === 'answer') this.#startAnswer();
  }

  /** A piece of text. @throws GatewayError PROVIDER_ERROR when no such block has begun */
  text(index: number, piece: string): void {
    this.#text(this.#opened(index), piece);
  }

  /** @throws GatewayError PROVIDER_ERROR when no such block has begun */
  delta(index: number, delta: unknown): void {
    const open = this.#opened(index);
    if (!isObject(delta)) throw nonsense();
    const { block } = open;
    switch (delta['type']) {
      case 'text_delta':
        this.#text(open, textIn(delta, 'text'));
        break;
      case 'input_json_delta':
        this.#arguments(open, textIn(delta, 'partial_json'));
        break;
      case 'thinking_delta':
        block['thinking'] = textIn(block, 'thinking') + textIn(delta, 'thinking');
        if (open.kind === 'thinking') this.out.reasoning(textIn(delta, 'thinking'));
        break;
      case 'signature_delta':
        block['signature'] = textIn(block, 'signature') + textIn(delta, 'signature');
        break;
      case 'citations_delta':
        open.citations.push(delta['citation']);
        break;
      case 'compaction_delta':
        block['content'] = textIn(block, 'content') + textIn(delta, 'content');
        break;
    }
  }

  /** @throws GatewayError PROVIDER_ERROR when no such block has begun */
  stop(index: number): void {
    const place = this.#placeOf(index);
    const open = this.#opened(place);
    this.#open.delete(place);
    const { block, kind } = open;
    switch (kind) {
      case 'text':
        if (this.#shown) this.#endText(open.citations);
        break;
      case 'thinking':
        this.#endThinking(textIn(block, 'signature'));
        break;
      case 'tool':
        this.#endArguments(open);
        this.out.toolCallEnd(open.call);
        break;
      case 'answer':
        this.#endArguments(open);
        this.out.blockEnd();
        break;
      case 'other':
        if (open.json !== '') block['input'] = parseExactObject(open.json) ?? { INVALID_JSON: open.json };
        this.out.opaque(MAKER, block);
        this.#ran(block);
    }
  }

  /** There are no more blocks. @throws GatewayError PROVIDER_ERROR when one has no end */
  end(): void {
    if (this.#open.size > 0) throw nonsense();
    this.#release();
  }

  /** Whether text goes out as it comes. */
  get #shown(): boolean {
    return this.asked.answerTool === undefined || this.toolCalls > 0;
  }

  #opened(index: number): OpenBlock {
    const open = this.#open.get(this.#placeOf(index));
    if (open === undefined) throw nonsense();
    return open;
  }

  /** Anthropic counts wrongly at times, when code has run: what has no block of its own is of the only one that is open. */
  #placeOf(index: number): number {
    if (this.#open.has(index) || this.#open.size !== 1) return index;
    const [only = index] = this.#open.keys();
    return only;
  }

  #kindOf(block: JsonObject): OpenBlock['kind'] {
    if (block['type'] === 'tool_use') return block['name'] === this.asked.answerTool ? 'answer' : 'tool';
    return block['type'] === 'text' || block['type'] === 'thinking' ? block['type'] : 'other';
  }

  #text(open: OpenBlock, piece: string): void {
    if (open.kind !== 'text') open.block['text'] = textIn(open.block, 'text') + piece;
    else if (this.#shown) this.out.text(piece);
    else if (!this.#answered) this.#hold(open, piece);
  }

  #hold(open: OpenBlock, piece: string): void {
    if (piece === '') return;
    const last = this.#held.at(-1);
    if (last?.citations === open.citations) last.text += piece;
    else this.#held.push({ text: piece, citations: open.citations });
  }

  /** The answer tool was not called: what was held is the answer after all. */
  #release(): void {
    for (const { text, citations } of this.#held) {
      this.out.text(text);
      this.#endText(citations);
    }
    this.#held = [];
  }

  #endText(citations: readonly unknown[]): void {
    if (citations.length > 0) {
      this.out.citations(MAKER, citations);
      const pages = citations.flatMap((citation) => webCitation(citation, 0));
      if (pages.length > 0) this.out.webCitations?.(pages);
    }
    this.out.blockEnd();
  }

  /** What ran at the provider is told once its result is there. */
  #ran(block: JsonObject): void {
    const { type, id, input, tool_use_id: used } = block;
    if (type === 'server_tool_use') {
      const query = isObject(input) ? input['query'] : undefined;
      if (block['name'] === SEARCH_NAME && typeof query === 'string') this.#queries.set(id, query);
      const code = askedCode(block);
      if (code !== undefined) this.#codes.set(id, code);
    } else if (type === 'web_search_tool_result') {
      this.out.webSearch?.(madeSearch(block, this.#queries.get(used)));
    } else if (isCodeResult(block)) {
      const code = this.#codes.get(used);
      if (code !== undefined) this.out.ranCode?.(ranCode(code, block));
    }
  }

  /** Without a signature it cannot go back, and is text alone. */
  #endThinking(signature: string): void {
    if (signature !== '') this.out.signature('reasoning', { maker: MAKER, value: signature });
    this.out.blockEnd();
  }

  #startCall({ block, call, custom }: OpenBlock): void {
    const id = textIn(block, 'id');
    const name = textIn(block, 'name');
    if (id === '' || name === '') throw nonsense();
    const { caller } = block;
    this.#release();
    this.toolCalls++;
    this.out.toolCall({
      call,
      id,
      name,
      tool: custom === undefined ? 'function' : 'custom',
      ...(isObject(caller) && caller['type'] !== 'direct' ? { caller } : {}),
    });
  }

  #startAnswer(): void {
    this.#held = [];
    this.#answered = true;
  }

  #arguments(open: OpenBlock, piece: string): void {
    open.json += piece;
    if (open.kind === 'tool') this.#input(open, open.custom === undefined ? piece : open.custom.take(piece));
    else if (open.kind === 'answer') this.out.text(open.fields?.take(piece) ?? piece);
  }

  /** Without pieces the arguments came with the block, or the call has no arguments. */
  #endArguments(open: OpenBlock): void {
    if (open.json === '') this.#arguments(open, JSON.stringify(open.block['input'] ?? {}));
    if (open.custom !== undefined) this.#input(open, open.custom.end());
    if (open.fields !== undefined) this.out.text(open.fields.end());
  }

  #input({ call }: OpenBlock, piece: string): void {
    if (piece !== '') this.out.toolArguments(call, piece);
  }
}

function textIn(object: JsonObject, name: string): string {
  const value = object[name];
  return typeof value === 'string' ? value : '';
}

function nonsense(): Error {
  return malformedAnswer('The upstream sent an answer whose parts do not fit together.');
}
