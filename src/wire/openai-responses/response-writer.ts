import type { GatewayError } from '../../errors/gateway-error';
import type { JsonObject } from '../../json/json-object';
import type { AudioPiece, Finish, TokenLogprob, ToolCallStart } from '../canonical/answer-events';
import type { AnswerSummary } from '../canonical/answer-summary';
import type { AnswerWriter, Frames } from '../canonical/answer-writer';
import type { RanCode } from '../canonical/code-execution';
import type { Maker, Signature } from '../canonical/content-part';
import { carriedBehind, citedApart } from '../canonical/cited-texts';
import type { CitedApart } from '../canonical/cited-texts';
import { sealedCaller } from '../canonical/part-seal';
import { openAiTier } from '../canonical/served-tier';
import type { TokenUsage } from '../canonical/token-usage';
import { ToolQueue } from '../canonical/tool-queue';
import type { MadeSearch, WebCitation } from '../canonical/web-search';
import { CODE_PREFIX, CodeItem } from './code-item';
import { CompactionItem, sealedSummary } from './compaction';
import { EventFrames } from './event-frames';
import { ImageItem } from './image-item';
import type { ItemPlace } from './output-item';
import { OutputItems } from './output-items';
import type { EndStatus } from './output-items';
import type { ResponseContext } from './response-context';
import { incompleteReason, responseError, responseUsage } from './response-ending';
import { responseObject } from './response-object';
import type { ResponseStatus, ToldOfAnswer } from './response-object';
import { SEARCH_PREFIX, SearchItem } from './search-item';
import type { WrittenResponse } from './written-response';

/**
 * Writes an answer as items and as the events of a stream. The first event is written with the first content: until then
 * another deployment may answer.
 * Format: https://platform.openai.com/docs/api-reference/responses-streaming
 */
