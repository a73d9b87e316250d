import type { GatewayError } from './gateway-error';

/** The error body of every route and of a stream's error event: OpenAI's own shape, with our trace id. */
export interface ErrorBody {
  error: { message: string; type: string; param: string | null; code: string; trace_id: string };
}

/**
 * Which codes the body's `code` field carries: `openai` keeps a provider's finer code where there is one,
 * `uniform` (the `/llm/*` routes) always carries the catalogue's.
 */
export type ErrorFormat = 'openai' | 'uniform';

/** Builds the body that a caller gets for an error. */
export function errorBody(error: GatewayError, traceId: string, format: ErrorFormat): ErrorBody {
  const code = format === 'openai' ? (error.providerCode ?? error.code) : error.code;
  return {
    error: { message: error.message, type: error.type, param: error.param ?? null, code, trace_id: traceId },
  };
}

/**
 * The headers that go with an error: the catalogue's code, when to try again (RFC 9110 §10.2.3 in whole seconds, and
 * `retry-after-ms` as the OpenAI SDKs read it), and `x-should-retry: false` where no retry can help.
 */
export function errorHeaders(error: GatewayError): Record<string, string> {
  const headers: Record<string, string> = { 'x-llm-proxy-error': error.code, ...error.headers };
  if (error.retryAfterMs !== undefined) {
    const waitMs = Math.max(1, Math.ceil(error.retryAfterMs));
    headers['retry-after'] = String(Math.max(1, Math.ceil(waitMs / 1000)));
    headers['retry-after-ms'] = String(waitMs);
  }
  if (!error.retryable) headers['x-should-retry'] = 'false';
  return headers;
}
