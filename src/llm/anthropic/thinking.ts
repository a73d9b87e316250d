import { GatewayError } from '../../errors/gateway-error';
import { isObject } from '../../body/json-object';
import type { JsonObject } from '../../body/json-object';
import type { Turn } from './blocks';
import type { ModelTraits } from './model-traits';

/** Tokens of thinking for each `reasoning_effort`, for models that want a number. 1024 is the least there is. */
const BUDGETS: Readonly<Record<string, number>> = {
  none: 0,
  minimal: 1_024,
  low: 2_048,
  medium: 8_192,
  high: 16_384,
  xhigh: 32_768,
  max: 32_768,
};
const LEAST_BUDGET = 1_024;

/** What a request says of thinking. */
export interface ThinkingPlan {
  /** The field `thinking`. */
  readonly thinking?: JsonObject;
  /** `output_config.effort`. */
  readonly effort?: string;
  /** Whether the request switches thinking on: rules for sampling hang on it. */
  readonly on: boolean;
}

/** What thinking has to agree with. */
interface ThinkingContext {
  readonly body: JsonObject;
  readonly traits: ModelTraits;
  readonly maxTokens: number;
  /** Whether a tool call is forced, with which thinking is refused. */
  readonly forcedTool: boolean;
  readonly turns: readonly Turn[];
  /** Called for a parameter that has no effect. */
  readonly drop: (param: string) => void;
}

/**
 * Maps `reasoning_effort`; `thinking`, the provider's own field, goes before it and passes as it is. A budget is at most
 * half of `max_tokens`. Thinking that is only wished for by its effort gives way to what was demanded: a forced tool
 * call, a `max_tokens` too small, an earlier tool call whose thinking the caller did not send back.
 * Format: https://docs.anthropic.com/en/docs/build-with-claude/extended-thinking, …/adaptive-thinking, …/effort
 * @throws GatewayError INVALID_REQUEST for an effort that there is not
 */
export function thinkingPlan(context: ThinkingContext): ThinkingPlan {
  const { body, traits, drop } = context;
  const own = nativeThinking(body);
  const effort = readEffort(body['reasoning_effort']);
  if (effort !== undefined && traits.thinking === 'none' && effort !== 'none') drop('reasoning_effort');
  const adaptive = traits.thinking === 'adaptive';
  const given =
    effort !== undefined && adaptive && effort !== 'none' ? { effort: effortName(effort, traits) } : {};
  if (own !== undefined) return { thinking: own, on: own['type'] !== 'disabled', ...given };
  if (effort === undefined || traits.thinking === 'none') return { on: false };
  if (effort === 'none') return withoutThinking(traits);
  if (adaptive)
    return context.forcedTool ? { on: false, ...given } : { ...adaptiveThinking(traits), ...given };
  const budget = budgetOf(effort, context.maxTokens);
  if (budget === undefined || context.forcedTool || lacksThinking(context.turns)) {
    drop('reasoning_effort');
    return { on: false };
  }
  return { thinking: { type: 'enabled', budget_tokens: budget }, on: true };
}

/** The caller's own `thinking`, where it has one. */
export function nativeThinking(body: JsonObject): JsonObject | undefined {
  return isObject(body['thinking']) ? body['thinking'] : undefined;
}

function readEffort(given: unknown): string | undefined {
  if (given === undefined || given === null) return undefined;
  if (typeof given === 'string' && Object.hasOwn(BUDGETS, given)) return given;
  const param = 'reasoning_effort';
  throw new GatewayError('INVALID_REQUEST', `${param} must be one of ${Object.keys(BUDGETS).join(', ')}.`, {
    param,
  });
}

function effortName(effort: string, { xhighEffort }: ModelTraits): string {
  if (effort === 'minimal') return 'low';
  return effort === 'xhigh' && !xhighEffort ? 'max' : effort;
}

function withoutThinking({ unaskedThinking }: ModelTraits): ThinkingPlan {
  if (unaskedThinking === 'no') return { on: false };
  return unaskedThinking === 'always'
    ? { on: false, effort: 'low' }
    : { on: false, thinking: { type: 'disabled' } };
}

/** The newest models leave the text of their thinking out unless it is asked for. */
function adaptiveThinking({ xhighEffort }: ModelTraits): ThinkingPlan {
  return { on: true, thinking: { type: 'adaptive', ...(xhighEffort ? { display: 'summarized' } : {}) } };
}

function budgetOf(effort: string, maxTokens: number): number | undefined {
  const wanted = BUDGETS[effort] ?? LEAST_BUDGET;
  const budget = Math.min(wanted, Math.max(LEAST_BUDGET, Math.floor(maxTokens / 2)));
  return budget < maxTokens ? budget : undefined;
}

/** Whether tool results answer a turn that should begin with thinking, and does not: refused with a budget. */
function lacksThinking(turns: readonly Turn[]): boolean {
  const answersTools = turns.at(-1)?.content.some(({ type }) => type === 'tool_result') === true;
  const first = turns.at(-2)?.content[0]?.['type'];
  return answersTools && first !== 'thinking' && first !== 'redacted_thinking';
}
