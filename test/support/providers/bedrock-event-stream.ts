/** Bytes of `application/vnd.amazon.eventstream`, as Bedrock's ConverseStream sends them, and scripts that send them. */
import { EventStreamCodec } from '@smithy/eventstream-codec';
import { fromUtf8, toUtf8 } from '@smithy/util-utf8';
import { write } from '../upstream/exchange';
import type { AnswerScript } from '../upstream/exchange';
import { recordedChunks } from './recordings';
import { beginStream, cutStream, stream } from '../upstream/stream-scripts';
import type { StreamOptions } from '../upstream/stream-scripts';

const codec = new EventStreamCodec(toUtf8, fromUtf8);
const CONTENT_TYPE = 'application/vnd.amazon.eventstream';

/** An event keyed by its type, as the recordings hold it: `{"messageStop": {"stopReason": "end_turn"}}`. */
export type BedrockEvent = Readonly<Record<string, unknown>>;

/** The message of an event. `p` pads it, as the service does to hide how long the text is. */
export function eventBytes(event: BedrockEvent): Buffer {
  const [type, body] = Object.entries(event)[0] ?? ['', {}];
  const padded = { ...(body as object), p: 'abcdefgh' };
  return messageBytes({ ':event-type': type, ':message-type': 'event' }, padded);
}

/** The message of an exception in the middle of a stream: `throttlingException`. */
export function exceptionBytes(type: string, message: string): Buffer {
  return messageBytes({ ':exception-type': type, ':message-type': 'exception' }, { message });
}

/** The message of a failure that the API's model does not know. */
export function errorBytes(code: string, message: string): Buffer {
  return messageBytes(
    { ':error-code': code, ':error-message': message, ':message-type': 'error' },
    undefined,
  );
}

/** A message with these headers and a body in JSON. */
export function messageBytes(headers: Readonly<Record<string, string>>, body: unknown): Buffer {
  const typed = Object.entries(headers).map(([name, value]) => [name, { type: 'string', value }] as const);
  return Buffer.from(
    codec.encode({
      headers: Object.fromEntries([
        ...typed,
        [':content-type', { type: 'string', value: 'application/json' } as const],
      ]),
      body: fromUtf8(body === undefined ? '' : JSON.stringify(body)),
    }),
  );
}

/** The events of a recorded stream. @param name as for `recordedChunks` */
export function recordedEvents(name: string): BedrockEvent[] {
  return recordedChunks(name).map((line) => JSON.parse(line) as BedrockEvent);
}

/** A stream of messages, each a write of its own; ends cleanly unless `ending` says otherwise. */
export function eventStream(messages: readonly Buffer[], options: StreamOptions = {}): AnswerScript {
  return stream(messages, {
    ending: 'end',
    ...options,
    headers: { 'content-type': CONTENT_TYPE, ...options.headers },
  });
}

/** A stream whose connection breaks after these messages. */
export function cutEventStream(messages: readonly Buffer[]): AnswerScript {
  return async (exchange) => {
    beginStream(exchange, { headers: { 'content-type': CONTENT_TYPE } });
    for (const message of messages) await write(exchange, message);
    await cutStream(exchange, { partial: '' });
  };
}
