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
import type { PartSeal, Sealed } from '../canonical/part-seal';
import { openAiTier } from '../canonical/served-tier';
import type { OpenAiTier } from '../canonical/served-tier';
import type { TokenUsage } from '../canonical/token-usage';
import { ToolQueue } from '../canonical/tool-queue';
import type { BegunResponse } from './begun-response';
import { CallItem, callPrefix } from './call-item';
import { CODE_PREFIX, CodeItem } from './code-item';
import { CompactionItem, sealedSummary } from './compaction';
import { EventFrames } from './event-frames';
import { ImageItem } from './image-item';
import { MessageItem } from './message-item';
import type { MadeSearch, WebCitation } from '../canonical/web-search';
import type { Item, ItemPlace, OpenItem } from './output-item';
import { ReasoningItem } from './reasoning-item';
import { incompleteReason, responseError, responseUsage } from './response-ending';
import { SEARCH_PREFIX, SearchItem } from './search-item';
import type { ToolNames } from './tool-names';

/** What a response says of its request, and where its tools' names come from. */
export interface ResponseContext {
  readonly id: string;
  /** What a provider has made of it before, where this goes on with its events. */
  readonly begun?: BegunResponse | undefined;
  /** Told when frames of it are taken. */
  readonly onTaken?: (() => void) | undefined;
  /** What it calls its model, whatever the provider calls it. */
  readonly givenModel?: string | undefined;
  /** Seconds since 1970. */
  readonly createdAt: number;
  /** Whether it goes on without its caller. */
  readonly background: boolean;
  /** See `responseEcho`. */
  readonly echo: string;
  /** The `service_tier` that was asked for: the answer names it until its provider has told which one it was. */
  readonly tier: unknown;
  readonly names: ToolNames;
  readonly seal: PartSeal;
  /** Whether the caller gets what is sealed. */
  readonly encrypted: boolean;
  /** Whether the caller gets the pages that a search of the web found. */
  readonly sources: boolean;
  /** Whether the caller gets what code printed that the provider ran. */
  readonly outputs: boolean;
}

/** An answer that is over. */
export interface WrittenResponse {
  readonly id: string;
  /** The response object as JSON text. */
  readonly json: string;
  /** Its items with all that the next turn needs. */
  readonly kept: readonly Item[];
  /** The deployment that keeps it too; undefined where none does. */
  readonly keptAt?: string | undefined;
}

interface Listed {
  readonly open: OpenItem;
  /** Undefined while the item is still made. */
  ended: 'completed' | 'incomplete' | undefined;
}

/**
 * Writes an answer as items and as the events of a stream. The first event is written with the first content: until then
 * another deployment may answer.
 * Format: https://platform.openai.com/docs/api-reference/responses-streaming
 */
