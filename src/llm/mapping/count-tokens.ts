import type { CancelSignal } from '../../cancellation/cancellation';
import { GatewayError } from '../../errors/gateway-error';
import { promptTokens } from '../call-estimate';
import type { LlmAdapter, LlmCall, WholeAnswer } from '../llm-adapter';

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
 * @returns the number as JSON
 */
export async function countTokens(
  adapter: LlmAdapter,
  call: LlmCall,
  signal: CancelSignal,
): Promise<WholeAnswer> {
  call.facts.usage = NOTHING_USED;
  return { body: Buffer.from(String(await count(adapter, call, signal))) };
}

async function count(adapter: LlmAdapter, call: LlmCall, signal: CancelSignal): Promise<number> {
  if (adapter.countTokens === undefined) return promptTokens(call);
  try {
    return await adapter.countTokens(call, signal);
  } catch (thrown) {
    // Servers that imitate an API often leave this route out.
    const status = thrown instanceof GatewayError ? thrown.upstreamStatus : undefined;
    if (status !== 404 && status !== 405 && status !== 501) throw thrown;
    return promptTokens(call);
  }
}
