import type { ErrorCode, GatewayError } from './gateway-error';

/** The name of the wire whose errors pass as they are. */
const WIRE = 'gemini';
const TYPES = 'type.googleapis.com/google.rpc.';
/**
 * The wait that a 429 tells which no retry can help, and of which nobody knows when it is over. Google has no word for that, and its
 * CLI asks again for minutes where the wait is left out or is 5 minutes and less.
 */
const LONG_WAIT_MS = 24 * 60 * 60 * 1_000;
/** Whose reasons those of `ErrorInfo` are. */
const DOMAIN = 'llm-proxy-service';

/**
 * Google's names of the statuses. Sources: https://cloud.google.com/apis/design/errors#handling_errors, and for those
 * that it does not have https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md
 */
const GEMINI_STATUSES: Readonly<Record<ErrorCode, string>> = {
  INVALID_REQUEST: 'INVALID_ARGUMENT',
  UNAUTHORIZED: 'UNAUTHENTICATED',
  FORBIDDEN: 'PERMISSION_DENIED',
  MODEL_NOT_FOUND: 'NOT_FOUND',
  NOT_FOUND: 'NOT_FOUND',
  METHOD_NOT_ALLOWED: 'UNIMPLEMENTED',
  REQUEST_TIMEOUT: 'DEADLINE_EXCEEDED',
  CONFLICT: 'ABORTED',
  ANSWER_GONE: 'NOT_FOUND',
  PAYLOAD_TOO_LARGE: 'INVALID_ARGUMENT',
  UNSUPPORTED_MEDIA_TYPE: 'INVALID_ARGUMENT',
  IDEMPOTENCY_MISMATCH: 'INVALID_ARGUMENT',
  UPGRADE_REQUIRED: 'FAILED_PRECONDITION',
  BUDGET_EXCEEDED: 'RESOURCE_EXHAUSTED',
  RATE_LIMIT: 'RESOURCE_EXHAUSTED',
  INTERNAL: 'INTERNAL',
  PROVIDER_ERROR: 'UNAVAILABLE',
  OVERLOADED: 'UNAVAILABLE',
  TIMEOUT: 'DEADLINE_EXCEEDED',
};

/**
 * An error in Google's form as JSON, of an answer and of a stream's last chunk: Google's own where it is one. The details
 * have the catalogue's code, the trace id, the field at fault and the wait.
 * Format: `google.rpc.Status`, https://cloud.google.com/apis/design/errors#error_model
 */
export function geminiErrorBody(error: GatewayError, traceId: string): string {
  const { code, status, message, param, verbatim } = error;
  if (verbatim?.wire === WIRE) return verbatim.body;
  const details: object[] = [
    { '@type': `${TYPES}ErrorInfo`, reason: code, domain: DOMAIN, metadata: { trace_id: traceId } },
  ];
  if (param !== undefined) {
    const fieldViolations = [{ field: param, description: message }];
    details.push({ '@type': `${TYPES}BadRequest`, fieldViolations });
  }
  const waitMs = waitOf(error);
  if (waitMs !== undefined) {
    details.push({ '@type': `${TYPES}RetryInfo`, retryDelay: `${Math.ceil(waitMs) / 1000}s` });
  }
  return JSON.stringify({ error: { code: status, message, status: GEMINI_STATUSES[code], details } });
}

function waitOf({ status, retryable, retryAfterMs, renewsAfterMs }: GatewayError): number | undefined {
  const known = retryAfterMs ?? renewsAfterMs;
  return known === undefined && status === 429 && !retryable ? LONG_WAIT_MS : known;
}

/** The status that goes with it. */
export function geminiErrorStatus({ status, verbatim }: GatewayError): number {
  return verbatim?.wire === WIRE && verbatim.status >= 400 ? verbatim.status : status;
}
