import { GatewayError } from '../../errors/gateway-error';
import type { JsonObject } from '../../body/json-object';
import { modelGeneration } from './model-generation';
import type { ModelGeneration } from './model-generation';

/** Tokens of thinking, as Google's own OpenAI door has them: https://ai.google.dev/gemini-api/docs/openai#thinking */
const BUDGETS: Readonly<Record<string, number>> = {
  none: 0,
  minimal: 1024,
  low: 1024,
  medium: 8192,
  high: 24_576,
  xhigh: 24_576,
};
/** The least that a 2.5 Pro can be told: it always thinks. */
const LEAST_PRO_BUDGET = 128;

/**
 * Maps `reasoning_effort` to `thinkingConfig`. Models that always think get the least there is for `none`; models that
 * never do have nothing to set, so that it is dropped.
 * Format: https://ai.google.dev/gemini-api/docs/thinking
 * @param strict whether an effort that has no counterpart is refused instead
 * @throws GatewayError INVALID_REQUEST with `param: reasoning_effort`
 */
export function thinkingConfig(effort: unknown, model: string, strict: boolean): JsonObject | undefined {
  if (effort === undefined || effort === null) return undefined;
  const budget = typeof effort === 'string' ? BUDGETS[effort] : undefined;
  if (typeof effort !== 'string' || budget === undefined) {
    throw wrong('reasoning_effort must be none, minimal, low, medium, high or xhigh.');
  }
  const generation = modelGeneration(model);
  if (generation.thinking === 'none') {
    if (strict && effort !== 'none')
      throw wrong("reasoning_effort is not supported by this model's provider.");
    return undefined;
  }
  const thoughts = effort === 'none' ? {} : { includeThoughts: true };
  if (generation.thinking === 'level') return { thinkingLevel: level(effort, generation), ...thoughts };
  return { thinkingBudget: generation.pro ? Math.max(budget, LEAST_PRO_BUDGET) : budget, ...thoughts };
}

function level(effort: string, { pro, noMediumLevel }: ModelGeneration): string {
  if (effort === 'none' || effort === 'minimal') return pro ? 'low' : 'minimal';
  if (effort === 'xhigh' || (effort === 'medium' && noMediumLevel)) return 'high';
  return effort;
}

function wrong(message: string): GatewayError {
  return new GatewayError('INVALID_REQUEST', message, { param: 'reasoning_effort' });
}
