import { GatewayError } from '../../errors/gateway-error';
import type { JsonObject } from '../../body/json-object';
import { thinkingPlan } from '../../wire/anthropic-messages/thinking';
import type { ChatRequest } from '../canonical/chat-request';
import type { Conversation } from './messages';
import type { ModelTraits } from './model-traits';

/** What is asked of a model about reasoning. */
export interface ReasoningSettings {
  /** For `additionalModelRequestFields`. */
  readonly fields: JsonObject;
  /** Whether Claude thinks: rules for sampling hang on it. */
  readonly claudeThinks: boolean;
}

/** What reasoning has to agree with. */
export interface ReasoningContext {
  readonly traits: ModelTraits;
  /** Whether a tool call is forced. */
  readonly forcedTool: boolean;
  readonly toolRound: Conversation['toolRound'];
  /** Called for a parameter that has no effect. */
  readonly drop: (param: string) => void;
}

const NOTHING: ReasoningSettings = { fields: {}, claudeThinks: false };
/** For a Claude whose name tells no more. */
const LEAST_MAX_TOKENS = 4_096;

/** Nova takes three steps: https://docs.aws.amazon.com/nova/latest/nova2-userguide/extended-thinking.html */
const NOVA_EFFORTS: Readonly<Record<string, string>> = {
  minimal: 'low',
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'high',
  max: 'high',
};

/**
 * Maps `reasoning_effort`; for Claude by the rules of its own API, `thinking` included. It does not think where it is
 * made to call a tool, or in a round of tool calls whose reasoning has not come back: both would be refused.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-extended-thinking.html
 * @throws GatewayError INVALID_REQUEST for an effort that there is not
 */
export function reasoningSettings(
  { body, maxTokens }: ChatRequest,
  { traits, forcedTool, toolRound, drop }: ReasoningContext,
): ReasoningSettings {
  const { family, claude } = traits;
  if (claude !== undefined) {
    const { thinking, effort, on } = thinkingPlan({
      settings: { reasoning: { effort: readEffort(body['reasoning_effort']) }, own: body, names: {} },
      traits: claude,
      maxTokens: maxTokens ?? claude.maxOutputTokens ?? LEAST_MAX_TOKENS,
      forcedTool: forcedTool || toolRound === 'without-reasoning',
      lacksThinking: false,
      drop: () => {
        drop('reasoning_effort');
      },
    });
    const fields = {
      ...(thinking === undefined ? {} : { thinking }),
      ...(effort === undefined ? {} : { output_config: { effort } }),
    };
    return { fields, claudeThinks: on };
  }
  const effort = readEffort(body['reasoning_effort']);
  if (effort === undefined || effort === 'none') return NOTHING;
  if (!traits.reasons) {
    drop('reasoning_effort');
    return NOTHING;
  }
  const fields =
    family === 'nova'
      ? { reasoningConfig: { type: 'enabled', maxReasoningEffort: NOVA_EFFORTS[effort] } }
      : { reasoning_effort: effort };
  return { fields, claudeThinks: false };
}

function readEffort(effort: unknown): string | undefined {
  if (effort === undefined || effort === null) return undefined;
  if (effort === 'none' || (typeof effort === 'string' && NOVA_EFFORTS[effort] !== undefined)) return effort;
  throw new GatewayError(
    'INVALID_REQUEST',
    `reasoning_effort must be one of none, ${Object.keys(NOVA_EFFORTS).join(', ')}.`,
    { param: 'reasoning_effort' },
  );
}
