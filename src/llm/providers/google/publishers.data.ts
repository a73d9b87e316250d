/** How Vertex AI serves a maker's models. */
export interface Publisher {
  /** Its name in resource names. */
  readonly name: string;
  /** Names of its models where nobody names it. */
  readonly models: RegExp;
  /**
   * `openapi`: Chat Completions, the same address for every model, which the body names as `publisher/model`. `mistral`, `ai21`: the
   * maker's own Chat Completions by `rawPredict`, the model in the path too.
   */
  readonly api: 'openapi' | 'mistral' | 'ai21';
}

/**
 * Makers of whose models Vertex AI says how they are called, besides Google and Anthropic. Sources, below
 * https://docs.cloud.google.com/vertex-ai/generative-ai/docs: /maas/use-open-models, /maas/call-open-model-apis,
 * /partner-models/llama, /partner-models/mistral, /partner-models/ai21, /partner-models/grok
 */
export const PUBLISHERS: readonly Publisher[] = [
  { name: 'mistralai', models: /^(?:(?:open-)?mi[sx]tral|ministral|codestral|magistral)/, api: 'mistral' },
  { name: 'ai21', models: /^jamba-/, api: 'ai21' },
  { name: 'meta', models: /^llama-/, api: 'openapi' },
  { name: 'deepseek-ai', models: /^deepseek-/, api: 'openapi' },
  { name: 'qwen', models: /^qwen/, api: 'openapi' },
  { name: 'openai', models: /^gpt-oss-/, api: 'openapi' },
  { name: 'moonshotai', models: /^kimi-/, api: 'openapi' },
  { name: 'zai-org', models: /^glm-/, api: 'openapi' },
  { name: 'minimaxai', models: /^minimax-/, api: 'openapi' },
  { name: 'xai', models: /^grok-/, api: 'openapi' },
  // Gemma alone: Gemini has its own wire.
  { name: 'google', models: /^gemma-.*-maas$/, api: 'openapi' },
];
