import { errorBody, errorHeaders } from '../../../errors/error-body';
import type { GatewayError } from '../../../errors/gateway-error';
import type { SteerEvent } from './client-event';

const DATA = Buffer.from('data: ');
const FRAME_END = Buffer.from('\n\n');
const OPEN_BRACE = '{'.length;

/** The events of frames of a stream, each a JSON text. */
export function* eventsIn(frames: Buffer): Generator<Buffer> {
  for (let at = 0; at < frames.length;) {
    const found = frames.indexOf(FRAME_END, at);
    const end = found < 0 ? frames.length : found;
    const data = frames.indexOf(DATA, at);
    if (data >= 0 && data < end) yield frames.subarray(data + DATA.length, end);
    at = end + FRAME_END.length;
  }
}

/** An event with the name of its lane, where it has one; a copy in any case. */
export function onLane(event: Buffer, lane: string): string | Buffer {
  if (lane === '') return Buffer.from(event);
  return `{"stream_id":${JSON.stringify(lane)},${event.toString('utf8', OPEN_BRACE)}`;
}

/**
 * The event that tells of a turn that was refused, or of a message that is not one.
 * Format: https://developers.openai.com/api/docs/guides/websocket-mode
 */
export function errorEvent(error: GatewayError, traceId: string, lane: string): string {
  const { verbatim } = error;
  const told =
    verbatim?.wire === 'openai-responses'
      ? (JSON.parse(verbatim.body) as { readonly error?: unknown })
      : errorBody(error, traceId, 'openai');
  return JSON.stringify({
    ...(lane === '' ? {} : { stream_id: lane }),
    type: 'error',
    status: verbatim?.status ?? error.status,
    error: told.error,
    headers: errorHeaders(error),
  });
}

/**
 * The event that gives back what was said to steer a response: it goes on as it is, and the client says it in the next turn.
 * Format: `ResponseSteerFailedEvent` of https://github.com/openai/openai-node
 */
export function steerFailed({ responseId, input }: SteerEvent, lane: string): string {
  const message =
    'Responses cannot be steered here: send the input with response.create when the response is over.';
  return JSON.stringify({
    ...(lane === '' ? {} : { stream_id: lane }),
    type: 'response.steer.failed',
    sequence_number: 0,
    steer: { previous_response_id: responseId ?? '', input: input ?? '' },
    error: { type: 'invalid_request_error', code: 'steering_not_supported', message },
  });
}
