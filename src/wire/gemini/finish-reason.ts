import { GatewayError } from '../../errors/gateway-error';
import type { FinishReason } from '../canonical/answer-events';

/** Stops by a filter of the provider, and answers that it declined. https://ai.google.dev/api/generate-content#FinishReason */
const FILTERED: ReadonlySet<string> = new Set([
  'SAFETY',
  'RECITATION',
  'LANGUAGE',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'MODEL_ARMOR',
  'IMAGE_SAFETY',
  'IMAGE_PROHIBITED_CONTENT',
  'IMAGE_RECITATION',
  // No picture, for a request that has none in it or for no reason told: the same comes of it again, so that it is no failure.
  'NO_IMAGE',
  'IMAGE_OTHER',
]);

/** `CONTINUATION`: a long answer that goes on in another request. https://googleapis.github.io/js-genai/ (FinishReason) */
const LIMITS: ReadonlySet<string> = new Set(['MAX_TOKENS', 'CONTINUATION']);

/** The model called a tool that it was told not to, or too many: what it said is all there, and the caller can judge it. */
const WHOLE: ReadonlySet<string> = new Set(['UNEXPECTED_TOOL_CALL', 'TOO_MANY_TOOL_CALLS']);

/**
 * The model wrote a call that nobody can read. Whole calls before it are an answer, as in Google's own CLI; a text alone is not one: its
 * caller would take the turn for over.
 */
const MALFORMED_CALL = 'MALFORMED_FUNCTION_CALL';

/** A `finishReason` in the canonical model's terms; undefined for one that is the end of no answer. */
export function finishReason(reason: string, calls: number): FinishReason | undefined {
  if (reason === 'STOP' || WHOLE.has(reason)) return calls > 0 ? 'tool_calls' : 'stop';
  if (reason === MALFORMED_CALL && calls > 0) return 'tool_calls';
  if (LIMITS.has(reason)) return 'length';
  return FILTERED.has(reason) ? 'content_filter' : undefined;
}

/** An answer that was stopped by a failure: what came of it is not what was asked for, and another deployment may have it. */
export function brokenOff(reason: string): GatewayError {
  const shown = /^[A-Z][A-Z_]{1,60}$/.test(reason) ? ` (${reason})` : '';
  const what =
    reason === MALFORMED_CALL
      ? 'The model wrote a tool call that cannot be read'
      : 'The model broke off its answer';
  return new GatewayError('PROVIDER_ERROR', `${what}${shown}. Try again.`, {
    upstreamFailure: 'stream_error',
  });
}
