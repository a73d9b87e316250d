import { crc32 } from 'node:zlib';
import type { EventStreamCodec } from '@smithy/eventstream-codec';
import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { upstreamFailed } from '../../../upstream/upstream-failure';

/** Total length, length of the headers, and the checksum of these two. */
const PRELUDE_BYTES = 12;
/** The prelude and the checksum at the end. */
const LEAST_MESSAGE_BYTES = 16;
/** Events of a stream are a few hundred bytes; one that holds an image is the largest. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/** A message of the event stream. */
export interface StreamEvent {
  /** `event`, `exception` for a failure that the API knows, `error` for any other. */
  readonly kind: string;
  /** The event's, exception's or error's name: `contentBlockDelta`, `throttlingException`. */
  readonly name: string;
  /** The body; an error's text under `message`. */
  readonly body: JsonObject;
}

/**
 * Splits `application/vnd.amazon.eventstream` into its messages, cut anywhere. The library holds each to its checksums;
 * that of the prelude is looked at here before, so that a wrong length is an error and not a wait.
 * Format: https://smithy.io/2.0/aws/amazon-eventstream.html
 */
export class EventStreamReader {
  #pieces: Buffer[] = [];
  #size = 0;
  /** How many bytes there have to be before the next look. */
  #wanted = PRELUDE_BYTES;

  constructor(private readonly codec: EventStreamCodec) {}

  /** Bytes of a message whose end has not come. */
  get heldBytes(): number {
    return this.#size;
  }

  /**
   * Takes a piece and calls back with every message that it completes. Of the piece a copy is kept where one is needed.
   * @throws GatewayError PROVIDER_ERROR for a wrong checksum, a message that is too large, or a body that is no object
   */
  push(piece: Buffer, take: (event: StreamEvent) => void): void {
    this.#size += piece.length;
    if (this.#size < this.#wanted) {
      if (piece.length > 0) this.#pieces.push(Buffer.from(piece));
      return;
    }
    const bytes = this.#pieces.length === 0 ? piece : Buffer.concat([...this.#pieces, piece], this.#size);
    let at = 0;
    this.#wanted = PRELUDE_BYTES;
    while (bytes.length - at >= PRELUDE_BYTES) {
      const length = messageLength(bytes, at);
      if (bytes.length - at < length) {
        this.#wanted = length;
        break;
      }
      take(this.#decode(bytes.subarray(at, at + length)));
      at += length;
    }
    this.#pieces = at === bytes.length ? [] : [Buffer.from(bytes.subarray(at))];
    this.#size = bytes.length - at;
  }

  /** The stream has ended. @throws GatewayError PROVIDER_ERROR when a message has begun and is not complete */
  end(): void {
    if (this.#size > 0) throw upstreamFailed('cut', 'The upstream ended its answer before it was complete.');
  }

  #decode(message: Buffer): StreamEvent {
    try {
      const { headers, body } = this.codec.decode(message);
      const kind = text(headers[':message-type']?.value) ?? 'event';
      const named = headers[`:${kind}-type`] ?? headers[':error-code'];
      return {
        kind,
        name: text(named?.value) ?? '',
        body: parse(body, text(headers[':error-message']?.value)),
      };
    } catch (cause) {
      throw malformed(cause);
    }
  }
}

/** Loads the codec when the first stream is asked for; most of its weight is shared with the signing of requests. */
export async function openEventStream(): Promise<EventStreamReader> {
  const [{ EventStreamCodec }, { toUtf8, fromUtf8 }] = await Promise.all([
    import('@smithy/eventstream-codec'),
    import('@smithy/util-utf8'),
  ]);
  return new EventStreamReader(new EventStreamCodec(toUtf8, fromUtf8));
}

function messageLength(bytes: Buffer, at: number): number {
  const length = bytes.readUInt32BE(at);
  if (crc32(bytes.subarray(at, at + 8)) !== bytes.readUInt32BE(at + 8) || length < LEAST_MESSAGE_BYTES)
    throw malformed();
  if (length > MAX_MESSAGE_BYTES)
    throw upstreamFailed('frame_too_large', 'The upstream sent a message over the size limit.');
  return length;
}

function parse(body: Uint8Array, message: string | undefined): JsonObject {
  if (body.length === 0) return message === undefined ? {} : { message };
  const parsed: unknown = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString());
  if (!isObject(parsed)) throw new Error('the body of a message is no object');
  return message === undefined ? parsed : { message, ...parsed };
}

function malformed(cause?: unknown): Error {
  return upstreamFailed('malformed', 'The upstream sent a message that could not be read.', cause);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
