import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../json/json-object';
import type { AudioPiece, Finish, TokenLogprob, ToolCallStart } from '../canonical/answer-events';
import type { AnswerSummary } from '../canonical/answer-summary';
import type { AnswerWriter, Asked, Frames } from '../canonical/answer-writer';
import type { RanCode } from '../canonical/code-execution';
import type { Maker, Signature } from '../canonical/content-part';
import type { PartSeal } from '../canonical/part-seal';
import type { TokenUsage } from '../canonical/token-usage';
import { callPart, geminiFinishReason, signed, spokenParts, usageMetadata } from './answer-parts';
import type { AnswerPart } from './answer-parts';
import type { MadeSearch, WebCitation } from '../canonical/web-search';
import { codeParts } from './code-execution';
import { CarriedState } from './carried-state';
import { logprobsFields } from './logprobs';
import { Grounding } from './web-search';

/**
 * The part of a chunk that says nothing else, as Google has it: the chats of its SDKs forget a turn one of whose chunks has no part, and
 * the text of such a chunk is `None`.
 */
const NO_TEXT: AnswerPart = { text: '' };

/** A call whose arguments are arriving; a part holds a whole call. */
interface OpenCall {
  readonly start: ToolCallStart;
  input: string;
  signature: Signature | undefined;
}

/**
 * Writes the chunks of `streamGenerateContent`. The last one has the reason of the end and the usage; there is no end mark.
 * Format: https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse
 */
export class GeminiStreamWriter implements AnswerWriter {
  written = 0;
  #text = '';
  #pending = 0;
  #id: string = randomUUID();
  #model: string;
  #maker: Maker = '';
  #finish: Finish | undefined;
  /** The block of text that is open, how long the answer's texts are with it, and before it in UTF-8. */
  #block = '';
  #units = 0;
  #bytesBefore = 0;
  /** What each chunk ends with; empty until the first one with a text, and when it has changed. */
  #ending = '';
  readonly #grounding = new Grounding();
  readonly #calls = new Map<number, OpenCall>();
  readonly #carried: CarriedState;
  /** Writers of further candidates, which write into this one's frames. */
  readonly #candidates = new Map<number, GeminiStreamWriter>();

  /**
   * @param summary what is learnt of the answer is written into it
   * @param other where this is another candidate: its number, and the writer of the first one
   */
  constructor(
    private readonly asked: Asked,
    private readonly summary: AnswerSummary,
    private readonly seal: PartSeal,
    private readonly other?: { readonly index: number; readonly of: GeminiStreamWriter },
  ) {
    this.#model = asked.model;
    this.#carried = new CarriedState(seal);
  }

  get holding(): boolean {
    return this.#calls.size > 0 || [...this.#candidates.values()].some(({ holding }) => holding);
  }

  candidate(index: number): GeminiStreamWriter {
    let writer = this.#candidates.get(index);
    if (writer === undefined) {
      const summary = { model: undefined, finishReason: undefined, usage: undefined };
      writer = new GeminiStreamWriter(this.asked, summary, this.seal, { index, of: this });
      this.#candidates.set(index, writer);
    }
    return writer;
  }

  logprobs(tokens: readonly TokenLogprob[]): void {
    this.#candidate({ content: { role: 'model', parts: [NO_TEXT] }, ...logprobsFields(tokens) });
  }

  start(id: string | undefined, model: string | undefined, maker: Maker): void {
    this.#maker = maker;
    this.#ending = '';
    if (id !== undefined) this.#id = id;
    if (model !== undefined) this.summary.model = this.#model = model.slice(0, 256);
  }

  goesOn(maker: Maker): void {
    this.#maker = maker;
  }

  text(piece: string): void {
    if (piece === '') return;
    this.#block += piece;
    this.#units += piece.length;
    this.#carried.text(piece);
    this.#piece(piece, '');
  }

  reasoning(piece: string): void {
    if (piece === '') return;
    this.#carried.reasoning(piece);
    this.#piece(piece, ',"thought":true');
  }

  refusal(piece: string): void {
    this.text(piece);
  }

  signature(kind: 'text' | 'reasoning', signature: Signature): void {
    if (kind === 'reasoning') this.#carried.signature(signature);
    const field = signed(signature);
    if (Object.keys(field).length > 0) {
      this.#part({ text: '', ...(kind === 'reasoning' ? { thought: true } : {}), ...field });
    }
  }

