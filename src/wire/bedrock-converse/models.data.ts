import type { ModelTraits } from './traits';

/** What is known of models of other makers than Amazon's Nova and Claude. */
interface OtherModels {
  readonly ids: RegExp;
  readonly takes: Partial<ModelTraits>;
}

/**
 * Models of other makers; of several entries that fit the later one counts. Sources, beside
 * https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html and
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolChoice.html: for forced tools what they answer ("This model
 * doesn't support the toolConfig.toolChoice.any field", https://github.com/run-llama/llama_index/issues/19886,
 * https://github.com/langchain-ai/langchain-aws/issues/1278, …/pull/1239), for stop texts
 * https://github.com/crewAIInc/crewAI/issues/3317 and https://github.com/langgenius/dify-official-plugins/issues/1767, for OpenAI's GPT
 * https://github.com/anomalyco/opencode/pull/48195 and https://docs.aws.amazon.com/bedrock/latest/userguide/model-card-openai-gpt-6-astra.html
 */
export const OTHER_MODELS: readonly OtherModels[] = [
  { ids: /(?:meta|ai21|amazon|qwen)\./, takes: { forcedTool: 'none' } },
  { ids: /cohere\./, takes: { family: 'cohere', forcedTool: 'none' } },
  { ids: /mistral\./, takes: { family: 'mistral', forcedTool: 'any' } },
  {
    ids: /mistral\.(?:mistral-7b|mixtral-8x7b)|amazon\.titan|cohere\.command-(?:light-)?text/,
    takes: { instructions: false },
  },
  { ids: /voxtral|omni|google\.gemma-3n/, takes: { sound: true } },
  { ids: /deepseek\.r1/, takes: { forcedTool: 'none' } },
  { ids: /deepseek\.(?!r1)/, takes: { forcedTool: 'any', reasoning: 'flat' } },
  { ids: /xai\./, takes: { forcedTool: 'named', leastMaxTokens: 16 } },
  { ids: /qwen\./, takes: { stops: false } },
  // gpt-oss.
  { ids: /openai\./, takes: { family: 'openai', forcedTool: 'named', reasoning: 'flat', stops: false } },
  // Models that OpenAI serves itself: their rules are those of its Responses.
  {
    ids: /openai\.gpt-\d/,
    takes: { reasoning: 'nested', canStopReasoning: true, sampling: false, leastMaxTokens: 16 },
  },
  { ids: /openai\.gpt-5\.[45]/, takes: { topEffort: 'xhigh' } },
  { ids: /openai\.gpt-\d.*-astra/, takes: { canStopReasoning: false } },
  {
    ids: /(?:deepseek\.v3|zai\.glm-5|qwen\.qwen3|openai\.gpt-oss|google\.gemma-3-(?:12|27)b|minimax\.minimax-m2(?!\.)|kimi-k2-thinking|nvidia\.nemotron|mistral\.(?:magistral|ministral-3|mistral-large-3|voxtral))/,
    takes: { structuredOutput: true },
  },
];
