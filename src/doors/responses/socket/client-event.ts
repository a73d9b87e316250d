import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { invalid } from '../../../errors/invalid-field';
import { JsonBounds } from '../../../body/json-bounds';
import { GatewayError } from '../../../errors/gateway-error';
import { asksToPrewarm } from '../../../wire/openai-responses/read-request';
import { editJson, removeFields } from '../../../json/json-edit';
import { jsonFlaw } from '../../../json/json-flaw';

/** A turn is asked for. */
export interface CreateEvent {
  readonly type: 'create';
  /** Turns of one lane are answered one after the other; empty for that without a name. */
  readonly lane: string;
  /** Whether the model is to answer; else the turn only prepares a later one. */
  readonly generate: boolean;
  /** The request as POST would have it. */
  readonly body: JsonObject;
  readonly raw: Buffer;
}

/** The user says something while a response runs. */
export interface SteerEvent {
  readonly type: 'steer';
  readonly lane: '';
  readonly responseId: string | undefined;
  readonly input: unknown;
}

/** What a client says on a WebSocket. */
export type ClientEvent =
  | CreateEvent
  | SteerEvent
  | { readonly type: 'cancel'; readonly lane: string; readonly responseId: string | undefined }
  /** It has taken a response: Codex says so, and expects nothing. */
  | { readonly type: 'processed'; readonly lane: '' };

/** Fields that belong to the message, and not to the request. */
const ENVELOPE = ['type', 'stream_id', 'generate'];
const MAX_LANE = 128;

/**
 * Reads a message of a client.
 * Format: https://developers.openai.com/api/reference/resources/responses/websocket-events
 * @throws GatewayError INVALID_REQUEST for one that is no event of the API
 */
export function readClientEvent(message: Buffer): ClientEvent {
  const refusal = new JsonBounds().take(message);
  if (refusal !== undefined) throw refusal;
  const event = parsed(message);
  const { type, stream_id: name, response_id: responseId } = event;
  const lane = laneOf(name);
  if (type === 'response.create') {
    const given = isObject(event['response']) ? event['response'] : event;
    const generate = event['generate'] !== false && !asksToPrewarm(given);
    if (given !== event) {
      const raw = Buffer.from(JSON.stringify({ ...given, stream: true }));
      return { type: 'create', lane, generate, raw, body: parsed(raw) };
    }
    const bare = removeFields(message, ENVELOPE);
    const request = Object.fromEntries(Object.entries(event).filter(([name]) => !ENVELOPE.includes(name)));
    const raw = editJson(bare, request, { stream: true });
    return { type: 'create', lane, generate, raw, body: { ...request, stream: true } };
  }
  if (type === 'response.cancel')
    return { type: 'cancel', lane, responseId: typeof responseId === 'string' ? responseId : undefined };
  if (type === 'response.processed') return { type: 'processed', lane: '' };
  if (type === 'response.steer') {
    const { previous_response_id: previous, input } = event;
    return {
      type: 'steer',
      lane: '',
      responseId: typeof previous === 'string' ? previous : undefined,
      input,
    };
  }
  throw invalid('type', 'Invalid event: type must be response.create or response.cancel.');
}

function laneOf(given: unknown): string {
  if (given === undefined || given === null) return '';
  if (typeof given === 'string' && given.length <= MAX_LANE) return given;
  throw invalid('stream_id', `Invalid event: stream_id must be a text of at most ${MAX_LANE} characters.`);
}

function parsed(json: Buffer): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(json.toString('utf8'));
  } catch (cause) {
    const message = `The message is not valid JSON: ${jsonFlaw(json, cause)}.`;
    throw new GatewayError('INVALID_REQUEST', message, { cause });
  }
  if (!isObject(value)) throw new GatewayError('INVALID_REQUEST', 'The message must be a JSON object.');
  return value;
}
