import { GatewayError } from '../../errors/gateway-error';
import type { FinishReason } from '../canonical/answer-events';

/** Stops by a filter of the provider. https://ai.google.dev/api/generate-content#FinishReason */
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
]);

/** The model called a tool that it was told not to, or too many: what it said is all there, and the caller can judge it. */
const WHOLE: ReadonlySet<string> = new Set(['UNEXPECTED_TOOL_CALL', 'TOO_MANY_TOOL_CALLS']);

/** A `finishReason` in the canonical model's terms; undefined for one that is the end of no answer, such as MALFORMED_FUNCTION_CALL. */
export function finishReason(reason: string, calls: number): FinishReason | undefined {
  if (reason === 'STOP' || WHOLE.has(reason)) return calls > 0 ? 'tool_calls' : 'stop';
  if (reason === 'MAX_TOKENS') return 'length';
  return FILTERED.has(reason) ? 'content_filter' : undefined;
}

/** An answer that was stopped by a failure: what came of it is not what was asked for. */
export function brokenOff(reason: string): GatewayError {
  const shown = /^[A-Z][A-Z_]{1,60}$/.test(reason) ? ` (${reason})` : '';
  return new GatewayError('PROVIDER_ERROR', `The model broke off its answer${shown}. Try again.`, {
    upstreamFailure: 'malformed',
  });
}
