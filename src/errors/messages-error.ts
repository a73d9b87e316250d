import type { ErrorCode, GatewayError } from './gateway-error';

/** An error of Anthropic's API. Format: https://docs.anthropic.com/en/api/errors#error-shapes */
export interface MessagesErrorBody {
  readonly type: 'error';
  readonly error: { readonly type: string; readonly message: string };
  readonly request_id: string;
}

/** What Anthropic answers where it is overloaded; its clients know that status, and no 503. */
const OVERLOADED_STATUS = 529;

/** Source: https://docs.anthropic.com/en/api/errors#http-errors */
const TYPES: Readonly<Record<ErrorCode, string>> = {
  INVALID_REQUEST: 'invalid_request_error',
  UNAUTHORIZED: 'authentication_error',
  FORBIDDEN: 'permission_error',
  MODEL_NOT_FOUND: 'not_found_error',
  NOT_FOUND: 'not_found_error',
  METHOD_NOT_ALLOWED: 'invalid_request_error',
  REQUEST_TIMEOUT: 'timeout_error',
  CONFLICT: 'invalid_request_error',
  PAYLOAD_TOO_LARGE: 'request_too_large',
  UNSUPPORTED_MEDIA_TYPE: 'invalid_request_error',
  RATE_LIMIT: 'rate_limit_error',
  INTERNAL: 'api_error',
  PROVIDER_ERROR: 'api_error',
  OVERLOADED: 'overloaded_error',
  TIMEOUT: 'timeout_error',
};

/** The body of an error in Anthropic's form, of an answer and of a stream's `error` event. */
export function messagesErrorBody({ code, message }: GatewayError, requestId: string): MessagesErrorBody {
  return { type: 'error', error: { type: TYPES[code], message }, request_id: requestId };
}

/** The status that goes with it. */
export function messagesErrorStatus({ code, status }: GatewayError): number {
  return code === 'OVERLOADED' ? OVERLOADED_STATUS : status;
}
