import type { GatewayError } from '../../errors/gateway-error';
import { isObject } from '../../json/json-object';
import { lookup } from '../../json/lookup';
import { errorFromBody, withoutSecret } from '../providers/openai-compatible/errors';
import type { ProviderErrorBody } from '../providers/openai-compatible/errors';

/** The status of each kind of error, for those that come inside a stream. */
const STATUS_OF = lookup<number>({
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  timeout_error: 504,
  api_error: 500,
  overloaded_error: 529,
});

/** Behind Anthropic's own words those of servers that speak its API: DeepSeek, Z.ai and Moonshot. */
const TOO_LONG =
  /prompt is too long|exceed(?:s|ed)? (?:the )?context (?:limit|window)|too many total text bytes|maximum context length|prompt exceeds max|more than max tokens allowed|exceeded model token limit/i;
const NO_MONEY = /credit balance is too low|reached your specified (?:workspace )?API usage limits/i;
const FILTERED = /blocked by content filtering policy/i;
const BAD_CREDENTIAL = /this credential is only authorized/i;
const BAD_IMAGE = /could not process image/i;

/**
 * Maps an error answer, or an `error` event, to the catalogue.
 * Format: https://docs.anthropic.com/en/api/errors
 * @param answered the status of the answer; 200 for an event
 * @param body the answer's JSON (`{"type":"error","error":{"type","message"}}`), if it was any
 * @param secrets our credential, which may be quoted in the text
 */
export function messagesError(
  answered: number,
  body: unknown,
  secrets: readonly string[],
  waitMs?: number,
): GatewayError {
  const error = isObject(body) ? body['error'] : undefined;
  const type = isObject(error) && typeof error['type'] === 'string' ? error['type'] : undefined;
  const message = isObject(error) && typeof error['message'] === 'string' ? error['message'] : '';
  const meant = meaning(answered === 200 ? (STATUS_OF[type ?? ''] ?? 500) : answered, type, message);
  const told = secrets.reduce<ProviderErrorBody>((told, secret) => withoutSecret(told, secret), {
    message,
    type,
    code: meant.code,
    param: undefined,
    inferred: meant.inferred === true,
  });
  // A server's failure inside a stream is one of the stream; its status then goes as the code.
  if (answered === 200 && meant.status >= 500) {
    return errorFromBody(200, { ...told, code: String(meant.status) }, waitMs);
  }
  return errorFromBody(meant.status, told, waitMs);
}

interface Meaning {
  readonly status: number;
  /** OpenAI's code for it, on which callers branch. */
  readonly code: string | undefined;
  /** It was read out of the message. */
  readonly inferred?: boolean;
}

function meaning(status: number, type: string | undefined, message: string): Meaning {
  if (status === 402 || type === 'billing_error') return { status: 429, code: 'insufficient_quota' };
  if (NO_MONEY.test(message)) return { status: 429, code: 'insufficient_quota', inferred: status !== 429 };
  if (BAD_CREDENTIAL.test(message)) return { status: 401, code: undefined, inferred: status !== 401 };
  if (status === 404 && type === 'not_found_error') {
    // A file or a container that is not there is the request's fault, and no matter of the model.
    return /^model\b/i.test(message) || message === ''
      ? { status, code: 'model_not_found' }
      : { status: 400, code: undefined };
  }
  if (status !== 400) return { status, code: undefined };
  if (TOO_LONG.test(message)) return { status, code: 'context_length_exceeded' };
  if (FILTERED.test(message)) return { status, code: 'content_filter' };
  return { status, code: BAD_IMAGE.test(message) ? 'invalid_image' : undefined };
}
