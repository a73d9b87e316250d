import type { GatewayError } from '../../../../errors/gateway-error';
import { isObject } from '../../../../json/json-object';
import type { JsonObject } from '../../../../json/json-object';
import { MAX_FRAME_BYTES } from '../../../../sse/sse-frame.reader';
import type { PassingAnswer } from '../../../../wire/wire';
import type { LlmCall, StreamSink } from '../../../llm-adapter';
import { frameEndBehindName, NativeStream, OTHER_FRAME, startsWith } from '../../../native-stream';
import { estimatedUsage } from '../../../call-estimate';
import { noteResponse } from './responses-native.facts';

const LF = 0x0a;
const EVENT_FIELD = Buffer.from('event: ');
/** It says what `response.created` has said, all that was asked for included. */
const IN_PROGRESS = 'response.in_progress';
const ITEM_DONE = 'response.output_item.done';
/** Events of which more is to be known than that they came; the longest has 19 characters. */
const READ: ReadonlySet<string> = new Set([
  ...['response.created', 'response.queued', IN_PROGRESS],
  ...['response.completed', 'response.incomplete', 'response.failed', 'error'],
]);

/**
 * Passes the events of a streamed response on as the bytes that they are, those that are not known here too. Only what begins
 * and ends an answer is read. It is whole with `response.completed` or `response.incomplete`, and not before.
 * Format: https://platform.openai.com/docs/api-reference/responses-streaming
 */
export class NativeResponseStream extends NativeStream {
  readonly #passing: PassingAnswer | undefined;
  /** Whether an event has told of the answer what the next ones before its content say again. */
  #told = false;
  /** The line with the name of the event of content that came last: most have the same one. */
  #latest: { readonly nameLine: Buffer; readonly isPiece: boolean } | undefined;
  /** Frames of the items that are whole, of an answer that is kept: some servers do not say them again at the end. */
  readonly #items: Buffer[] = [];
  #itemBytes = 0;
  /** What the stream itself told of its failure. */
  #failure: GatewayError | undefined;

  /**
   * @param errorFrom what an error inside a stream means
   * @param cleaned an event that tells of one, without credentials and hosts
   */
  constructor(
    call: LlmCall,
    sink: StreamSink,
    private readonly errorFrom: (error: JsonObject) => GatewayError,
    private readonly cleaned: (event: JsonObject) => JsonObject,
  ) {
    super(call, sink, 'text/event-stream');
    this.#passing = call.wire.passing?.(call.givenModel);
  }

  /** The upstream has ended its stream. @throws GatewayError for an answer that was not complete, or failed */
  end(): void {
    try {
      this.takeEnd();
    } catch (thrown) {
      throw this.#failure ?? thrown;
    }
    if (this.#failure !== undefined) throw this.#failure;
    const { facts } = this.call;
    facts.usage ??= estimatedUsage(this.call, { frames: this.content, characters: facts.characters });
  }

  protected passes(bytes: Buffer, start: number): number {
    if (this.#latest === undefined || !startsWith(bytes, this.#latest.nameLine, start)) return OTHER_FRAME;
    const end = frameEndBehindName(bytes, start + this.#latest.nameLine.length);
    this.#content(end - start, this.#latest.isPiece);
    return end;
  }

  protected frame(frame: Buffer): boolean {
    const name = eventName(frame);
    if (name === ITEM_DONE && this.#passing?.kept === true) {
      this.#keepItem(frame);
      return this.#content(frame.length, false);
    }
    if (name !== undefined && !READ.has(name)) {
      const nameLine = Buffer.from(frame.subarray(0, frame.indexOf(LF) + 1));
      this.#latest = { nameLine, isPiece: isPiece(name) };
      return this.#content(frame.length, this.#latest.isPiece);
    }
    if (this.#told && name === IN_PROGRESS) {
      this.#passing?.event();
      return true;
    }
    const event = this.parsed(frame);
    if (event === undefined) return true;
    const { type, response } = event;
    if (typeof type === 'string' && !READ.has(type)) {
      if (type === ITEM_DONE && this.#passing?.kept === true) this.#keepItem(frame);
      return this.#content(frame.length, isPiece(type));
    }
    switch (type) {
      case 'response.completed':
      case 'response.incomplete':
        if (isObject(response)) {
          const whole = this.#withItems(response);
          noteResponse(this.call.facts, whole);
          this.#passing?.over(whole, this.call.deploymentId);
        }
        this.begun = true;
        this.stopped = true;
        break;
      case 'response.failed':
      case 'error':
        this.#fail(event, frame);
        return false;
      default:
        if (!isObject(response)) break;
        if (typeof response['model'] === 'string') this.call.facts.model = response['model'].slice(0, 256);
        this.#passing?.begun(response);
        this.#told = true;
    }
    this.#passing?.event();
    return true;
  }

  /** As much as the last event may hold, which says them all at other servers; of more, none is kept. */
  #keepItem(frame: Buffer): void {
    this.#itemBytes += frame.length;
    if (this.#itemBytes <= MAX_FRAME_BYTES) this.#items.push(Buffer.from(frame));
    else this.#items.length = 0;
  }

  #withItems(response: JsonObject): JsonObject {
    const { output } = response;
    if (this.#items.length === 0 || (Array.isArray(output) && output.length > 0)) return response;
    const items = this.#items.flatMap((frame) => {
      const event = this.parsed(frame);
      return isObject(event?.['item']) ? [event['item']] : [];
    });
    return { ...response, output: items };
  }

  #content(size: number, piece: boolean): true {
    if (piece) this.count(size);
    this.begun = true;
    this.#passing?.event();
    return true;
  }

  /** The frame as it is where it holds neither a credential nor a host. */
  #shown(event: JsonObject, frame: Buffer): string {
    const cleaned = JSON.stringify(this.cleaned(event));
    if (cleaned === JSON.stringify(event)) return frame.toString('utf8');
    return `event: ${String(event['type'])}\ndata: ${cleaned}\n\n`;
  }

  /** @throws GatewayError where nothing of the answer has reached the caller */
  #fail(event: JsonObject, frame: Buffer): void {
    const { response, error } = event;
    if (isObject(response)) noteResponse(this.call.facts, response);
    const told = isObject(response) ? response['error'] : error;
    const failure = this.errorFrom(isObject(told) ? told : event);
    if (!this.begun) throw failure;
    this.#failure ??= failure;
    // `error` alone does not end a stream at OpenAI: `response.failed` follows it.
    this.stopped = event['type'] !== 'error';
    this.#passing?.failed(this.#shown(event, frame), this.stopped);
  }
}

/** Events that are no piece of the answer say once more what the pieces have said. */
function isPiece(name: string): boolean {
  return name.endsWith('.delta');
}

/** The name that a frame begins with; undefined where it begins otherwise. */
function eventName(frame: Buffer): string | undefined {
  if (!startsWith(frame, EVENT_FIELD)) return undefined;
  const end = frame.indexOf(LF, EVENT_FIELD.length);
  return frame.toString('latin1', EVENT_FIELD.length, end).trim();
}
