import type { HttpException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { GatewayError } from './gateway-error';
import { unknownRoute } from './unknown-route';

/**
 * Whether it is one of Nest's errors, by its form: the class would bring the framework into every command that speaks with
 * a provider, for 0.1 s of its time.
 */
export function isHttpException(thrown: unknown): thrown is HttpException {
  return thrown instanceof Error && 'getStatus' in thrown && typeof thrown.getStatus === 'function';
}

/** Maps what Nest and Fastify throw by themselves (no such route, wrong content type) to the catalogue. */
export function fromHttpException(exception: HttpException, request: FastifyRequest): GatewayError {
  const cause = exception;
  switch (exception.getStatus()) {
    case 404:
      return unknownRoute(request);
    case 405:
      return new GatewayError('METHOD_NOT_ALLOWED', 'This route does not have that method.', { cause });
    case 408:
      return new GatewayError('REQUEST_TIMEOUT', 'The request body came too slowly.', { cause });
    case 413:
      return new GatewayError('PAYLOAD_TOO_LARGE', 'The request body is too large.', { cause });
    case 415:
      return new GatewayError('UNSUPPORTED_MEDIA_TYPE', bodyWanted(request), { cause });
    case 429:
      return new GatewayError('RATE_LIMIT', 'Too many requests.', { cause, retryAfterMs: 1_000 });
    case 503:
      return new GatewayError('OVERLOADED', 'The gateway cannot take this request now.', {
        cause,
        retryAfterMs: 1_000,
      });
    default:
      if (exception.getStatus() < 500)
        return new GatewayError('INVALID_REQUEST', 'The request is not valid.', { cause });
      return new GatewayError('INTERNAL', 'The gateway failed to handle this request.', { cause });
  }
}

/** What the body of a request to its route has to be. */
function bodyWanted({ routeOptions }: FastifyRequest): string {
  return routeOptions.config.takesMultipart === true
    ? 'The request body must be a form, content-type multipart/form-data, or JSON, content-type application/json.'
    : 'The request body must be JSON: content-type application/json.';
}
