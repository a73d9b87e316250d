import type { JsonObject } from '../../json/json-object';
import { lookup } from '../../json/lookup';
import type { DroppedSettings } from '../canonical/setting-rules';
import type { Reasoning } from '../canonical/settings';
import { modelGeneration } from './model-generation';
import type { ModelGeneration } from './model-generation';

/** Tokens of thinking, as Google's own OpenAI door has them: https://ai.google.dev/gemini-api/docs/openai#thinking */
const BUDGETS = lookup<number>({
  none: 0,
  minimal: 1_024,
  low: 1_024,
  medium: 8_192,
  high: 24_576,
  xhigh: 24_576,
  max: 24_576,
});
const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/**
 * Maps how much the model is to reason. Models that always think get the least there is for `none`; models that never do
 * have nothing to set, so that it is dropped.
 * Format: https://ai.google.dev/gemini-api/docs/thinking
 */
export function thinkingConfig(
  reasoning: Reasoning | undefined,
  model: string,
  dropped: DroppedSettings,
): JsonObject | undefined {
  if (reasoning === undefined) return undefined;
  const generation = modelGeneration(model);
  const effort = reasoning.effort ?? effortOf(reasoning.budgetTokens);
  if (generation.thinking === 'none') {
    if (effort !== 'none') dropped.drop('reasoning');
    return undefined;
  }
  const visible = reasoning.visible ?? effort !== 'none';
  const thoughts = visible ? { includeThoughts: true } : {};
  if (generation.thinking === 'level') {
    const chosen = effort === undefined ? undefined : level(effort, generation);
    if (effort !== undefined && chosen === undefined) dropped.drop('reasoning');
    if (chosen === undefined) return visible ? thoughts : undefined;
    return { thinkingLevel: chosen, ...thoughts };
  }
  const budget = reasoning.budgetTokens ?? (effort === undefined ? -1 : (BUDGETS[effort] ?? -1));
  return { thinkingBudget: withinBudget(budget, generation), ...thoughts };
}

/** The number of tokens that is nearest to what was asked for: others are refused ("thinking_budget is out of range"). */
function withinBudget(budget: number, { budget: { least, most, canBeOff } }: ModelGeneration): number {
  if (budget < 0) return -1;
  return budget === 0 && canBeOff ? 0 : Math.min(Math.max(budget, least), most);
}

/** The effort that a number of tokens comes nearest to; undefined where the model decides. */
function effortOf(budgetTokens: number | undefined): string | undefined {
  if (budgetTokens === undefined || budgetTokens < 0) return undefined;
  if (budgetTokens === 0) return 'none';
  return budgetTokens <= 2_048 ? 'low' : budgetTokens <= 10_240 ? 'medium' : 'high';
}

/** The model's level that is nearest to an effort, and not below it; undefined for a model that has none. */
function level(effort: string, { levels }: ModelGeneration): string | undefined {
  const wanted = EFFORTS.indexOf(effort);
  return levels.find((name) => EFFORTS.indexOf(name) >= wanted) ?? levels.at(-1);
}
