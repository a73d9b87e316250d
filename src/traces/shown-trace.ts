import type { FastifyRequest } from 'fastify';
import { isMessagesRoute } from '../errors/messages-route';

declare module 'fastify' {
  interface FastifyRequest {
    /** True once the answer has the headers of the request's trace. */
    traceShown?: boolean;
  }
}

/**
 * Puts `x-request-id` and `traceparent` on the answer to a request, once however often it is asked. Anthropic's clients know
 * the id as `request-id` (https://docs.anthropic.com/en/api/errors#request-id).
 */
export function showTrace(request: FastifyRequest): void {
  if (request.traceShown === true) return;
  request.traceShown = true;
  const { requestId, traceparent } = request.trace;
  request.answerHeaders.push('x-request-id', requestId, 'traceparent', traceparent);
  if (isMessagesRoute(request.url, request.raw.headers)) request.answerHeaders.push('request-id', requestId);
}
