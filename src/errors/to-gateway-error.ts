import type { FastifyRequest } from 'fastify';
import { GatewayError } from './gateway-error';
import { fromHttpException, isHttpException } from './http-exception.map';

/**
 * Turns whatever was thrown into an error of the catalogue. It is the one mapping: the interceptor uses it for what a
 * handler throws, the filter for what happens outside of handlers, and a call for its record. What is neither an error of
 * the catalogue nor one of Nest's is our bug, INTERNAL.
 * @param request where the error is to be answered; Nest's own errors are mapped by it
 */
export function toGatewayError(thrown: unknown, request?: FastifyRequest): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  if (request !== undefined && isHttpException(thrown)) return fromHttpException(thrown, request);
  return new GatewayError(
    'INTERNAL',
    'The gateway failed to handle this request. The trace id finds it in its logs.',
    { cause: thrown },
  );
}