export class ResponseWriter implements AnswerWriter {
  readonly #frames: EventFrames;
  readonly #items: Listed[] = [];
  /** OpenAI makes one item after the other, and clients put the pieces together by that. */
  readonly #calls = new ToolQueue({
    begin: (start) => {
      this.#beginCall(start);
    },
    input: (piece) => {
      this.#call?.piece(piece);
    },
    end: () => {
      if (this.#call?.broken === true) this.#broken = this.#call;
      else this.#close(this.#call, this.#status);
      this.#call = undefined;
    },
    signedLate: (callId, signature) => {
      this.#carryClosed({ kind: 'call_signature', callId, signature });
    },
  });
  /** The one that is open. */
  #call: CallItem | undefined;
  /** One that has ended, and is complete only if something follows it: Claude ends a call also where its tokens are used up. */
  #broken: CallItem | undefined;
  #message: MessageItem | undefined;
  #reasoning: ReasoningItem | undefined;
  #model: string;
  #begun = false;
  /** UTF-16 units of the answer's texts. */
  #units = 0;
  /** Citations that no item has carried yet. */
  #cited: CitedApart[] = [];
  #finish: Finish | undefined;
  /** Of what is closed when the answer ends. */
  #status: 'completed' | 'incomplete' = 'completed';
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
  }

  get written(): number {
    return this.#frames.written;
  }

  get holding(): boolean {
    return this.#calls.waiting || this.#call?.holding === true;
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
    if (piece !== '') this.#calls.after(() => this.#inMessage().piece('refusal', piece, this.#units));
  }

  reasoning(piece: string): void {
    if (piece === '') return;
    if (this.#calls.busy) this.#calls.after(() => this.#inReasoning().piece(piece));
    else this.#inReasoning().piece(piece);
  }

  signature(kind: 'text' | 'reasoning', signature: Signature): void {
    this.#calls.after(() => {
      if (kind === 'reasoning') this.#inReasoning().sign(signature);
      else this.#carry({ kind: 'text', text: '', signature, at: '' });
      this.#closeReasoning('completed');
    });
  }

  /** Those of pages are told by `webCitations` too; all are for their maker, behind the texts. */
  citations(maker: Maker, values: readonly unknown[]): void {
    if (maker === 'openai' || !(this.context.encrypted || this.onWritten !== undefined)) return;
    this.#calls.after(() => {
      const after = this.#message?.textFrom;
      if (after !== undefined)
        this.#cited.push(citedApart(maker, values, { after, length: this.#units - after }));
    });
  }

  /** A message that is closed can be told nothing more. */
  webCitations(values: readonly WebCitation[]): void {
    this.#calls.after(() => {
      for (const value of values) this.#message?.annotate(value);
    });
  }

  logprobs(tokens: readonly TokenLogprob[]): void {
    const last = this.#message ?? this.#items.findLast(({ open }) => open instanceof MessageItem)?.open;
    if (last instanceof MessageItem) last.logprobs(tokens);
  }

  webSearch(search: MadeSearch): void {
    this.#calls.after(() => {
      const make = (place: ItemPlace) => new SearchItem(this.#frames, place, search, this.context.sources);
      this.#listWhole(SEARCH_PREFIX, make);
    });
  }

  ranCode(ran: RanCode): void {
    this.#calls.after(() => {
      const make = (place: ItemPlace) => new CodeItem(this.#frames, place, ran, this.context.outputs);
      this.#listWhole(CODE_PREFIX, make);
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
      this.#message?.closePart();
      this.#closeReasoning('completed');
    });
  }

  image(_mediaType: string, data: string, signature?: Signature): void {
    this.#calls.after(() => {
      const { id } = this.#listWhole('ig', (place) => new ImageItem(this.#frames, place, data));
      if (signature !== undefined) this.#carryClosed({ kind: 'call_signature', callId: id, signature });
    });
  }

  audio({ transcript }: AudioPiece): void {
    this.text(transcript);
  }

  /** The model's summary of the conversation, which the caller carries for the next turn. */
  compaction(summary: string): void {
    const sealed = sealedSummary(summary, this.context.seal);
    this.#listWhole('cmp', (place) => new CompactionItem(this.#frames, place, sealed));
  }

  opaque(maker: Maker, value: JsonObject): void {
    this.#calls.after(() => this.#carryClosed({ kind: 'opaque', maker, value, at: '' }));
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
    this.#closeBroken(this.#status);
    this.#closeMessage(this.#status);
    this.#carryCited();
    this.#closeReasoning(this.#status);
    this.summary.finishReason = incomplete ?? 'completed';
  }

  end(usage: TokenUsage): void {
    this.#begin();
    const reason = incompleteReason(this.#finish?.reason ?? 'stop');
    const status = reason === undefined ? 'completed' : 'incomplete';
    const json = this.#object(status, { usage: responseUsage(usage), reason, tier: openAiTier(usage) });
    const kept = this.#items.map(({ open, ended = 'incomplete' }) =>
      open instanceof ReasoningItem ? open.kept(ended) : open.item(ended),
    );
    this.#written = { id: this.context.id, json, kept };
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
    this.#frames.event('response.incomplete', `"response":${this.#object('cancelled', {})}`);
  }

  /** The response object of an answer that has not begun. */
  queued(): string {
    return this.#object('queued', {});
  }

  take(): Frames | undefined {
    const frames = this.#frames.take();
    if (frames !== undefined) this.context.onTaken?.();
    return frames;
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    const response = `"response":${this.#object('in_progress', {})}`;
    this.#frames.event('response.created', response);
    this.#frames.event('response.in_progress', response);
  }

  /** Where the next item is, which follows what has ended. */
  #place(prefix: string): ItemPlace {
    this.#closeBroken('completed');
    const index = this.#items.length;
    const id = this.context.begun?.itemIds.get(index);
    if (id !== undefined) return { id, index };
    return {
      id: `${prefix}_${this.context.id.slice('resp_'.length)}${index.toString(16).padStart(4, '0')}`,
      index,
    };
  }

  #list(open: OpenItem): Listed {
    const listed: Listed = { open, ended: undefined };
    this.#items.push(listed);
    return listed;
  }

  #inMessage(): MessageItem {
    this.#closeReasoning('completed');
    if (this.#message === undefined) {
      this.#begin();
      this.#message = new MessageItem(this.#frames, this.#place('msg'));
      this.#list(this.#message);
    }
    return this.#message;
  }

  #inReasoning(): ReasoningItem {
    this.#closeMessage('completed');
    if (this.#reasoning === undefined) {
      this.#begin();
      const { seal, encrypted } = this.context;
      this.#reasoning = new ReasoningItem({ frames: this.#frames, seal, encrypted }, this.#place('rs'));
      this.#list(this.#reasoning);
    }
    return this.#reasoning;
  }

  #writeText(piece: string): void {
    this.#inMessage().piece('output_text', piece, this.#units);
    this.#units += piece.length;
  }

  #beginCall({ id, name, signature, caller }: ToolCallStart): void {
    this.#closeMessage('completed');
    this.#carryCited();
    if (signature !== undefined) this.#carry({ kind: 'call_signature', callId: id, signature });
    const madeBy = sealedCaller(id, caller);
    if (madeBy !== undefined) this.#carry(madeBy);
    this.#closeReasoning('completed');
    this.#begin();
    const tool = this.context.names.toolOf(name);
    this.#call = new CallItem(this.#frames, this.#place(callPrefix(tool)), id, tool);
    this.#list(this.#call);
  }

  /** An item that comes in one. */
  #listWhole(prefix: string, make: (place: ItemPlace) => OpenItem): ItemPlace {
    this.#closeMessage('completed');
    this.#closeReasoning('completed');
    this.#begin();
    const place = this.#place(prefix);
    const item = make(place);
    const listed = this.#list(item);
    item.close('completed');
    listed.ended = 'completed';
    return place;
  }

  #carry(part: Sealed): void {
    this.#inReasoning().carry(part);
  }

  #carryCited(): void {
    for (const cited of this.#cited.map(carriedBehind(this.#units))) this.#carry(cited);
    this.#cited = [];
  }

  #carryClosed(part: Sealed): void {
    this.#carry(part);
    this.#closeReasoning('completed');
  }

  #closeBroken(status: 'completed' | 'incomplete'): void {
    this.#close(this.#broken, status);
    this.#broken = undefined;
  }

  #closeMessage(status: 'completed' | 'incomplete'): void {
    this.#close(this.#message, status);
    this.#message = undefined;
  }

  #closeReasoning(status: 'completed' | 'incomplete'): void {
    this.#close(this.#reasoning, status);
    this.#reasoning = undefined;
  }

  #close(item: OpenItem | undefined, status: 'completed' | 'incomplete'): void {
    const listed = item === undefined ? undefined : this.#items.findLast(({ open }) => open === item);
    if (listed === undefined) return;
    listed.open.close(status);
    listed.ended = status;
  }

  #object(
    status: 'queued' | 'in_progress' | 'completed' | 'incomplete' | 'failed' | 'cancelled',
    told: {
      readonly usage?: JsonObject;
      readonly reason?: string | undefined;
      readonly error?: JsonObject;
      readonly tier?: OpenAiTier | undefined;
    },
  ): string {
    const head = {
      id: this.context.id,
      object: 'response',
      created_at: this.context.createdAt,
      status,
      background: this.context.background,
      completed_at: status === 'completed' ? Math.floor(Date.now() / 1000) : null,
      error: told.error ?? null,
      incomplete_details: told.reason === undefined ? null : { reason: told.reason },
      model: this.context.givenModel ?? this.#model,
      output:
        status === 'in_progress' || status === 'queued'
          ? []
          : this.#items.map(({ open, ended }) => open.item(ended ?? 'incomplete')),
      ...(told.usage !== undefined && { usage: told.usage }),
      service_tier: told.tier ?? this.context.tier ?? 'default',
    };
    return `${JSON.stringify(head).slice(0, -1)},${this.context.echo}}`;
  }
}
