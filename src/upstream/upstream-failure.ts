import { errors } from 'undici';
import { GatewayError } from '../errors/gateway-error';
import type { UpstreamFailure } from '../errors/gateway-error';

/** An upstream that failed below the level of its answers: the caller is told what happened, never where. */
export function upstreamFailed(failure: UpstreamFailure, message: string, cause?: unknown): GatewayError {
  return new GatewayError('PROVIDER_ERROR', message, { upstreamFailure: failure, cause });
}

/** No connection came within the connect timeout. */
export function connectTimedOut(cause?: unknown): GatewayError {
  return new GatewayError('TIMEOUT', 'The upstream could not be connected to within the connect timeout.', {
    upstreamFailure: 'connect_timeout',
    cause,
  });
}

/** Turns what undici or the operating system reported into an error of the catalogue. */
export function fromTransportError(cause: unknown, headersSeen: boolean): GatewayError {
  if (cause instanceof GatewayError) return cause;
  const code = errorCode(cause);
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') {
    return connectTimedOut(cause);
  }
  // undici leaves the parser's own code out of some of its errors.
  if (cause instanceof errors.HTTPParserError || code === 'UND_ERR_HEADERS_OVERFLOW') {
    return upstreamFailed('malformed', 'The upstream did not answer in valid HTTP.', cause);
  }
  if (headersSeen)
    return upstreamFailed('cut', 'The upstream ended its answer before it was complete.', cause);
  return upstreamFailed('connect', 'The upstream could not be reached.', cause);
}

function errorCode(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : '';
  return typeof code === 'string' ? code : '';
}
