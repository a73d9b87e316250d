import { GatewayError } from '../../errors/gateway-error';
import type { MockModelId } from './mock-models';

/** How long `mock-error-timeout` lets a caller wait: long enough to be a wait, short enough for a test. */
export const TIMEOUT_AFTER_MS = 100;

/** What an adapter makes of the upstream failure that a `mock-error-…` model plays; undefined for the others. */
export function scriptedFailure(id: MockModelId): GatewayError | undefined {
  switch (id) {
    case 'mock-error-400':
      return new GatewayError('INVALID_REQUEST', 'mock-error-400: the mock refuses every request.', {
        param: 'model',
        upstreamFailure: 'rejected',
        upstreamStatus: 400,
      });
    case 'mock-error-401':
      return new GatewayError('PROVIDER_ERROR', "The provider refused the gateway's credential.", {
        retryable: false,
        upstreamFailure: 'credential',
        upstreamStatus: 401,
      });
    case 'mock-error-429':
      return new GatewayError('RATE_LIMIT', "The provider's rate limit is reached.", {
        providerCode: 'rate_limit_exceeded',
        retryAfterMs: 1_000,
        upstreamFailure: 'rate_limit',
        upstreamStatus: 429,
      });
    case 'mock-error-500':
      return serverError(500);
    case 'mock-error-503':
      return serverError(503);
    case 'mock-error-timeout':
      return new GatewayError('TIMEOUT', 'The provider sent no response headers in time.', {
        upstreamFailure: 'headers_timeout',
      });
    default:
      return undefined;
  }
}

/** An upstream connection that ended before the answer did. */
export function cutFailure(): GatewayError {
  return new GatewayError('PROVIDER_ERROR', 'The provider broke off its answer.', {
    upstreamFailure: 'cut',
    upstreamStatus: 200,
  });
}

/** A request that the mock refuses as a provider would. */
export function refused(param: string, message: string): GatewayError {
  return new GatewayError('INVALID_REQUEST', message, {
    param,
    upstreamFailure: 'rejected',
    upstreamStatus: 400,
  });
}

function serverError(upstreamStatus: number): GatewayError {
  return new GatewayError('PROVIDER_ERROR', `The provider failed with status ${upstreamStatus}.`, {
    upstreamFailure: 'server_error',
    upstreamStatus,
  });
}
