import { GatewayError } from '../errors/gateway-error';
import type { UpstreamFailure } from '../errors/gateway-error';
import { errors } from './undici-parts';

/** An upstream that failed below the level of its answers: the caller is told what happened, never where. */
export function upstreamFailed(failure: UpstreamFailure, message: string, cause?: unknown): GatewayError {
  return new GatewayError('PROVIDER_ERROR', message, { upstreamFailure: failure, cause });
}

/** What the machine says that has no further file, socket or buffer for us: it says nothing about who was to be asked (socket(2)). */
const OWN_LACKS: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM']);
const OWN_LACK_RETRY_MS = 1_000;

/** No connection can be opened to anybody. No upstream failed, so that none is blamed, nor another one asked. */
function noSocket(cause: unknown): GatewayError {
  return new GatewayError(
    'OVERLOADED',
    'The gateway has no room for a further connection now. Try again shortly.',
    { retryAfterMs: OWN_LACK_RETRY_MS, cause },
  );
}

/** No connection came within the connect timeout. */
export function connectTimedOut(cause?: unknown): GatewayError {
  return new GatewayError('TIMEOUT', 'The upstream could not be connected to within the connect timeout.', {
    upstreamFailure: 'connect_timeout',
    cause,
  });
}

/** The answer says two things about its own length, so that nothing after its head can be trusted (RFC 9112 §6.3). */
export function contradictoryFraming(cause?: unknown): GatewayError {
  return upstreamFailed(
    'malformed',
    "The upstream's answer contradicts itself about its length (Content-Length, Transfer-Encoding).",
    cause,
  );
}

/**
 * How far a request had come: no connection was there for it; it was on its way, or there, without an answer; the answer
 * had begun.
 */
export type ExchangePhase = 'unsent' | 'sent' | 'answering';

/** Turns what undici or the operating system reported into an error of the catalogue. */
export function fromTransportError(cause: unknown, phase: ExchangePhase): GatewayError {
  if (cause instanceof GatewayError) return cause;
  const code = errorCode(cause);
  if (phase === 'unsent' && OWN_LACKS.has(code)) return noSocket(cause);
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || (code === 'ETIMEDOUT' && phase === 'unsent')) {
    return connectTimedOut(cause);
  }
  // undici leaves the parser's own code out of some of its errors.
  if (cause instanceof errors.HTTPParserError && /Content-Length can't be present/.test(cause.message)) {
    return contradictoryFraming(cause);
  }
  // An answer before any request, or another protocol.
  const misplaced = cause instanceof errors.SocketError && /^bad (?:response|upgrade)$/.test(cause.message);
  if (misplaced || cause instanceof errors.HTTPParserError || code === 'UND_ERR_HEADERS_OVERFLOW') {
    return upstreamFailed('malformed', 'The upstream did not answer in valid HTTP.', cause);
  }
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return contradictoryFraming(cause);
  if (phase === 'answering')
    return upstreamFailed('cut', 'The upstream ended its answer before it was complete.', cause);
  if (phase === 'sent') {
    return upstreamFailed(
      'no_answer',
      'The upstream took the request and closed the connection without an answer. It may have worked on it.',
      cause,
    );
  }
  return upstreamFailed('connect', 'The upstream could not be reached.', cause);
}

function errorCode(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : '';
  return typeof code === 'string' ? code : '';
}
