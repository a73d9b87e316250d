import { GatewayError } from '../../../errors/gateway-error';
import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { BodyBytes } from '../../../memory/body-bytes';
import { MAX_FRAME_BYTES } from '../../../sse/sse-frame.reader';
import { upstreamFailed } from '../../../upstream/upstream-failure';
import type { LlmCall, StreamSink } from '../../llm-adapter';
import { StreamIntake } from '../../stream-intake';
import { estimateUsage } from '../../usage-estimate';
import { StreamedFacts } from './messages-native.facts';

const NOTHING = Buffer.alloc(0);
const LF = 0x0a;
const CR = 0x0d;
const BLANK_LINE = Buffer.from('\n\n');
/** Content: most frames, and nothing in them is looked at. */
const CONTENT_EVENT = Buffer.from('event: content_block_');
const DATA_FIELD = Buffer.from('data:');

/**
 * Passes the frames of a streamed message on as the bytes that they are. Only what begins and ends a message is read. The
 * answer is whole with `message_stop` and not before. `message_start` waits for the first frame of content: an answer that
 * fails before it has not begun, and another deployment can give it.
 * Format: https://docs.anthropic.com/en/docs/build-with-claude/streaming
 */
export class NativeMessageStream extends StreamIntake {
  readonly #told: StreamedFacts;
  /** The beginning of a frame whose end has not come. */
  #carry: BodyBytes | undefined;
  #carrySize = 0;
  #carryEndsWithLf = false;
  #afterCr = false;
  /** Frames before the first one of content. */
  #waiting: Buffer[] = [];
  #begun = false;
  #started = false;
  #stopped = false;
  #content = 0;

  /** @param errorFrom what an `error` event means */
  constructor(
    call: LlmCall,
    sink: StreamSink,
    private readonly errorFrom: (event: JsonObject) => GatewayError,
  ) {
    super(call, sink, 'text/event-stream');
    this.#told = new StreamedFacts(call.facts);
  }

  get heldBytes(): number {
    return this.#carrySize;
  }

  protected get complete(): boolean {
    return this.#stopped;
  }

  /** The upstream has ended its stream. @throws GatewayError PROVIDER_ERROR when the answer was not complete */
  end(): void {
    this.takeRest();
    if (!this.#stopped && this.#carry !== undefined) this.#read(this.#joined(BLANK_LINE));
    if (!this.#stopped) throw upstreamFailed('cut', 'The upstream ended its answer before it was complete.');
    const { facts, raw } = this.call;
    facts.usage ??= estimateUsage(raw.length, { frames: this.#content });
  }

  /** The stream broke off: what it had told of its usage counts, with our own figure for what came. */
  settleBroken(): void {
    const { facts } = this.call;
    if (this.#stopped || facts.usage === undefined) return;
    const completionTokens = Math.max(facts.usage.completionTokens, this.#content);
    facts.usage = { ...facts.usage, completionTokens, estimated: true };
  }

  protected take(pieces: readonly Buffer[]): void {
    for (const piece of pieces) {
      if (this.#stopped) return;
      this.#piece(this.#withLf(piece));
    }
  }

  #piece(piece: Buffer): void {
    if (piece.length === 0) return;
    const last = piece.lastIndexOf(BLANK_LINE);
    const end = last >= 0 ? last + BLANK_LINE.length : this.#carryEndsWithLf && piece[0] === LF ? 1 : 0;
    if (end > 0) this.#read(this.#joined(piece.subarray(0, end)));
    if (end < piece.length && !this.#stopped) this.#keep(piece.subarray(end));
  }

  #keep(rest: Buffer): void {
    this.#carry ??= new BodyBytes();
    this.#carry.add(Buffer.from(rest));
    this.#carrySize += rest.length;
    this.#carryEndsWithLf = rest.at(-1) === LF;
    if (this.#carrySize > MAX_FRAME_BYTES) {
      throw new GatewayError('PROVIDER_ERROR', 'The upstream sent a frame over the size limit.', {
        upstreamFailure: 'frame_too_large',
      });
    }
  }

  #joined(end: Buffer): Buffer {
    if (this.#carry === undefined) return end;
    this.#carry.add(end);
    const whole = this.#carry.join();
    this.#carry = undefined;
    this.#carrySize = 0;
    this.#carryEndsWithLf = false;
    return whole;
  }

  /** Takes whole frames. */
  #read(bytes: Buffer): void {
    let at = 0;
    let count = 0;
    try {
      while (at < bytes.length && !this.#stopped) {
        const next = bytes.indexOf(BLANK_LINE, at) + BLANK_LINE.length;
        this.#frame(bytes.subarray(at, next));
        at = next;
        count++;
      }
    } finally {
      // What came before a failure is the caller's.
      this.#pass(bytes.subarray(0, at), count);
    }
  }

  #pass(frames: Buffer, count: number): void {
    if (this.#begun) {
      const held = this.#waiting;
      this.#waiting = [];
      const all = held.length === 0 ? frames : Buffer.concat([...held, frames]);
      if (count > 0 && !this.sink.push(all, count)) this.fallBehind();
      return;
    }
    if (count > 0) this.#waiting.push(Buffer.from(frames));
    // It shows that the upstream is alive.
    if (!this.sink.push(NOTHING, 0)) this.fallBehind();
  }

  #frame(frame: Buffer): void {
    if (startsWith(frame, CONTENT_EVENT)) {
      this.#begun = true;
      this.#content++;
      return;
    }
    const event = this.#parsed(frame);
    switch (event?.['type']) {
      case 'message_start':
        if (this.#started) {
          throw upstreamFailed(
            'malformed',
            'The upstream began a second answer before the first was complete.',
          );
        }
        this.#started = true;
        this.#told.take(event);
        break;
      case 'message_delta':
        this.#begun = true;
        this.#told.take(event);
        break;
      case 'message_stop':
        this.#begun = true;
        this.#stopped = true;
        break;
      case 'error':
        throw this.errorFrom(event);
      case 'ping':
      case undefined:
        break;
      default:
        this.#begun = true;
        this.#content++;
    }
  }

  /** What a frame says; undefined for one that says nothing, such as a comment. */
  #parsed(frame: Buffer): JsonObject | undefined {
    const data: string[] = [];
    for (let at = 0; at < frame.length;) {
      const lineEnd = frame.indexOf(LF, at);
      if (startsWith(frame, DATA_FIELD, at))
        data.push(frame.toString('utf8', at + DATA_FIELD.length, lineEnd));
      at = lineEnd + 1;
    }
    const text = data.join('\n').trim();
    if (text === '' || text === '[DONE]') return undefined;
    try {
      const event: unknown = JSON.parse(text);
      return isObject(event) ? event : undefined;
    } catch (cause) {
      throw upstreamFailed('malformed', 'The upstream sent a frame that is not JSON.', cause);
    }
  }

  /** A piece with LF for CRLF and CR: Anthropic's lines end at LF, those of some servers that imitate it do not. */
  #withLf(piece: Buffer): Buffer {
    if (!this.#afterCr && !piece.includes(CR)) return piece;
    const text = piece.toString('latin1');
    const rest = this.#afterCr && text.startsWith('\n') ? text.slice(1) : text;
    this.#afterCr = text.endsWith('\r');
    return Buffer.from(rest.replace(/\r\n?/g, '\n'), 'latin1');
  }
}

function startsWith(bytes: Buffer, text: Buffer, at = 0): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text[index]) return false;
  return true;
}
