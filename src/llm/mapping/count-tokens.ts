import type { CancelSignal } from '../../cancellation/cancellation';
import { GatewayError } from '../../errors/gateway-error';
import { promptTokens } from '../call-estimate';
import type { LlmAdapter, LlmCall, WholeAnswer } from '../llm-adapter';

/**
 * Statuses of a count that is not to be had: servers that imitate an API often leave this route out, and an account that may
 * ask a model need not be allowed to count.
 */
const NOT_TO_BE_HAD: ReadonlySet<number> = new Set([403, 404, 405, 501]);

const NOTHING_USED = {
  promptTokens: 0,
  completionTokens: 0,
  cachedTokens: 0,
  reasoningTokens: 0,
  estimated: false,
};

/**
 * Counts the tokens of a request: by the provider where it has a count for the call's wire, else by our own tokenizer. It
 * uses up nothing of a limit.
 * @returns the number as JSON, or the provider's own answer in the call's wire
 */
export async function countTokens(
  adapter: LlmAdapter,
  call: LlmCall,
  signal: CancelSignal,
): Promise<WholeAnswer> {
  call.facts.usage = NOTHING_USED;
  const counted = await count(adapter, call, signal);
  return typeof counted === 'number' ? { body: Buffer.from(String(counted)) } : counted;
}

async function count(
  adapter: LlmAdapter,
  call: LlmCall,
  signal: CancelSignal,
): Promise<number | WholeAnswer> {
  // No provider here counts a Responses request.
  if (adapter.countTokens === undefined || call.wire.name === 'openai-responses') return promptTokens(call);
  try {
    return await adapter.countTokens(call, signal);
  } catch (thrown) {
    const status = thrown instanceof GatewayError ? thrown.upstreamStatus : undefined;
    if (status === undefined || !NOT_TO_BE_HAD.has(status)) throw thrown;
    return promptTokens(call);
  }
}
