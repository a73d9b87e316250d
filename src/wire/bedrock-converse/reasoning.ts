import type { JsonObject } from '../../json/json-object';
import { lookup } from '../../json/lookup';
import { thinkingPlan } from '../anthropic-messages/thinking';
import type { DroppedSettings } from '../canonical/setting-rules';
import type { Reasoning, Settings } from '../canonical/settings';
import type { ModelTraits } from './traits';
import type { Conversation } from './write-turns';

/** What is asked of a model about reasoning. */
export interface ReasoningFields {
  /** For `additionalModelRequestFields`. */
  readonly fields: JsonObject;
  /** Whether Claude thinks: rules for sampling depend on it. */
  readonly claudeThinks: boolean;
  /** Whether the model refuses a limit of tokens, and sampling, beside it. */
  readonly limitsItself?: boolean;
}

/** What reasoning has to agree with. */
export interface ReasoningContext {
  readonly traits: ModelTraits;
  /** Whether a tool call is forced. */
  readonly forcedTool: boolean;
  readonly toolRound: Conversation['toolRound'];
  /** Whether the conversation ends with the assistant, whose text is to be gone on with. */
  readonly prefilled: boolean;
  readonly dropped: DroppedSettings;
}

const NOTHING: ReasoningFields = { fields: {}, claudeThinks: false };
/** For a Claude whose name tells no more. */
const LEAST_MAX_TOKENS = 4_096;

/** Nova takes three steps: https://docs.aws.amazon.com/nova/latest/nova2-userguide/extended-thinking.html */
const NOVA_EFFORTS = lookup<string>({ minimal: 'low', low: 'low', medium: 'medium' });
/** gpt-oss takes three as well: https://github.com/openai/harmony */
const OSS_EFFORTS = lookup<string>({ none: 'low', minimal: 'low', xhigh: 'high', max: 'high' });

/**
 * Maps how much the model is to reason; for Claude by the rules of its own API, `thinking` included. It does not think
 * where it is made to call a tool, or in a round of tool calls whose reasoning has not come back: both would be refused.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-extended-thinking.html
 */
export function reasoningFields(
  settings: Settings,
  { traits, forcedTool, toolRound, prefilled, dropped }: ReasoningContext,
): ReasoningFields {
  const { claude } = traits;
  if (claude !== undefined) {
    const { thinking, effort, on } = thinkingPlan({
      settings,
      traits: claude,
      maxTokens: settings.maxTokens ?? claude.maxOutputTokens ?? LEAST_MAX_TOKENS,
      forcedTool: forcedTool || toolRound === 'without-reasoning',
      lacksThinking: prefilled,
      drop: dropped.drop.bind(dropped),
    });
    const fields = {
      ...(thinking === undefined ? {} : { thinking }),
      ...(effort === undefined ? {} : { output_config: { effort } }),
    };
    return { fields, claudeThinks: on };
  }
  const effort = effortOf(settings.reasoning);
  if (effort === undefined) return NOTHING;
  if (traits.reasoning === 'nested')
    return { fields: { reasoning: { effort: gptEffort(effort, traits) } }, claudeThinks: false };
  // gpt-oss always reasons.
  if (effort === 'none' && traits.family !== 'openai') return NOTHING;
  if (traits.reasoning === 'none') {
    dropped.drop('reasoning');
    return NOTHING;
  }
  if (traits.reasoning === 'flat')
    return { fields: { reasoning_effort: OSS_EFFORTS[effort] ?? effort }, claudeThinks: false };
  const maxReasoningEffort = NOVA_EFFORTS[effort] ?? 'high';
  const fields = { reasoningConfig: { type: 'enabled', maxReasoningEffort } };
  return { fields, claudeThinks: false, limitsItself: maxReasoningEffort === 'high' };
}

/** OpenAI's models here have no `minimal`. */
function gptEffort(effort: string, { canStopReasoning, topEffort }: ModelTraits): string {
  if (effort === 'max') return topEffort;
  return effort === 'minimal' || (effort === 'none' && !canStopReasoning) ? 'low' : effort;
}

/** A number of tokens as the effort that it comes nearest to. */
function effortOf(reasoning: Reasoning | undefined): string | undefined {
  const { effort, budgetTokens, adaptive } = reasoning ?? {};
  if (effort !== undefined) return effort;
  if (budgetTokens === undefined || budgetTokens < 0) {
    return adaptive === true || budgetTokens !== undefined ? 'medium' : undefined;
  }
  if (budgetTokens === 0) return 'none';
  if (budgetTokens < 4_096) return 'low';
  return budgetTokens < 16_384 ? 'medium' : 'high';
}
