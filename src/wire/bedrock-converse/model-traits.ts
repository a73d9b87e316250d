import { modelTraits as claudeTraits } from '../anthropic-messages/model-traits';
import type { ModelTraits as ClaudeTraits } from '../anthropic-messages/model-traits';
import type { Maker } from '../canonical/content-part';

/** What the mapping has to know of a model, as far as its id tells. */
export interface ModelTraits {
  readonly family: 'claude' | 'nova' | 'mistral' | 'cohere' | 'openai' | 'other';
  /** What is true of the model at its maker's own API too; Claude's alone. */
  readonly claude: ClaudeTraits | undefined;
  /** Whether a wished effort of reasoning has a counterpart. */
  readonly reasons: boolean;
  /** Whether it takes a JSON schema for its answer, and `strict` tools, here. */
  readonly structuredOutput: boolean;
  /** How far it can be made to call a tool; `unknown` where its id does not tell the model. */
  readonly forcedTool: 'named' | 'any' | 'none' | 'unknown';
  /**
   * Where cache points are taken; other models refuse them.
   * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html (supported models)
   */
  readonly cacheMarks: 'all' | 'messages' | 'none';
  /**
   * Who understands its signatures and encrypted reasoning. Claude's are good on every platform: "signature values are
   * compatible across platforms (Claude APIs, Amazon Bedrock, and Vertex AI)".
   * Source: https://docs.anthropic.com/en/docs/build-with-claude/extended-thinking#thinking-encryption
   */
  readonly maker: Maker;
}

/** Fewer than at Anthropic: https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html */
const STRUCTURED_OUTPUT = /claude-(?:(?:haiku|sonnet|opus)-4-5|(?:sonnet|opus)-4-6)(?!\d)/;

/** For ids that tell nothing. */
const UNKNOWN: ModelTraits = {
  family: 'other',
  claude: undefined,
  reasons: false,
  structuredOutput: false,
  forcedTool: 'unknown',
  // An inference profile may stand for a model that takes them.
  cacheMarks: 'all',
  maker: 'bedrock',
};

const UNCACHED: ModelTraits = { ...UNKNOWN, cacheMarks: 'none', forcedTool: 'none' };

/**
 * Reads a model id, or the ARN of a model or an inference profile. The ARN of an application inference profile names no
 * model: it counts as unknown.
 * Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/models-supported.html, for forced tools
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolChoice.html, and for what others answer ("This model
 * doesn't support the toolConfig.toolChoice.any field") https://github.com/run-llama/llama_index/issues/19886 and
 * https://github.com/langchain-ai/langchain-aws/blob/main/libs/aws/langchain_aws/chat_models/bedrock_converse.py
 */
export function modelTraits(model: string): ModelTraits {
  const id = model.toLowerCase();
  if (id.includes('anthropic.')) {
    const claude = claudeTraits(id);
    return {
      family: 'claude',
      claude,
      reasons: claude.thinking !== 'none',
      structuredOutput: STRUCTURED_OUTPUT.test(id),
      forcedTool: claude.forcedTools ? 'named' : 'none',
      cacheMarks: 'all',
      maker: 'anthropic',
    };
  }
  if (id.includes('amazon.nova')) {
    const reasons = id.includes('amazon.nova-2');
    return { ...UNKNOWN, family: 'nova', reasons, forcedTool: 'named', cacheMarks: 'messages' };
  }
  if (id.includes('mistral.')) return { ...UNCACHED, family: 'mistral', forcedTool: 'any' };
  if (id.includes('cohere.')) return { ...UNCACHED, family: 'cohere' };
  if (id.includes('openai.')) return { ...UNCACHED, family: 'openai', reasons: true };
  if (/deepseek\.(?!r1)/.test(id)) return { ...UNCACHED, forcedTool: 'any' };
  return /(?:meta|ai21|deepseek|qwen|amazon)\./.test(id) ? UNCACHED : UNKNOWN;
}
