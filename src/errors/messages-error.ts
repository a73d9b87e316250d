import type { ErrorCode, GatewayError } from './gateway-error';
import { promptTooLong } from './prompt-too-long';

/** An error of Anthropic's API. Format: https://docs.anthropic.com/en/api/errors#error-shapes */
interface MessagesErrorBody {
  readonly type: 'error';
  readonly error: {
    readonly type: string;
    readonly message: string;
    /** Of a thread that is not taken: its SDKs read it. */
    readonly details?: { readonly error_code: string; readonly unsupported: readonly string[] };
  };
  readonly request_id: string;
}

/** The name of the wire whose errors pass as they are. */
const WIRE = 'anthropic-messages';
/** What Anthropic answers where it is overloaded; its clients know that status, and no 503. */
const OVERLOADED_STATUS = 529;

/** Source: https://docs.anthropic.com/en/api/errors#http-errors */
export const MESSAGES_ERROR_TYPES: Readonly<Record<ErrorCode, string>> = {
  INVALID_REQUEST: 'invalid_request_error',
  UNAUTHORIZED: 'authentication_error',
  FORBIDDEN: 'permission_error',
  MODEL_NOT_FOUND: 'not_found_error',
  NOT_FOUND: 'not_found_error',
  METHOD_NOT_ALLOWED: 'invalid_request_error',
  REQUEST_TIMEOUT: 'timeout_error',
  CONFLICT: 'invalid_request_error',
  ANSWER_GONE: 'not_found_error',
  PAYLOAD_TOO_LARGE: 'request_too_large',
  UNSUPPORTED_MEDIA_TYPE: 'invalid_request_error',
  IDEMPOTENCY_MISMATCH: 'invalid_request_error',
  UPGRADE_REQUIRED: 'invalid_request_error',
  BUDGET_EXCEEDED: 'billing_error',
  RATE_LIMIT: 'rate_limit_error',
  INTERNAL: 'api_error',
  PROVIDER_ERROR: 'api_error',
  OVERLOADED: 'overloaded_error',
  TIMEOUT: 'timeout_error',
};

/** An error in Anthropic's form as JSON, of an answer and of a stream's `error` event: Anthropic's own where it is one. */
export function messagesErrorBody(error: GatewayError, requestId: string): string {
  const { code, message, param = '', providerCode, verbatim } = error;
  if (verbatim?.wire === WIRE) return verbatim.body;
  const isThread = providerCode === 'thread_unsupported_request';
  const body: MessagesErrorBody = {
    type: 'error',
    error: {
      type: MESSAGES_ERROR_TYPES[isOverload(error) ? 'OVERLOADED' : code],
      message: providerCode === 'context_length_exceeded' ? promptTooLong(message) : message,
      ...(isThread && { details: { error_code: providerCode, unsupported: [param] } }),
    },
    request_id: requestId,
  };
  return JSON.stringify(body);
}

/** The status that goes with it. */
export function messagesErrorStatus(error: GatewayError): number {
  const { status, verbatim } = error;
  if (verbatim?.wire === WIRE && verbatim.status >= 400) return verbatim.status;
  return isOverload(error) ? OVERLOADED_STATUS : status;
}

/** Whether we have too much to do, or Anthropic has: Claude Code turns to its other model where that goes on. */
function isOverload({ code, upstreamStatus }: GatewayError): boolean {
  return code === 'OVERLOADED' || (code === 'PROVIDER_ERROR' && upstreamStatus === OVERLOADED_STATUS);
}
