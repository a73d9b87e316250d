import type { GatewayError } from '../errors/gateway-error';
import { upstreamFailed } from './upstream-failure';

/** What may be held of one answer, whole or streamed. */
export const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** The upstream sent more of an answer than may be held. */
export function answerOverLimit(): GatewayError {
  return upstreamFailed('frame_too_large', 'The upstream sent an answer over the size limit.');
}
