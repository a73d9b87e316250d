import { claudeVersion, modelTraits as claudeTraits } from '../anthropic-messages/model-traits';
import { OTHER_MODELS } from './models.data';
import type { ModelTraits } from './traits';

/** Fewer than at Anthropic: https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html */
const STRUCTURED_OUTPUT = /claude-(?:(?:haiku|sonnet|opus)-4-5|(?:sonnet|opus)-4-6)(?!\d)/;

/** For ids that tell nothing. */
const UNKNOWN: ModelTraits = {
  family: 'other',
  claude: undefined,
  reasoning: 'none',
  canStopReasoning: false,
  topEffort: 'max',
  structuredOutput: false,
  instructions: true,
  forcedTool: 'unknown',
  // An inference profile may represent a model that takes them.
  cacheMarks: 'all',
  cacheLifetimes: true,
  grounding: false,
  sound: true,
  sampling: true,
  stops: true,
  leastMaxTokens: 1,
  mediaInResults: true,
  maker: 'bedrock',
};

/** What holds for models of other makers than Amazon and Anthropic where nothing else is known. */
const NAMED: ModelTraits = {
  ...UNKNOWN,
  cacheMarks: 'none',
  cacheLifetimes: false,
  mediaInResults: false,
  sound: false,
};
const NOVA: ModelTraits = {
  ...UNKNOWN,
  family: 'nova',
  forcedTool: 'named',
  cacheMarks: 'messages',
  cacheLifetimes: false,
};

/** `zai.glm-5`, `us.moonshotai.kimi-k3`, also behind `foundation-model/` and `inference-profile/`; the ids of an account's own have no maker. */
const HAS_MAKER = /(?:^|\/)(?:[a-z-]+\.)?[a-z0-9]+\.[a-z]/;
/** The first Claude whose cache points have lifetimes. */
const WITH_LIFETIMES = 405;

/**
 * Reads a model id, or the ARN of a model or an inference profile. The ARN of an application inference profile names no
 * model: it counts as unknown.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/models-supported.html; of other makers see models.data.ts
 */
export function modelTraits(model: string): ModelTraits {
  const id = model.toLowerCase();
  if (id.includes('anthropic.')) {
    const claude = claudeTraits(id);
    return {
      ...UNKNOWN,
      family: 'claude',
      claude,
      reasoning: claude.thinking === 'none' ? 'none' : 'claude',
      structuredOutput: STRUCTURED_OUTPUT.test(id),
      forcedTool: claude.forcedTools ? 'named' : 'none',
      sound: false,
      cacheLifetimes: (claudeVersion(id) ?? WITH_LIFETIMES) >= WITH_LIFETIMES,
      maker: 'anthropic',
    };
  }
  if (id.includes('amazon.nova'))
    return {
      ...NOVA,
      reasoning: id.includes('amazon.nova-2') ? 'nova' : 'none',
      sound: id.includes('amazon.nova-2'),
      grounding: /amazon\.nova-(?:premier|2)/.test(id),
    };
  const known = OTHER_MODELS.filter(({ ids }) => ids.test(id));
  if (known.length === 0 && !HAS_MAKER.test(id)) return UNKNOWN;
  return known.reduce<ModelTraits>((traits, { takes }) => ({ ...traits, ...takes }), NAMED);
}
