import type { ModelTraits as ClaudeTraits } from '../anthropic-messages/model-traits';
import type { Maker } from '../canonical/content-part';

/** What the mapping has to know of a model, as far as its id tells. */
export interface ModelTraits {
  readonly family: 'claude' | 'nova' | 'mistral' | 'cohere' | 'openai' | 'other';
  /** What is true of the model at its maker's own API too; Claude's alone. */
  readonly claude: ClaudeTraits | undefined;
  /**
   * How an effort of reasoning is asked for: by Claude's rules, by Nova 2's `reasoningConfig`, by `reasoning_effort` (gpt-oss), by
   * `reasoning.effort` (GPT); `none` where there is no way.
   */
  readonly reasoning: 'none' | 'claude' | 'nova' | 'flat' | 'nested';
  /** Whether it can be told not to reason by the effort `none`; of `nested` alone. */
  readonly canStopReasoning: boolean;
  /** Whether `xhigh` and `max` are efforts; of `nested` alone. */
  readonly topEffort: 'xhigh' | 'max';
  /** Whether it takes a JSON schema for its answer here. */
  readonly structuredOutput: boolean;
  /**
   * Whether it takes system messages; else they are said by the user, in front.
   * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-supported-models-features.html
   */
  readonly instructions: boolean;
  /** How far it can be made to call a tool; `unknown` where its id does not tell the model. */
  readonly forcedTool: 'named' | 'any' | 'none' | 'unknown';
  /**
   * Where cache points are taken; other models refuse them.
   * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html (supported models)
   */
  readonly cacheMarks: 'all' | 'messages' | 'none';
  /** Whether a cache point takes a `ttl`: "Extended TTL prompt caching is only supported for Anthropic models", from Claude 4.5 on. */
  readonly cacheLifetimes: boolean;
  /**
   * Whether it searches the web, by the system tool `nova_grounding`.
   * Source: https://docs.aws.amazon.com/nova/latest/userguide/grounding.html
   */
  readonly grounding: boolean;
  /** Whether it hears sounds. */
  readonly sound: boolean;
  /** Whether temperature and the like are taken. */
  readonly sampling: boolean;
  /** Whether stop texts are taken: "This model doesn't support the stopSequences field". */
  readonly stops: boolean;
  /** The least limit of tokens that is taken. */
  readonly leastMaxTokens: number;
  /**
   * Whether pictures go inside the result of a tool; else they follow it.
   * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolResultContentBlock.html
   */
  readonly mediaInResults: boolean;
  /**
   * Who understands its signatures and encrypted reasoning. Claude's are good on every platform: "signature values are
   * compatible across platforms (Claude APIs, Amazon Bedrock, and Vertex AI)".
   * Source: https://docs.anthropic.com/en/docs/build-with-claude/extended-thinking#thinking-encryption
   */
  readonly maker: Maker;
}