export class ResponseWriter implements AnswerWriter {
  readonly #frames: EventFrames;
  readonly #items: OutputItems;
  /** OpenAI makes one item after the other, and clients put the pieces together by that. */
  readonly #calls = new ToolQueue({
    begin: (start) => {
      this.#beginCall(start);
    },
    input: (piece) => {
      this.#items.openCall?.piece(piece);
    },
    end: () => {
      this.#items.endCall(this.#status);
    },
    signedLate: (callId, signature) => {
      this.#items.carryClosed({ kind: 'call_signature', callId, signature });
    },
  });
  #model: string;
  #begun = false;
  /** UTF-16 units of the answer's texts. */
  #units = 0;
  /** Citations that no item has carried yet. */
  #cited: CitedApart[] = [];
  #finish: Finish | undefined;
  /** Of what is closed when the answer ends. */
  #status: EndStatus = 'completed';
  #written: WrittenResponse | undefined;

  /**
   * @param summary what is learnt of the answer is written into it
   * @param onWritten told of an answer that is over and was not broken off; undefined where nobody keeps it
   */
  constructor(
    private readonly context: ResponseContext,
    model: string,
    private readonly summary: AnswerSummary,
    private readonly onWritten: ((response: WrittenResponse) => void) | undefined,
  ) {
    this.#model = model;
    this.#frames = new EventFrames(-1, context.begun?.next, context.begun?.ended);
    this.#items = new OutputItems(this.#frames, context, () => {
      this.#begin();
    });
  }

  get written(): number {
    return this.#frames.written;
  }

  get holding(): boolean {
    return this.#calls.waiting || this.#items.openCall?.holding === true;
  }

  /** The answer once it is over. */
  get response(): WrittenResponse | undefined {
    return this.#written;
  }

  start(_id: string | undefined, model: string | undefined): void {
    if (model !== undefined) this.summary.model = this.#model = model.slice(0, 256);
  }

  text(piece: string): void {
    if (piece === '') return;
    if (this.#calls.busy) this.#calls.after(() => this.#writeText(piece));
    else this.#writeText(piece);
  }

  refusal(piece: string): void {
    if (piece !== '') this.#calls.after(() => this.#items.message().piece('refusal', piece, this.#units));
  }

  reasoning(piece: string): void {
    if (piece === '') return;
    if (this.#calls.busy) this.#calls.after(() => this.#items.reasoning().piece(piece));
    else this.#items.reasoning().piece(piece);
  }

  signature(kind: 'text' | 'reasoning', signature: Signature): void {
    this.#calls.after(() => {
      if (kind === 'reasoning') this.#items.reasoning().sign(signature);
      else this.#items.carry({ kind: 'text', text: '', signature, at: '' });
      this.#items.closeReasoning('completed');
    });
  }

  /** Those of pages are told by `webCitations` too; all are for their maker, behind the texts. */
  citations(maker: Maker, values: readonly unknown[]): void {
    if (maker === 'openai' || !(this.context.encrypted || this.onWritten !== undefined)) return;
    this.#calls.after(() => {
      const after = this.#items.openMessage?.textFrom;
      if (after !== undefined)
        this.#cited.push(citedApart(maker, values, { after, length: this.#units - after }));
    });
  }

  /** A message that is closed can be told nothing more. */
  webCitations(values: readonly WebCitation[]): void {
    this.#calls.after(() => {
      for (const value of values) this.#items.openMessage?.annotate(value);
    });
  }

  logprobs(tokens: readonly TokenLogprob[]): void {
    this.#items.lastMessage?.logprobs(tokens);
  }

  webSearch(search: MadeSearch): void {
    this.#calls.after(() => {
      const make = (place: ItemPlace) => new SearchItem(this.#frames, place, search, this.context.sources);
      this.#items.whole(SEARCH_PREFIX, make);
    });
  }

  ranCode(ran: RanCode): void {
    this.#calls.after(() => {
      const make = (place: ItemPlace) => new CodeItem(this.#frames, place, ran, this.context.outputs);
      this.#items.whole(CODE_PREFIX, make);
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
    this.#calls.after(() => {
      this.#items.openMessage?.closePart();
      this.#items.closeReasoning('completed');
    });
  }

  image(_mediaType: string, data: string, signature?: Signature): void {
    this.#calls.after(() => {
      const { id } = this.#items.whole('ig', (place) => new ImageItem(this.#frames, place, data));
      if (signature !== undefined) this.#items.carryClosed({ kind: 'call_signature', callId: id, signature });
    });
  }

  audio({ transcript }: AudioPiece): void {
    this.text(transcript);
  }

  /** The model's summary of the conversation, which the caller carries for the next turn. */
  compaction(summary: string): void {
    const sealed = sealedSummary(summary, this.context.seal);
    this.#items.whole('cmp', (place) => new CompactionItem(this.#frames, place, sealed));
  }

  opaque(maker: Maker, value: JsonObject): void {
    this.#calls.after(() => this.#items.carryClosed({ kind: 'opaque', maker, value, at: '' }));
  }

  usage(usage: TokenUsage): void {
    this.summary.usage = usage;
  }

  finish(finish: Finish): void {
    if (this.#finish !== undefined) return;
    this.#finish = finish;
    const incomplete = incompleteReason(finish.reason);
    this.#status = incomplete === undefined ? 'completed' : 'incomplete';
    this.#calls.endAll();
    this.#items.closeBroken(this.#status);
    this.#items.closeMessage(this.#status);
    this.#carryCited();
    this.#items.closeReasoning(this.#status);
    this.summary.finishReason = incomplete ?? 'completed';
  }

  end(usage: TokenUsage): void {
    this.#begin();
    const reason = incompleteReason(this.#finish?.reason ?? 'stop');
    const status = reason === undefined ? 'completed' : 'incomplete';
    const json = this.#object(status, { usage: responseUsage(usage), reason, tier: openAiTier(usage) });
    this.#written = { id: this.context.id, json, kept: this.#items.kept() };
    this.onWritten?.(this.#written);
    this.#frames.event(`response.${status}`, `"response":${json}`);
  }

  /** The answer has failed: writes the last event. */
  fail(error: GatewayError): void {
    this.#begin();
    const json = this.#object('failed', { error: responseError(error) });
    this.#frames.skipTo(this.context.begun?.told ?? 0);
    this.#frames.event('response.failed', `"response":${json}`);
  }

  /** The caller wants no more of it: writes the last event. The API has no event for it but this one. */
  cancel(): void {
    this.#begin();
    this.#frames.skipTo(this.context.begun?.told ?? 0);
    this.#frames.event('response.incomplete', `"response":${this.#object('cancelled')}`);
  }

  /** The response object of an answer that has not begun. */
  queued(): string {
    return this.#object('queued');
  }

  take(): Frames | undefined {
    const frames = this.#frames.take();
    if (frames !== undefined) this.context.onTaken?.();
    return frames;
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    const response = `"response":${this.#object('in_progress')}`;
    this.#frames.event('response.created', response);
    this.#frames.event('response.in_progress', response);
  }

  #writeText(piece: string): void {
    this.#items.message().piece('output_text', piece, this.#units);
    this.#units += piece.length;
  }

  #beginCall({ id, name, signature, caller }: ToolCallStart): void {
    this.#items.closeMessage('completed');
    this.#carryCited();
    if (signature !== undefined) this.#items.carry({ kind: 'call_signature', callId: id, signature });
    const madeBy = sealedCaller(id, caller);
    if (madeBy !== undefined) this.#items.carry(madeBy);
    this.#items.beginCall(id, this.context.names.toolOf(name));
  }

  #carryCited(): void {
    for (const cited of this.#cited.map(carriedBehind(this.#units))) this.#items.carry(cited);
    this.#cited = [];
  }

  #object(status: ResponseStatus, told: ToldOfAnswer = {}): string {
    const hasItems = status !== 'in_progress' && status !== 'queued';
    return responseObject(this.context, {
      status,
      model: this.#model,
      output: hasItems ? this.#items.shown() : [],
      ...told,
    });
  }
}
