import type { GatewayError } from '../../errors/gateway-error';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { upstreamFailed } from '../../upstream/upstream-failure';
import type { LlmCall, StreamSink } from '../llm-adapter';
import { frameEnd, frameEndBehindName, NativeStream, OTHER_FRAME, startsWith } from '../native-stream';
import { estimatedUsage } from '../call-estimate';
import { StreamedFacts } from './native-facts';

/** Content: most frames, and nothing in them is looked at. */
const CONTENT_EVENT = Buffer.from('event: content_block_');
const DELTA_EVENT = Buffer.from('event: content_block_delta\n');
/** No text, and long. */
const SIGNATURE_DELTA = Buffer.from('"signature_delta"');
const SHORT_FRAME_BYTES = 300;

/**
 * Passes the frames of a streamed message on as the bytes that they are. Only what begins and ends a message is read. The
 * answer is whole with `message_stop` and not before.
 * Format: https://docs.anthropic.com/en/docs/build-with-claude/streaming
 */
export class NativeMessageStream extends NativeStream {
  readonly #told: StreamedFacts;
  #started = false;
  /** The message's id, for upstreams that begin it twice. */
  #id: unknown;

  /** @param errorFrom what an `error` event means */
  constructor(
    call: LlmCall,
    sink: StreamSink,
    private readonly errorFrom: (event: JsonObject) => GatewayError,
  ) {
    super(call, sink, 'text/event-stream');
    this.#told = new StreamedFacts(call.facts);
  }

  /** The upstream has ended its stream. @throws GatewayError PROVIDER_ERROR when the answer was not complete */
  end(): void {
    this.takeEnd();
    const { facts } = this.call;
    facts.usage ??= estimatedUsage(this.call, { frames: this.content, characters: facts.characters });
  }

  /** The stream broke off: what it had told of its usage counts, with our own figure for what came. */
  settleBroken(): void {
    const { facts } = this.call;
    if (this.stopped || facts.usage === undefined) return;
    const completionTokens = Math.max(facts.usage.completionTokens, this.content);
    facts.usage = { ...facts.usage, completionTokens, estimated: true };
  }

  protected passes(bytes: Buffer, start: number): number {
    const isDelta = startsWith(bytes, DELTA_EVENT, start);
    if (!isDelta && !startsWith(bytes, CONTENT_EVENT, start)) return OTHER_FRAME;
    const end = isDelta ? frameEndBehindName(bytes, start + DELTA_EVENT.length) : frameEnd(bytes, start);
    if (isDelta && isPiece(bytes, start, end)) this.count(end - start);
    this.begun = true;
    return end;
  }

  protected frame(frame: Buffer): boolean {
    const event = this.parsed(frame);
    switch (event?.['type']) {
      case 'message_start':
        return this.#start(event);
      case 'message_delta':
        this.begun = true;
        this.#told.take(event);
        break;
      case 'message_stop':
        this.begun = true;
        this.stopped = true;
        break;
      case 'error':
        throw this.errorFrom(event);
      case 'ping':
      case undefined:
        break;
      default:
        this.count(frame.length);
    }
    return true;
  }

  /** @returns whether it is for the caller: one that comes again, with nothing in between, is not */
  #start(event: JsonObject): boolean {
    const id = isObject(event['message']) ? event['message']['id'] : undefined;
    if (this.#started) {
      if (!this.begun && id === this.#id) return false;
      throw upstreamFailed('malformed', 'The upstream began a second answer before the first was complete.');
    }
    this.#started = true;
    this.#id = id;
    this.#told.take(event);
    return true;
  }
}

/** Whether a delta holds a piece of what the model says. */
function isPiece(bytes: Buffer, start: number, end: number): boolean {
  return end - start <= SHORT_FRAME_BYTES || !bytes.subarray(start, end).includes(SIGNATURE_DELTA);
}
