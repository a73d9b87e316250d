import type { RequestRules, Vendor } from './vendor';

/** `provider_fields` is ours; the rest is what answers with reasoning carry. */
const OUR_FIELDS = ['provider_fields'];
const REASONING_FIELDS = ['provider_fields', 'reasoning_content', 'reasoning', 'reasoning_details'];
const OUR_COPY_OF_REASONING = ['provider_fields', 'reasoning_content'];

const OLD_TOKEN_LIMIT = { max_completion_tokens: 'max_tokens' };
const LENIENT: RequestRules = { droppedFromMessages: OUR_FIELDS };

/**
 * The catalogue of OpenAI-compatible providers. A new one is an entry here; whatever else is OpenAI-compatible is reached
 * as `openai-compatible` (or `local`) with an endpoint of its own. Where an operator's endpoint has no path, the path of
 * the vendor's own address is appended, `/v1` where it has none.
 */
export const VENDORS: readonly Vendor[] = [
  // https://platform.openai.com/docs/api-reference/chat
  {
    name: 'openai',
    endpoint: 'https://api.openai.com/v1',
    credential: 'required',
    auth: 'bearer',
    request: { droppedFromMessages: REASONING_FIELDS },
  },
  // https://console.groq.com/docs/openai: an unknown field of a message is a 400; `reasoning` is its own.
  {
    name: 'groq',
    endpoint: 'https://api.groq.com/openai/v1',
    credential: 'required',
    auth: 'bearer',
    request: { droppedFromMessages: OUR_COPY_OF_REASONING },
    answer: { reasoningField: true },
  },
  // https://api-docs.deepseek.com: reasoning_content has to come back while a thinking model calls tools.
  {
    name: 'deepseek',
    endpoint: 'https://api.deepseek.com/v1',
    credential: 'required',
    auth: 'bearer',
    request: { droppedFromMessages: OUR_FIELDS, renamed: OLD_TOKEN_LIMIT, noDeveloperRole: true },
  },
  // https://docs.mistral.ai/api: every field that it does not know is a 422 (`extra_forbidden`).
  {
    name: 'mistral',
    endpoint: 'https://api.mistral.ai/v1',
    credential: 'required',
    auth: 'bearer',
    request: {
      dropped: ['user', 'store', 'service_tier', 'safety_identifier', 'prompt_cache_retention'],
      renamed: { ...OLD_TOKEN_LIMIT, seed: 'random_seed' },
      usageUnasked: true,
      droppedFromMessages: [...REASONING_FIELDS, 'refusal', 'annotations', 'audio'],
      noDeveloperRole: true,
    },
    answer: {
      contentArrays: true,
      bareToolCalls: true,
      finishReasons: { model_length: 'length' },
    },
  },
  // https://docs.x.ai/docs/api-reference
  { name: 'xai', endpoint: 'https://api.x.ai/v1', credential: 'required', auth: 'bearer', request: LENIENT },
  // https://docs.together.ai/docs/openai-api-compatibility
  {
    name: 'together',
    endpoint: 'https://api.together.xyz/v1',
    credential: 'required',
    auth: 'bearer',
    request: { droppedFromMessages: OUR_FIELDS, renamed: OLD_TOKEN_LIMIT },
    answer: { reasoningField: true, finishReasons: { eos: 'stop' } },
  },
  // https://openrouter.ai/docs/api-reference/overview
  {
    name: 'openrouter',
    endpoint: 'https://openrouter.ai/api/v1',
    credential: 'required',
    auth: 'bearer',
    request: { droppedFromMessages: OUR_COPY_OF_REASONING },
    answer: { reasoningField: true },
  },
  // https://docs.fireworks.ai/tools-sdks/openai-compatibility
  {
    name: 'fireworks',
    endpoint: 'https://api.fireworks.ai/inference/v1',
    credential: 'required',
    auth: 'bearer',
    request: LENIENT,
  },
  // https://inference-docs.cerebras.ai/resources/openai: an unknown field of a message is a 400 (`wrong_api_format`).
  {
    name: 'cerebras',
    endpoint: 'https://api.cerebras.ai/v1',
    credential: 'required',
    auth: 'bearer',
    request: { droppedFromMessages: OUR_COPY_OF_REASONING },
    answer: { reasoningField: true },
  },
  // https://docs.perplexity.ai/guides/chat-completions-guide
  {
    name: 'perplexity',
    endpoint: 'https://api.perplexity.ai',
    credential: 'required',
    auth: 'bearer',
    request: { droppedFromMessages: REASONING_FIELDS, renamed: OLD_TOKEN_LIMIT, noDeveloperRole: true },
  },
  // https://platform.moonshot.ai/docs/api/chat: thinking models want their reasoning_content back.
  {
    name: 'moonshotai',
    endpoint: 'https://api.moonshot.ai/v1',
    credential: 'required',
    auth: 'bearer',
    request: { droppedFromMessages: OUR_FIELDS, noDeveloperRole: true },
  },
  // https://www.alibabacloud.com/help/en/model-studio/compatibility-of-openai-with-dashscope
  {
    name: 'alibaba',
    endpoint: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
    credential: 'required',
    auth: 'bearer',
    request: { droppedFromMessages: OUR_FIELDS, noDeveloperRole: true },
  },
  // https://docs.api.nvidia.com/nim/reference/llm-apis
  {
    name: 'nvidia',
    endpoint: 'https://integrate.api.nvidia.com/v1',
    credential: 'required',
    auth: 'bearer',
    request: LENIENT,
  },
  // https://docs.sambanova.ai/docs/en/features/openai-compatibility
  {
    name: 'sambanova',
    endpoint: 'https://api.sambanova.ai/v1',
    credential: 'required',
    auth: 'bearer',
    request: LENIENT,
  },
  // https://huggingface.co/docs/inference-providers/index
  {
    name: 'huggingface',
    endpoint: 'https://router.huggingface.co/v1',
    credential: 'required',
    auth: 'bearer',
    request: LENIENT,
    answer: { reasoningField: true },
  },
  // https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
  {
    name: 'vllm',
    endpoint: undefined,
    credential: 'optional',
    auth: 'bearer',
    request: LENIENT,
    answer: { reasoningField: true },
  },
  // https://docs.ollama.com/api/openai-compatibility
  {
    name: 'ollama',
    endpoint: undefined,
    credential: 'optional',
    auth: 'bearer',
    request: { droppedFromMessages: OUR_FIELDS, renamed: OLD_TOKEN_LIMIT },
    answer: { reasoningField: true },
  },
  // https://lmstudio.ai/docs/developer/openai-compat
  {
    name: 'lmstudio',
    endpoint: undefined,
    credential: 'optional',
    auth: 'bearer',
    request: { droppedFromMessages: OUR_FIELDS, renamed: OLD_TOKEN_LIMIT },
    answer: { reasoningField: true },
  },
  // Any server on the operator's own machines: nothing is known of it, so requests stay as they are.
  {
    name: 'local',
    endpoint: undefined,
    credential: 'optional',
    auth: 'bearer',
    answer: { reasoningField: true },
  },
  // Any other service.
  {
    name: 'openai-compatible',
    endpoint: undefined,
    credential: 'optional',
    auth: 'bearer',
    answer: { reasoningField: true },
  },
];
