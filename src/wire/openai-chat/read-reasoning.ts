import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { optionalText } from '../canonical/field-readers';
import type { CommonSettings, Reasoning } from '../canonical/settings';
import { wrongField } from '../../errors/invalid-field';
import { googleExtras } from './google-extras';

const EFFORTS: ReadonlySet<unknown> = new Set(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']);

/**
 * The fields by which callers of Chat Completions say how much a model is to reason: OpenAI's, OpenRouter's, and Anthropic's, which
 * LiteLLM's callers give for every provider (https://docs.litellm.ai/docs/reasoning_content); Google's is in `extra_body`.
 */
type ReasoningField = 'reasoning_effort' | 'reasoning' | 'thinking' | 'extra_body';

/**
 * Reads how much the model is to reason; OpenAI's field counts where several are there, and then OpenRouter's.
 * @returns also the field that was read; the others are the caller's own
 * @throws GatewayError INVALID_REQUEST for an unknown `reasoning_effort`
 */
export function readReasoning(body: JsonObject): {
  readonly reasoning: CommonSettings['reasoning'];
  readonly field: ReasoningField;
} {
  const field = 'reasoning_effort';
  const effort = optionalText(body[field], field);
  if (effort !== undefined) {
    if (!EFFORTS.has(effort)) throw wrongField(field, `must be one of ${[...EFFORTS].join(', ')}`);
    return { reasoning: { effort }, field };
  }
  const unified = isObject(body['reasoning']) ? unifiedReasoning(body['reasoning']) : undefined;
  if (unified !== undefined) return { reasoning: unified, field: 'reasoning' };
  const thinking = isObject(body['thinking']) ? anthropicThinking(body['thinking']) : undefined;
  if (thinking !== undefined) return { reasoning: thinking, field: 'thinking' };
  const googles = googleExtras(body)?.reasoning;
  return googles === undefined
    ? { reasoning: undefined, field }
    : { reasoning: googles, field: 'extra_body' };
}

/**
 * Undefined where it says what has no counterpart.
 * Format: https://docs.anthropic.com/en/docs/build-with-claude/extended-thinking, …/adaptive-thinking
 */
function anthropicThinking({ type, budget_tokens: budget }: JsonObject): Reasoning | undefined {
  if (type === 'disabled' || type === 'between_tools') return { effort: 'none' };
  if (type === 'adaptive') return { adaptive: true };
  if (type !== 'enabled') return undefined;
  return typeof budget === 'number' && budget > 0 ? { budgetTokens: budget } : { adaptive: true };
}

/**
 * Undefined where it says what has no counterpart.
 * Format: https://openrouter.ai/docs/use-cases/reasoning-tokens
 */
function unifiedReasoning(given: JsonObject): Reasoning | undefined {
  const { effort, max_tokens: budget, enabled, exclude, ...others } = given;
  if (Object.values(others).some((value) => value !== undefined && value !== null)) return undefined;
  const visible = exclude === true ? { visible: false } : {};
  if (enabled === false) return { effort: 'none' };
  if (typeof effort === 'string' && EFFORTS.has(effort)) return { effort, ...visible };
  if (typeof budget === 'number') return { budgetTokens: budget, ...visible };
  return enabled === true ? { adaptive: true, ...visible } : undefined;
}
