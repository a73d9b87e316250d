import { validateMessages } from '../../body/chat-messages';
import { refuseUpstreamChoice } from '../../body/upstream-choice';
import { requireObject } from '../../body/validate-body';
import { invalid } from '../../errors/invalid-field';
import type { JsonObject } from '../../json/json-object';

/** What the door has to know of a request. */
export interface CursorRequest {
  readonly body: JsonObject;
  readonly model: string | undefined;
  readonly stream: boolean;
  readonly usageWanted: boolean;
}

/** What cannot be kept to in a body of Responses: nothing of an earlier answer is kept for this door. */
const UNSUPPORTED = ['previous_response_id', 'conversation', 'background', 'prompt'] as const;

/**
 * Checks a request of Cursor's as far as the gateway has to know it; the rest is read when it is mapped.
 * @throws GatewayError INVALID_REQUEST with `param` naming the field
 */
export function validateCursorRequest(given: unknown): CursorRequest {
  const body = requireObject(given);
  refuseUpstreamChoice(body);
  const { messages, input, model, stream, stream_options: options } = body;
  if (messages !== undefined) {
    if (!Array.isArray(messages) || messages.length === 0)
      throw invalid('messages', 'messages must be a list of at least one message.');
    validateMessages(messages);
  } else if (typeof input === 'string' ? input === '' : !Array.isArray(input) || input.length === 0) {
    throw invalid('messages', 'messages, or input, must hold at least one message.');
  }
  if (model !== undefined && model !== null && typeof model !== 'string')
    throw invalid('model', 'model must be a text.');
  if (stream !== undefined && stream !== null && typeof stream !== 'boolean')
    throw invalid('stream', 'stream must be true or false.');
  for (const field of UNSUPPORTED) {
    if ((body[field] ?? false) !== false)
      throw invalid(field, `${field} is not supported on this path: leave it out, or use /v1/responses.`);
  }
  return {
    body,
    model: typeof model === 'string' && model !== '' ? model : undefined,
    stream: stream === true,
    usageWanted: Reflect.get(Object(options) as object, 'include_usage') === true,
  };
}
