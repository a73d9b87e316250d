import type { JsonObject } from '../../json/json-object';
import type { AudioPiece, Finish, ToolCallStart } from '../canonical/answer-events';
import type { AnswerSummary } from '../canonical/answer-summary';
import type { AnswerWriter, Asked, Frames } from '../canonical/answer-writer';
import type { RanCode } from '../canonical/code-execution';
import type { Maker, Signature } from '../canonical/content-part';
import type { PartSeal } from '../canonical/part-seal';
import type { TokenUsage } from '../canonical/token-usage';
import { pictureText } from './answer-picture';
import { codeBlocks } from './code-execution';
import { callCarrier, carrierBlock, opaqueBlock, reasoningSignature, textCarrier } from './carried-state';
import { ToolQueue } from '../canonical/tool-queue';
import type { MadeSearch, WebCitation } from '../canonical/web-search';
import { citationOf, searchBlocks } from './web-search';
import { endingFields, messageId, messageUsage } from './written-answer';

/**
 * Writes the events of a streamed message. One block is open at a time; the message starts with its first block, so that an
 * answer which fails before it has begun has not begun.
 * Format: https://docs.anthropic.com/en/docs/build-with-claude/streaming
 */
export class MessageStreamWriter implements AnswerWriter {
  written = 0;
  #text = '';
  #pending = 0;
  #started = false;
  #id: string | undefined;
  #model: string;
  #maker: Maker = '';
  #index = -1;
  /** What an event with a piece of the open block begins with, up to the piece. */
  #head = '';
  #open: 'text' | 'thinking' | 'tool' | undefined;
  /** The text of the thinking that is open: a signature signs all of it. */
  #thinking = '';
  /** What carries state alone: written before the next block, and at the end where it does not follow the last text. */
  #carriers: JsonObject[] = [];
  /** The answer calls a tool or has a picture: what they are signed with goes back. */
  #needsBack = false;
  /** Whether the last block is one of text. */
  #endsWithText = false;
  #finish: Finish | undefined;
  #refused = false;
  readonly #calls = new ToolQueue({
    begin: (start) => {
      this.#beginCall(start);
    },
    input: (piece) => {
      this.#piece('{"type":"input_json_delta","partial_json":', piece);
    },
    end: () => {
      this.#close();
    },
    signedLate: (callId, signature) => {
      this.#carry(callCarrier(callId, signature, this.seal));
    },
  });

  /** @param summary what is learnt of the answer is written into it */
  constructor(
    private readonly asked: Asked,
    private readonly summary: AnswerSummary,
    private readonly seal: PartSeal,
  ) {
    this.#model = asked.model;
  }

  get holding(): boolean {
    return this.#calls.waiting;
  }

  start(id: string | undefined, model: string | undefined, maker: Maker): void {
    this.#id = id;
    this.#maker = maker;
    if (model !== undefined) this.summary.model = this.#model = model.slice(0, 256);
  }

  goesOn(maker: Maker): void {
    this.#maker = maker;
  }

  text(piece: string): void {
    if (piece === '') return;
    if (this.#calls.busy) this.#calls.after(() => this.#writeText(piece));
    else this.#writeText(piece);
  }

  reasoning(piece: string): void {
    if (piece === '') return;
    if (this.#calls.busy) this.#calls.after(() => this.#writeThinking(piece));
    else this.#writeThinking(piece);
  }

  refusal(piece: string): void {
    this.#refused ||= piece !== '';
    this.text(piece);
  }

  signature(kind: 'text' | 'reasoning', signature: Signature): void {
    this.#calls.after(() => {
      if (kind === 'text') this.#hold(carrierBlock(textCarrier(signature, this.seal)));
      else this.#sign(reasoningSignature(this.#thinking, signature, this.seal));
    });
  }

  citations(maker: Maker, values: readonly unknown[]): void {
    if (maker !== 'anthropic') return;
    this.#calls.after(() => {
      if (this.#open !== 'text') return;
      for (const citation of values) this.#delta({ type: 'citations_delta', citation });
    });
  }

  webCitations(values: readonly WebCitation[]): void {
    if (this.#maker !== 'anthropic') this.citations('anthropic', values.map(citationOf));
  }

  /** Claude's own are there as it told them. */
  webSearch(search: MadeSearch): void {
    if (this.#maker === 'anthropic') return;
    this.#calls.after(() => {
      this.#run(searchBlocks(search));
    });
  }

  ranCode(ran: RanCode): void {
    if (this.#maker === 'anthropic') return;
    this.#calls.after(() => {
      this.#run(codeBlocks(ran));
    });
  }

  toolCall(start: ToolCallStart): void {
    this.#calls.begin(start);
  }

  toolArguments(call: number, piece: string): void {
    if (piece !== '') this.#calls.input(call, piece);
  }

  callSignature(call: number, signature: Signature): void {
    this.#calls.sign(call, signature);
  }

  toolCallEnd(call: number): void {
    this.#calls.end(call);
  }

  blockEnd(): void {
    this.#calls.after(() => this.#close());
  }

  image(mediaType: string, data: string, signature?: Signature): void {
    this.#needsBack = true;
    this.text(pictureText(mediaType, data));
    if (signature !== undefined) this.signature('text', signature);
  }

  audio({ transcript }: AudioPiece): void {
    this.text(transcript);
  }

  opaque(maker: Maker, value: JsonObject): void {
    this.#calls.after(() => {
      const block = opaqueBlock(maker, value, this.seal);
      if (block['type'] === 'compaction') this.#compaction(block);
      else if (maker === 'anthropic') this.#whole(block);
      else this.#hold(block);
    });
  }

  usage(usage: TokenUsage): void {
    this.summary.usage = usage;
  }

  finish(finish: Finish): void {
    if (this.#finish !== undefined) return;
    this.#calls.endAll();
    this.#close();
    if (this.#needsBack || !this.#endsWithText) this.#release();
    this.#finish = finish;
    this.summary.finishReason = String(endingFields(finish, this.#refused)['stop_reason']);
  }

  end(usage: TokenUsage): void {
    this.#begin();
    const delta = endingFields(this.#finish ?? { reason: 'stop' }, this.#refused);
    this.#event('message_delta', { delta, usage: messageUsage(usage) });
    this.#event('message_stop', {});
  }

  take(): Frames | undefined {
    if (this.#pending === 0) return undefined;
    const frames = { text: this.#text, count: this.#pending };
    this.#text = '';
    this.#pending = 0;
    return frames;
  }

  #beginCall(start: ToolCallStart & { readonly signature?: Signature | undefined }): void {
    const { id, name, caller, signature } = start;
    this.#needsBack = true;
    if (signature !== undefined) this.#carry(callCarrier(id, signature, this.seal));
    const block = { type: 'tool_use', id, name, input: {}, ...(caller === undefined ? {} : { caller }) };
    this.#close();
    this.#start('tool', block);
  }

  #writeText(piece: string): void {
    if (this.#open !== 'text') this.#enter('text', { type: 'text', text: '' });
    this.#piece('{"type":"text_delta","text":', piece);
  }

  #writeThinking(piece: string): void {
    if (this.#open !== 'thinking') this.#enter('thinking', { type: 'thinking', thinking: '', signature: '' });
    this.#thinking += piece;
    this.#piece('{"type":"thinking_delta","thinking":', piece);
  }

  /** Clients take a signature from its delta alone, and forget one that a block begins with. */
  #sign(signature: string): void {
    this.#enter('thinking', { type: 'thinking', thinking: '', signature: '' });
    this.#delta({ type: 'signature_delta', signature });
    this.#close();
  }

  /** An empty block of thinking, for its signature. */
  #carry(signature: string): void {
    this.#close();
    this.#sign(signature);
  }

  /** @see endedByText */
  #hold(block: JsonObject): void {
    this.#close();
    this.#carriers.push(block);
  }

  #release(): void {
    const carriers = this.#carriers;
    this.#carriers = [];
    for (const { type, signature, ...block } of carriers) {
      if (typeof signature === 'string') this.#sign(signature);
      else this.#whole({ type, ...block });
    }
  }

  /** What a tool of the provider did. */
  #run([use, result]: readonly [use: JsonObject, result: JsonObject]): void {
    this.#close();
    this.#start('tool', { ...use, input: {} });
    this.#delta({ type: 'input_json_delta', partial_json: JSON.stringify(use['input']) });
    this.#whole(result);
  }

  /** Its text comes in a delta: https://docs.anthropic.com/en/docs/build-with-claude/compaction#streaming */
  #compaction(block: JsonObject): void {
    const { content, encrypted_content: encrypted = null } = block;
    this.#close();
    this.#start('text', { ...block, content: null, encrypted_content: null });
    this.#delta({ type: 'compaction_delta', content, encrypted_content: encrypted });
    this.#close();
  }

  /** A block that comes in one. */
  #whole(block: JsonObject): void {
    this.#close();
    this.#start('text', block);
    this.#close();
  }

  #enter(kind: 'text' | 'thinking', block: JsonObject): void {
    if (this.#open === kind) return;
    this.#close();
    this.#start(kind, block);
  }

  #start(kind: 'text' | 'thinking' | 'tool', block: JsonObject): void {
    if (this.#carriers.length > 0) this.#release();
    this.#begin();
    this.#open = kind;
    this.#endsWithText = block['type'] === 'text';
    this.#index++;
    this.#event('content_block_start', { index: this.#index, content_block: block });
    this.#head = `event: content_block_delta\ndata: {"type":"content_block_delta","index":${this.#index},"delta":`;
    this.written++;
  }

  /** Most events are this one. @param delta what it begins with, as JSON text */
  #piece(delta: string, piece: string): void {
    this.#text += `${this.#head}${delta}${JSON.stringify(piece)}}}\n\n`;
    this.#pending++;
    this.written++;
  }

  #delta(delta: JsonObject): void {
    this.#event('content_block_delta', { index: this.#index, delta });
    this.written++;
  }

  #close(): void {
    if (this.#open === undefined) return;
    this.#open = undefined;
    this.#thinking = '';
    this.#event('content_block_stop', { index: this.#index });
  }

  #begin(): void {
    if (this.#started) return;
    this.#started = true;
    // Other providers tell their usage last: the input is our own count here, and exact in `message_delta`.
    const known = this.summary.usage ?? {
      promptTokens: this.asked.promptTokens,
      cachedTokens: 0,
      reasoningTokens: 0,
      estimated: true,
    };
    const message = {
      id: messageId(this.#id),
      type: 'message',
      role: 'assistant',
      model: this.asked.answerModel ?? this.#model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      container: null,
      stop_details: null,
      diagnostics: null,
      usage: { ...messageUsage({ ...known, completionTokens: 1 }), output_tokens_details: null },
    };
    this.#event('message_start', { message });
  }

  #event(type: string, fields: JsonObject): void {
    this.#text += `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
    this.#pending++;
  }
}