  /** Those of pages are told by `webCitations` too; all are for their maker, with what else it needs back. */
  citations(maker: Maker, values: readonly unknown[]): void {
    this.#carried.citations(maker, values);
  }

  webCitations(values: readonly WebCitation[]): void {
    const before = this.#units - this.#block.length;
    const firstByte = this.#bytesBefore;
    for (const value of values) this.#grounding.cite(value, this.#block, before, { firstByte });
  }

  webSearch(search: MadeSearch): void {
    this.#grounding.search(search);
  }

  /** Google's own is there as it told it. */
  ranCode(ran: RanCode): void {
    if (this.#maker !== 'google') for (const part of codeParts(ran)) this.#part({ ...part });
  }

  toolCall(start: ToolCallStart): void {
    this.#calls.set(start.call, { start, input: '', signature: start.signature });
  }

  toolArguments(call: number, piece: string): void {
    const open = this.#calls.get(call);
    if (open !== undefined) open.input += piece;
  }

  callSignature(call: number, signature: Signature): void {
    const open = this.#calls.get(call);
    if (open !== undefined) open.signature = signature;
  }

  toolCallEnd(call: number): void {
    const open = this.#calls.get(call);
    if (open === undefined) return;
    this.#calls.delete(call);
    const { start, input, signature } = open;
    this.#part({
      ...callPart(start.id, start.name, input),
      ...signed(signature),
      ...this.#carried.take(start),
    });
  }

  blockEnd(): void {
    this.#carried.blockEnd();
    this.#bytesBefore += Buffer.byteLength(this.#block);
    this.#block = '';
  }

  image(mediaType: string, data: string, signature?: Signature): void {
    this.#part({ inlineData: { mimeType: mediaType, data }, ...signed(signature) });
  }

  audio(piece: AudioPiece): void {
    this.#carried.text(piece.transcript);
    for (const part of spokenParts(piece)) this.#part(part);
  }

  opaque(maker: Maker, value: JsonObject): void {
    if (maker === 'google') this.#part({ ...value });
    else this.#carried.opaque(maker, value);
  }

  usage(usage: TokenUsage): void {
    this.summary.usage = usage;
  }

  finish(finish: Finish): void {
    if (this.#finish !== undefined) return;
    for (const call of [...this.#calls.keys()]) this.toolCallEnd(call);
    this.#finish = finish;
    this.summary.finishReason = geminiFinishReason(finish.reason).toLowerCase();
  }

  end(usage: TokenUsage): void {
    for (const other of this.#candidates.values()) other.#candidate(other.#lastPart());
    const last = { ...this.#lastPart(), index: 0 };
    this.#chunk({ candidates: [last], usageMetadata: usageMetadata(usage) });
  }

  /** The candidate with which an answer ends. */
  #lastPart(): JsonObject {
    const { reason, details } = this.#finish ?? { reason: 'stop' };
    const carried = this.#carried.take();
    return {
      content: { role: 'model', parts: [{ ...NO_TEXT, ...carried }] },
      finishReason: geminiFinishReason(reason),
      ...(details?.maker === 'google' ? details.fields : this.#grounding.field),
    };
  }

  take(): Frames | undefined {
    if (this.#pending === 0) return undefined;
    const frames = { text: this.#text, count: this.#pending };
    this.#text = '';
    this.#pending = 0;
    return frames;
  }

  /** Most chunks are this one: a part that is a text. @param fields what it has besides, as JSON text */
  #piece(text: string, fields: string): void {
    const first = this.other?.of ?? this;
    if (first.#ending === '') {
      first.#ending = `"modelVersion":${JSON.stringify(first.#model)},"responseId":${JSON.stringify(first.#id)}}\n\n`;
    }
    const index = this.other?.index ?? 0;
    const part = `{"text":${JSON.stringify(text)}${fields}}`;
    first.#text += `data: {"candidates":[{"content":{"role":"model","parts":[${part}]},"index":${index}}],${first.#ending}`;
    first.#pending++;
    first.written++;
  }

  #part(part: AnswerPart): void {
    this.#candidate({ content: { role: 'model', parts: [part] } });
  }

  #candidate(candidate: JsonObject): void {
    const { index, of: first } = this.other ?? { index: 0, of: this };
    first.#chunk({ candidates: [{ ...candidate, index }] });
    first.written++;
  }

  #chunk(response: JsonObject): void {
    const chunk = { ...response, modelVersion: this.#model, responseId: this.#id };
    this.#text += `data: ${JSON.stringify(chunk)}\n\n`;
    this.#pending++;
  }
}
