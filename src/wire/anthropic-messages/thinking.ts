import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { lookup } from '../../json/lookup';
import type { SettingName, Settings } from '../canonical/settings';
import type { ModelTraits } from './model-traits';

/** Tokens of thinking for each effort, for models that want a number. 1024 is the least there is. */
const BUDGETS = lookup<number>({
  none: 0,
  minimal: 1_024,
  low: 2_048,
  medium: 8_192,
  high: 16_384,
  xhigh: 32_768,
  max: 32_768,
});
const LEAST_BUDGET = 1_024;
/** The effort of a caller that leaves it to the model, for models that want a number. */
const OWN_CHOICE = 'medium';

/** What a request says of thinking. */
export interface ThinkingPlan {
  /** The field `thinking`. */
  readonly thinking?: JsonObject;
  /** `output_config.effort`. */
  readonly effort?: string;
  /** Whether the request switches thinking on: rules for sampling depend on it. */
  readonly on: boolean;
}

/** What thinking has to agree with. */
interface ThinkingContext {
  readonly settings: Settings;
  readonly traits: ModelTraits;
  readonly maxTokens: number;
  /** Whether a tool call is forced, with which thinking is refused. */
  readonly forcedTool: boolean;
  /**
   * Whether tool results answer a turn whose thinking the caller did not send back, or the conversation ends with the
   * assistant: refused with a budget.
   */
  readonly lacksThinking: boolean;
  /** Called for a setting that has no effect. */
  readonly drop: (setting: SettingName) => void;
}

/** How much a caller wants the model to think. */
interface Wish {
  readonly effort: string | undefined;
  readonly budget: number | undefined;
  readonly visible: boolean | undefined;
}

/**
 * Maps how much the model is to reason; `thinking`, the provider's own field, has precedence and passes as it is. A budget
 * that is derived from an effort is at most half of `max_tokens`, one that a caller gave less than all of it. Thinking that
 * is only wished for gives way to what was demanded: a forced tool call, a `max_tokens` too small, an earlier tool call
 * whose thinking the caller did not send back.
 * Format: https://docs.anthropic.com/en/docs/build-with-claude/extended-thinking, …/adaptive-thinking, …/effort
 */
export function thinkingPlan(context: ThinkingContext): ThinkingPlan {
  const { settings, traits, drop } = context;
  const own = nativeThinking(settings);
  // As a wish it would bring an effort with it that nobody gave.
  const isOwnAlone = own !== undefined && settings.names.reasoning === 'thinking';
  const wish = isOwnAlone ? undefined : wishOf(settings);
  const adaptive = traits.thinking === 'adaptive';
  const wanted = wish !== undefined && wish.effort !== 'none';
  if (wanted && traits.thinking === 'none') drop('reasoning');
  const effort = wanted && adaptive ? effortOf(wish, traits) : undefined;
  const given = effort === undefined ? {} : { effort };
  if (own !== undefined) return { thinking: own, on: own['type'] !== 'disabled', ...given };
  if (wish === undefined || traits.thinking === 'none') return { on: false };
  if (!wanted) return withoutThinking(traits);
  if (adaptive) {
    return context.forcedTool
      ? { on: false, ...given }
      : { ...adaptiveThinking(traits, wish.visible), ...given };
  }
  const budget = budgetOf(wish, context.maxTokens);
  if (budget === undefined || context.forcedTool || context.lacksThinking) {
    drop('reasoning');
    return { on: false };
  }
  return { thinking: { type: 'enabled', budget_tokens: budget }, on: true };
}

/** The caller's own `thinking`, where it has one. */
export function nativeThinking({ own }: Settings): JsonObject | undefined {
  return isObject(own['thinking']) ? own['thinking'] : undefined;
}

function wishOf({ reasoning }: Settings): Wish | undefined {
  if (reasoning === undefined) return undefined;
  const { effort, budgetTokens, adaptive, visible } = reasoning;
  if (effort !== undefined) return { effort, budget: budgetTokens, visible };
  if (budgetTokens === 0) return { effort: 'none', budget: undefined, visible };
  if (budgetTokens !== undefined && budgetTokens > 0) {
    return { effort: undefined, budget: budgetTokens, visible };
  }
  const chosen = adaptive === true || budgetTokens !== undefined || visible === true;
  return chosen ? { effort: undefined, budget: undefined, visible } : undefined;
}

/** The value of `output_config.effort`; undefined where it is left to the model. */
function effortOf({ effort, budget }: Wish, { xhighEffort }: ModelTraits): string | undefined {
  if (effort === 'minimal') return 'low';
  if (effort !== undefined) return effort === 'xhigh' && !xhighEffort ? 'max' : effort;
  if (budget === undefined) return undefined;
  if (budget < 4_096) return 'low';
  return budget < 16_384 ? 'medium' : 'high';
}

/** Format: https://platform.claude.com/docs/en/models/sonnet-5-5/migration-guide (turning off up-front thinking) */
function withoutThinking({ unaskedThinking }: ModelTraits): ThinkingPlan {
  switch (unaskedThinking) {
    case 'no':
      return { on: false };
    case 'always':
      return { on: false, effort: 'low' };
    case 'stoppable':
      return { on: false, thinking: { type: 'disabled' } };
    case 'between_tools':
      return { on: false, thinking: { type: unaskedThinking } };
  }
}

/** The newest models leave the text of their thinking out unless it is asked for; those before give it. */
function adaptiveThinking({ xhighEffort }: ModelTraits, visible: boolean | undefined): ThinkingPlan {
  const display = visible === false ? 'omitted' : xhighEffort ? 'summarized' : undefined;
  return { on: true, thinking: { type: 'adaptive', ...(display === undefined ? {} : { display }) } };
}

function budgetOf({ effort = OWN_CHOICE, budget: given }: Wish, maxTokens: number): number | undefined {
  const wanted = given ?? BUDGETS[effort] ?? LEAST_BUDGET;
  const most = given === undefined ? Math.floor(maxTokens / 2) : maxTokens - 1;
  const budget = Math.max(LEAST_BUDGET, Math.min(wanted, most));
  return budget < maxTokens ? budget : undefined;
}
