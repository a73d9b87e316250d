import type { IncomingHttpHeaders } from 'node:http';
import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { lookup } from '../../../json/lookup';
import { toGatewayError } from '../../../errors/to-gateway-error';
import type { BodyConsumer, BodyFlow } from '../../../upstream/upstream-exchange';
import { upstreamFailed } from '../../../upstream/upstream-failure';
import type { EventStreamReader, StreamEvent } from './event-stream';

const CONTENT_TYPE = 'application/vnd.amazon.eventstream';
/** How nearly every event begins; it is written without blanks, and holds no line break. */
const TYPE = /^\{"type":"([a-z_]{1,64})"/;
/** What the service adds to the last event; it is not of the API. */
const METRICS = 'amazon-bedrock-invocationMetrics';

/**
 * Anthropic's error types for the exceptions of a stream.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ResponseStream.html
 */
const ERROR_TYPES = lookup<string>({
  validationException: 'invalid_request_error',
  throttlingException: 'rate_limit_error',
  serviceUnavailableException: 'overloaded_error',
  modelTimeoutException: 'timeout_error',
});

/**
 * Takes the body of InvokeModelWithResponseStream, an event stream whose messages hold an event of the Messages API each, and
 * hands it on as the server-sent events that the API itself sends. An exception becomes an `error` event.
 */
export class InvokeStream implements BodyConsumer {
  #flow: BodyFlow | undefined;
  #frames: string[] = [];

  constructor(
    private readonly consumer: BodyConsumer,
    private readonly events: EventStreamReader,
  ) {}

  get heldBytes(): number {
    return this.events.heldBytes + this.consumer.heldBytes;
  }

  head(status: number, headers: IncomingHttpHeaders, flow: BodyFlow): boolean {
    this.#flow = flow;
    const type = headers['content-type']?.toLowerCase() ?? '';
    const given = type.startsWith(CONTENT_TYPE) ? { ...headers, 'content-type': 'text/event-stream' } : {};
    return this.consumer.head(status, given, flow);
  }

  data(piece: Buffer): void {
    try {
      this.events.push(piece, this.#take);
    } catch (thrown) {
      this.#flow?.fail(toGatewayError(thrown));
    } finally {
      const frames = this.#frames;
      this.#frames = [];
      if (frames.length > 0) this.consumer.data(Buffer.from(frames.join('')));
    }
  }

  readonly #take = (event: StreamEvent): void => {
    const { bytes } = event.body;
    if (event.kind !== 'event') this.#frames.push(errorFrame(event));
    else if (typeof bytes === 'string')
      this.#frames.push(frame(Buffer.from(bytes, 'base64').toString('utf8')));
  };
}

function frame(json: string): string {
  const type = TYPE.exec(json)?.[1];
  if (type !== undefined && type !== 'message_stop' && !json.includes('\n')) {
    return `event: ${type}\ndata: ${json}\n\n`;
  }
  const { [METRICS]: _metrics, ...event } = parsed(json);
  return `event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`;
}

function parsed(json: string): JsonObject {
  let event: unknown;
  try {
    event = JSON.parse(json);
  } catch (cause) {
    throw upstreamFailed('malformed', 'The upstream sent a frame that is not JSON.', cause);
  }
  if (isObject(event)) return event;
  throw upstreamFailed('malformed', 'The upstream sent a frame that is not an object.');
}

function errorFrame({ name, body }: StreamEvent): string {
  const message = body['message'] ?? body['originalMessage'];
  const type = ERROR_TYPES[name.charAt(0).toLowerCase() + name.slice(1)] ?? 'api_error';
  const text = typeof message === 'string' ? message.replace(/\barn:aws[^\s"',)]*/gi, '[redacted]') : '';
  const error = { type: 'error', error: { type, message: text } };
  return `event: error\ndata: ${JSON.stringify(error)}\n\n`;
}
