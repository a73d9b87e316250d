import { PASSED_OPERATIONS } from '../../passed-call';
import type { PassedOperation } from '../../passed-call';
import type { Generation, RequestRules, Vendor } from './vendor';

/**
 * `provider_fields` is ours. `thinking_blocks` (LiteLLM) and `extra_content` (Google) hold what Claude and Gemini have signed,
 * which goes to nobody else; OpenAI refuses fields that it does not know.
 */
const OUR_FIELDS = ['provider_fields', 'thinking_blocks', 'extra_content'];
/** With what answers with reasoning carry. */
export const REASONING_FIELDS: readonly string[] = [
  ...OUR_FIELDS,
  'reasoning_content',
  'reasoning',
  'reasoning_details',
];
const OUR_COPY_OF_REASONING = [...OUR_FIELDS, 'reasoning_content'];
/** Fields of answers that no request has at strict vendors; SDKs send them back, be they empty. */
const ANSWER_FIELDS = ['annotations', 'audio', 'refusal', 'function_call', 'images', 'reasoning_details'];

/**
 * What OpenAI's reasoning models refuse and its other models take, at OpenAI and at Azure. What would change the answer's
 * form (`logprobs`) is left for the provider to refuse; `stop`, which most agent frameworks send unasked, is left out by name.
 * Sources: https://platform.openai.com/docs/api-reference/chat/create (`max_tokens`, `reasoning_effort`),
 * https://platform.openai.com/docs/guides/latest-model (parameter compatibility),
 * https://learn.microsoft.com/azure/ai-foundry/openai/how-to/reasoning (not supported)
 */
const SAMPLING = ['temperature', 'top_p', 'presence_penalty', 'frequency_penalty', 'logit_bias'];
/** From o3 and GPT-5 on they refuse `stop` too, also without an effort: https://platform.openai.com/docs/api-reference/chat/create (`stop`) */
const STOP = 'stop';
const SAMPLING_AND_STOP = [...SAMPLING, STOP];
const NEW_TOKEN_LIMIT = { max_tokens: 'max_completion_tokens' };
/**
 * Only models that reason take an effort, and only those from GPT-5 on another `verbosity` than `medium`.
 * Source: https://github.com/enricoros/big-AGI/issues/947 (every model asked), and the API's own 400
 */
const OF_GPT_5 = ['verbosity'];
const O_SERIES = {
  // They call one tool at a time, and refuse to be asked about it.
  dropped: [...SAMPLING, ...OF_GPT_5, 'parallel_tool_calls'],
  renamed: NEW_TOKEN_LIMIT,
  efforts: { none: 'low', minimal: 'low', xhigh: 'high', max: 'high' },
};
/**
 * Models that are there by Responses alone, and from 5.4 on functions together with reasoning, which is on from 5.5 on where a
 * request does not say `none`: "Function tools with reasoning_effort are not supported for gpt-5.4 in /v1/chat/completions. Please
 * use /v1/responses instead."
 * Sources: https://platform.openai.com/docs/models (endpoints of each model), https://developers.openai.com/api/docs/guides/reasoning,
 * https://github.com/openai/openai-openapi/issues/541, https://github.com/BerriAI/litellm/pull/34569
 */
const ONLY_BY_RESPONSES = { byResponses: 'always' } as const;
/** From 5.5 on they refuse sampling too where no effort is named: https://github.com/intuitem/ciso-assistant-community/issues/4210 */
const REASONS_UNASKED = { byResponses: 'tools', reasonsUnasked: true } as const;
const UP_TO_XHIGH = {
  dropped: SAMPLING,
  whenReasoning: true,
  droppedAnyway: [STOP],
  renamed: NEW_TOKEN_LIMIT,
  efforts: { minimal: 'low', max: 'xhigh' },
} as const;
/**
 * "For models like gpt-5.3-codex and beyond, when sending follow-up requests, preserve and resend phase on all assistant messages —
 * dropping it can degrade performance": they stop early in long tasks.
 * Source: https://platform.openai.com/docs/api-reference/responses/create#responses-create-input
 */
export const PHASED_MODELS = /^gpt-(?:5\.3-codex|5\.(?:[4-9]|\d{2})|[6-9]|\d{2})(?!.*-chat)/;
export const OPENAI_GENERATIONS: readonly Generation[] = [
  // "Model incompatible request arguments supplied: frequency_penalty, presence_penalty, temperature, top_p"
  { models: /^gpt-4o.*-search/, dropped: [...SAMPLING, ...OF_GPT_5, 'reasoning_effort'] },
  {
    models: /^gpt-5.*-search/,
    dropped: [...SAMPLING, ...OF_GPT_5, 'reasoning_effort'],
    renamed: NEW_TOKEN_LIMIT,
    droppedAnyway: [STOP],
  },
  { models: /^gpt-5(?:\.\d+)?-chat/, renamed: NEW_TOKEN_LIMIT, dropped: ['reasoning_effort'] },
  { models: /^(?:gpt-4|gpt-3|chatgpt)/, dropped: ['reasoning_effort', ...OF_GPT_5] },
  {
    models: /^(?:o\d(?:-mini)?-(?:pro|deep-research)|codex-mini|computer-use)/,
    ...O_SERIES,
    ...ONLY_BY_RESPONSES,
    dropped: [...O_SERIES.dropped, STOP],
  },
  { models: /^(?:o1|o3-mini)/, ...O_SERIES },
  { models: /^o\d/, ...O_SERIES, dropped: [...O_SERIES.dropped, STOP] },
  {
    models: /^gpt-5-pro/,
    ...ONLY_BY_RESPONSES,
    dropped: SAMPLING_AND_STOP,
    renamed: NEW_TOKEN_LIMIT,
    efforts: { none: 'high', minimal: 'high', low: 'high', medium: 'high', xhigh: 'high', max: 'high' },
  },
  {
    models: /^gpt-5-codex/,
    ...ONLY_BY_RESPONSES,
    dropped: SAMPLING_AND_STOP,
    renamed: NEW_TOKEN_LIMIT,
    efforts: { none: 'low', minimal: 'low', xhigh: 'high', max: 'high' },
  },
  {
    models: /^gpt-5(?!\.|\d)/,
    dropped: SAMPLING_AND_STOP,
    renamed: NEW_TOKEN_LIMIT,
    efforts: { none: 'minimal', xhigh: 'high', max: 'high' },
  },
  {
    models: /^gpt-\d+(?:\.\d+)?-pro/,
    ...ONLY_BY_RESPONSES,
    dropped: SAMPLING_AND_STOP,
    renamed: NEW_TOKEN_LIMIT,
    efforts: { none: 'medium', minimal: 'medium', low: 'medium', max: 'xhigh' },
  },
  // From 5.1 on the effort is `none` where a request does not name one; Codex models always reason.
  {
    models: /^gpt-5\.1-codex(?!-max)/,
    ...ONLY_BY_RESPONSES,
    dropped: SAMPLING_AND_STOP,
    renamed: NEW_TOKEN_LIMIT,
    efforts: { none: 'low', minimal: 'low', xhigh: 'high', max: 'high' },
  },
  {
    models: /^gpt-\d+(?:\.\d+)?-codex/,
    ...ONLY_BY_RESPONSES,
    dropped: SAMPLING_AND_STOP,
    renamed: NEW_TOKEN_LIMIT,
    efforts: { none: 'low', minimal: 'low', max: 'xhigh' },
  },
  {
    models: /^gpt-5\.1(?!\d)/,
    dropped: SAMPLING,
    whenReasoning: true,
    droppedAnyway: [STOP],
    renamed: NEW_TOKEN_LIMIT,
    efforts: { minimal: 'low', xhigh: 'high', max: 'high' },
  },
  { models: /^gpt-5\.[23](?!\d)/, ...UP_TO_XHIGH },
  { models: /^gpt-5\.4(?!\d)/, ...UP_TO_XHIGH, byResponses: 'reasoned-tools' },
  { models: /^gpt-5\.5(?!\d)/, ...UP_TO_XHIGH, ...REASONS_UNASKED },
  // They always reason, and call tools by Responses alone: https://developers.openai.com/api/docs/guides/deployment-checklist
  {
    models: /^gpt-(?:\d{2,}|[6-9])(?:\.\d+)?-astra|^gpt-(?:6\.[1-9]|[7-9]|\d{2,})(?:\.\d+)?-sol/,
    dropped: SAMPLING_AND_STOP,
    renamed: NEW_TOKEN_LIMIT,
    efforts: { none: 'low', minimal: 'low' },
    byResponses: 'any-tools',
  },
  // `max` came with 5.6.
  {
    models: /^gpt-(?:[5-9]|\d{2,})(?:\.|-|$)/,
    ...REASONS_UNASKED,
    dropped: SAMPLING,
    whenReasoning: true,
    droppedAnyway: [STOP],
    renamed: NEW_TOKEN_LIMIT,
    efforts: { minimal: 'low' },
  },
];

/** The form of their prompts has three efforts: https://github.com/openai/harmony (`Reasoning: low`) */
const GPT_OSS: Generation = {
  models: /^gpt-oss/,
  efforts: { none: 'low', minimal: 'low', xhigh: 'high', max: 'high' },
};
/** How vendors of models that may think are told not to. */
const NOT_THINKING = { none: { thinking: { type: 'disabled' } } };

const OLD_TOKEN_LIMIT = { max_completion_tokens: 'max_tokens' };
/** OpenAI's words for its prompt cache. */
const CACHE_OPTIONS = ['prompt_cache_retention', 'prompt_cache_options'];
const CACHE_FIELDS = ['prompt_cache_key', ...CACHE_OPTIONS];
/** OpenAI's own ends: what it stores, whom it watches, how long its answers are. */
const OPENAI_ENDS = ['store', 'metadata', 'safety_identifier', 'verbosity'];
const PENALTIES = ['presence_penalty', 'frequency_penalty'];
const OF_GROK = [...PENALTIES, STOP];
const LENIENT: RequestRules = {
  droppedFromMessages: OUR_FIELDS,
  functionsAlone: true,
  generations: [GPT_OSS],
};

/** https://platform.openai.com/docs/api-reference */
const OF_OPENAI = PASSED_OPERATIONS.filter((operation) => operation !== 'rerank');
const TRANSCRIPTS: readonly PassedOperation[] = ['audio/transcriptions', 'audio/translations'];

/**
 * Kimi's reasoning models have sampling that nobody can set, and refuse every other value. They think unasked: "thinking is enabled but
 * reasoning_content is missing in assistant tool call message at index 2", "tool_choice 'specified' is incompatible with thinking enabled".
 * Only K2.5 and K2.6 can leave it.
 * Sources: https://platform.kimi.ai/docs/api/chat, https://platform.kimi.ai/docs/guide/use-kimi-k2-thinking-model,
 * https://github.com/can1357/oh-my-pi/issues/1077
 */
const OF_KIMI = ['temperature', 'top_p', ...PENALTIES];
const KIMI_GENERATIONS: readonly Generation[] = [
  {
    models: /^kimi-k(?:[3-9]|\d{2,})/,
    dropped: OF_KIMI,
    efforts: { none: 'low', minimal: 'low', medium: 'high', xhigh: 'max' },
    wantsReasoning: true,
  },
  {
    models: /^kimi-k2\.[56]/,
    dropped: [...OF_KIMI, 'reasoning_effort'],
    effortFields: NOT_THINKING,
    thinkingOff: NOT_THINKING.none,
    wantsReasoning: true,
  },
  { models: /^kimi-k2\.[7-9]/, dropped: [...OF_KIMI, 'reasoning_effort'], wantsReasoning: true },
  { models: /^kimi-k2-thinking/, wantsReasoning: true },
];

/**
 * From V4 on DeepSeek's models think unasked: "Thinking mode does not support this tool_choice", "The `reasoning_content` in the thinking
 * mode must be passed back to the API." Sources: https://api-docs.deepseek.com/guides/thinking_mode,
 * https://github.com/deepseek-ai/DeepSeek-V3/issues/1376
 */
const DEEPSEEK_GENERATIONS: readonly Generation[] = [
  { models: /^deepseek-(?!chat|coder)/, thinkingOff: NOT_THINKING.none, wantsReasoning: true },
];

/**
 * From 5.3 on GLM always thinks, in three efforts, and takes every other for the greatest.
 * Sources: https://openrouter.ai/z-ai/glm-5.3/api, https://docs.together.ai/docs/glm-5.3-quickstart
 */
const GLM_GENERATIONS: readonly Generation[] = [
  {
    models: /^glm-(?:5\.[3-9]|[6-9]|\d{2,})/,
    efforts: { none: 'low', minimal: 'low', medium: 'high', xhigh: 'max' },
  },
  { models: /./, effortFields: NOT_THINKING },
];

/**
 * Qwen's models that think where they are not told not to: "The tool_choice parameter does not support being set to required or object
 * in thinking mode". Source: https://www.alibabacloud.com/help/en/model-studio/qwen-function-calling
 */
const ALIBABA_GENERATIONS: readonly Generation[] = [
  {
    models: /^qwen(?:3|-plus|-flash|-turbo)(?!.*-(?:instruct|thinking|coder))/,
    thinkingOff: { enable_thinking: false },
  },
];

/** https://console.groq.com/docs/service-tiers */
const GROQ_TIERS = {
  auto: 'auto',
  default: 'on_demand',
  on_demand: 'on_demand',
  flex: 'flex',
  performance: 'performance',
};
/** https://docs.mistral.ai/api (`service_tier`) */
const MISTRAL_TIERS = { auto: 'auto', default: 'standard_only', standard_only: 'standard_only' };

/** https://console.groq.com/docs/reasoning: other models refuse an effort; /docs/structured-outputs: which take a schema. */
const GROQ_GENERATIONS: readonly Generation[] = [
  { ...GPT_OSS, reasoningAs: 'reasoning' },
  {
    models: /^qwen/,
    noJsonSchema: true,
    reasoningAs: 'reasoning',
    efforts: {
      ...{ minimal: 'default', low: 'default', medium: 'default' },
      ...{ high: 'default', xhigh: 'default', max: 'default' },
    },
  },
  { models: /^(?:kimi-k2-instruct|llama-4)/, dropped: ['reasoning_effort'] },
  { models: /^(?:llama|gemma|compound|allam|mi[sx]tral)/, dropped: ['reasoning_effort'], noJsonSchema: true },
];

/**
 * Magistral always reasons and takes no effort, and the models before 2026 do not reason.
 * Sources: https://docs.mistral.ai/inference/conversations/reasoning, https://docs.mistral.ai/capabilities/reasoning/adjustable
 */
const MISTRAL_GENERATIONS: readonly Generation[] = [
  {
    models:
      /^(?:magistral|ministral|codestral|devstral|pixtral|open-|mistral-(?:large|medium|small)-(?:2[345]|3-1))/,
    dropped: ['reasoning_effort'],
  },
  { models: /^mistral-large/, efforts: { minimal: 'low', xhigh: 'high', max: 'high' } },
  {
    models: /^mistral-(?:small|medium)/,
    efforts: { minimal: 'none', low: 'high', medium: 'high', xhigh: 'high', max: 'high' },
  },
];

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
    passes: OF_OPENAI,
    request: {
      droppedFromMessages: [...REASONING_FIELDS, 'images'],
      refusesCacheMarks: true,
      generations: OPENAI_GENERATIONS,
      phases: PHASED_MODELS,
      // https://github.com/miurla/morphic/issues/136
      resultsNeedCalls: true,
    },
  },
  // https://console.groq.com/docs/openai: an unknown field of a message is a 400 ("property 'annotations' is unsupported"), so are `name` of a message, `logit_bias` and
  // `prompt_cache_key` (https://github.com/eigent-ai/eigent/issues/1827) and each field of a request that its reference does not have; `reasoning` is its own.
  {
    name: 'groq',
    endpoint: 'https://api.groq.com/openai/v1',
    credential: 'required',
    auth: 'bearer',
    // https://console.groq.com/docs/api-reference#audio
    passes: ['audio/speech', ...TRANSCRIPTS],
    request: {
      dropped: ['logit_bias', 'safety_identifier', 'verbosity', 'prediction', ...CACHE_FIELDS],
      closedSchema: true,
      serviceTiers: GROQ_TIERS,
      droppedFromMessages: [...OUR_COPY_OF_REASONING, ...ANSWER_FIELDS],
      refusedInMessages: ['name'],
      refusesCacheMarks: true,
      functionsAlone: true,
      generations: GROQ_GENERATIONS,
      // https://console.groq.com/docs/prefilling: "any text-to-text model powered by Groq"
      prefill: {},
    },
    answer: { reasoningField: true },
  },
  // https://api-docs.deepseek.com: reasoning_content has to come back while a thinking model calls tools;
  // /guides/json_mode: `json_object` alone.
  {
    name: 'deepseek',
    endpoint: 'https://api.deepseek.com/v1',
    credential: 'required',
    auth: 'bearer',
    request: {
      // Of a message that has a refusal alone: "Invalid assistant message: content or tool_calls must be set".
      droppedFromMessages: [...OUR_FIELDS, 'refusal'],
      renamed: OLD_TOKEN_LIMIT,
      noDeveloperRole: true,
      noJsonSchema: true,
      functionsAlone: true,
      // https://github.com/run-llama/LlamaIndexTS/issues/2165
      resultsNeedCalls: true,
      // /guides/thinking_mode: an effort switches thinking on.
      effortFields: NOT_THINKING,
      generations: DEEPSEEK_GENERATIONS,
      // https://api-docs.deepseek.com/guides/chat_prefix_completion: at the beta address alone.
      prefill: { message: { prefix: true }, path: '/beta/chat/completions' },
    },
  },
  // https://docs.mistral.ai/api: every field that it does not know is a 422 (`extra_forbidden`), `prompt_cache_retention` too;
  // https://mistralai.github.io/mistral-common/usage/tools: ids of calls.
  {
    name: 'mistral',
    endpoint: 'https://api.mistral.ai/v1',
    credential: 'required',
    auth: 'bearer',
    // https://docs.mistral.ai/api
    passes: ['audio/transcriptions', 'moderations'],
    request: {
      dropped: ['user', 'store', 'safety_identifier', 'logit_bias', 'verbosity', ...CACHE_OPTIONS],
      closedSchema: true,
      serviceTiers: MISTRAL_TIERS,
      renamed: { ...OLD_TOKEN_LIMIT, seed: 'random_seed' },
      usageUnasked: true,
      droppedFromMessages: [...REASONING_FIELDS, ...ANSWER_FIELDS],
      refusedInMessages: ['name'],
      takesInResults: true,
      noDeveloperRole: true,
      shortCallIds: true,
      strictRoleOrder: true,
      documentUrls: true,
      refusesCacheMarks: true,
      functionsAlone: true,
      // https://github.com/dust-tt/dust/pull/4226
      resultsNeedCalls: true,
      generations: MISTRAL_GENERATIONS,
      // https://docs.mistral.ai/api (`prefix` of an assistant's message: the answer begins with its content)
      prefill: { message: { prefix: true }, always: true },
    },
    answer: {
      contentArrays: true,
      bareToolCalls: true,
      finishReasons: { model_length: 'length' },
    },
  },
  // https://docs.x.ai/docs/api-reference: from Grok 3 on the penalties are refused, and by reasoning models `stop` ("Model grok-4.6 does
  // not support parameter stop."); /docs/guides/reasoning: those before 4.3 but for 3 Mini refuse an effort, and so does Grok Build.
  {
    name: 'xai',
    endpoint: 'https://api.x.ai/v1',
    credential: 'required',
    auth: 'bearer',
    // https://docs.x.ai/docs/api-reference
    passes: ['images/generations', 'images/edits', 'completions'],
    request: {
      ...LENIENT,
      generations: [
        { models: /^grok-2/, dropped: ['reasoning_effort'] },
        { models: /^grok-(?:3(?!-mini)|4.*non-reasoning)/, dropped: [...PENALTIES, 'reasoning_effort'] },
        { models: /multi-agent/, dropped: OF_GROK, efforts: { none: 'low', minimal: 'low', max: 'xhigh' } },
        {
          models: /^grok-(?:4(?![.-]\d)|4[.-](?:[012]|20)(?!\d)|code|build)/,
          dropped: [...OF_GROK, 'reasoning_effort'],
        },
        {
          models: /^grok-3-mini/,
          dropped: OF_GROK,
          efforts: { none: 'low', minimal: 'low', medium: 'high', xhigh: 'high', max: 'high' },
        },
        // `none` is of 4.3 alone: https://docs.x.ai/docs/guides/reasoning, and `capabilities` of each model at /v1/models
        {
          models: /^grok-4[.-]3(?!\d)/,
          dropped: OF_GROK,
          efforts: { minimal: 'low', max: 'xhigh' },
        },
        { models: /^grok-/, dropped: OF_GROK, efforts: { none: 'low', minimal: 'low', max: 'xhigh' } },
      ],
    },
  },
  // https://docs.together.ai/docs/openai-api-compatibility
  {
    name: 'together',
    endpoint: 'https://api.together.xyz/v1',
    credential: 'required',
    auth: 'bearer',
    instructionsFirst: true,
    // https://docs.together.ai/reference
    passes: ['images/generations', 'audio/speech', ...TRANSCRIPTS, 'rerank', 'completions'],
    request: { ...LENIENT, renamed: OLD_TOKEN_LIMIT },
    answer: { reasoningField: true, finishReasons: { eos: 'stop' } },
  },
  // https://openrouter.ai/docs/api-reference/overview
  {
    name: 'openrouter',
    endpoint: 'https://openrouter.ai/api/v1',
    credential: 'required',
    auth: 'bearer',
    // https://openrouter.ai/docs/api-reference, /docs/guides/overview/multimodal/tts; its transcriptions take JSON, and no form.
    passes: ['audio/speech', 'completions'],
    // /docs/features/prompt-caching; /docs/use-cases/reasoning-tokens: `xhigh` is the greatest effort, and `reasoning_content` is
    // another name of `reasoning`.
    request: {
      droppedFromMessages: OUR_FIELDS,
      functionsAlone: true,
      cacheMarks: true,
      reasoningDetails: true,
      generations: [{ models: /./, efforts: { max: 'xhigh' } }],
    },
    answer: { reasoningField: true },
  },
  // https://docs.fireworks.ai/tools-sdks/openai-compatibility: what its schema does not have is a 400 ("Extra inputs are not permitted,
  // field: 'messages[8].reasoning'"), cache marks and `prompt_cache_retention` too (https://github.com/earendil-works/pi/issues/4514, /7676);
  // reasoning comes back as `reasoning_content`.
  {
    name: 'fireworks',
    endpoint: 'https://api.fireworks.ai/inference/v1',
    credential: 'required',
    auth: 'bearer',
    instructionsFirst: true,
    // https://docs.fireworks.ai/api-reference
    passes: ['completions', 'rerank'],
    request: {
      ...LENIENT,
      dropped: CACHE_OPTIONS,
      closedSchema: true,
      droppedFromMessages: [...OUR_FIELDS, 'reasoning', ...ANSWER_FIELDS],
      refusesCacheMarks: true,
    },
  },
  // https://inference-docs.cerebras.ai/api-reference/chat-completions: a field that it does not have is a 400 (`wrong_api_format`), in a
  // message too, where reasoning is `reasoning`; `logit_bias` has no effect, and is a 400 from some size on
  // (https://github.com/pydantic/pydantic-ai/pull/7653).
  {
    name: 'cerebras',
    endpoint: 'https://api.cerebras.ai/v1',
    credential: 'required',
    auth: 'bearer',
    // https://inference-docs.cerebras.ai/api-reference/completions
    passes: ['completions'],
    request: {
      dropped: [...OPENAI_ENDS, 'logit_bias', ...CACHE_OPTIONS],
      closedSchema: true,
      reasoningAs: 'reasoning',
      droppedFromMessages: [...OUR_COPY_OF_REASONING, ...ANSWER_FIELDS],
      refusesCacheMarks: true,
      functionsAlone: true,
      // https://inference-docs.cerebras.ai/capabilities/reasoning
      generations: [
        GPT_OSS,
        { models: /^(?:llama|qwen-3-.*(?:instruct|coder))/, dropped: ['reasoning_effort'] },
        // "Input should be 'none', 'low', 'medium' or 'high'": https://github.com/mnfst/modelparams.dev/pull/115
        { models: /./, efforts: { minimal: 'low', xhigh: 'high', max: 'high' } },
      ],
    },
    answer: { reasoningField: true },
  },
  // https://docs.perplexity.ai/guides/chat-completions-guide
  {
    name: 'perplexity',
    endpoint: 'https://api.perplexity.ai',
    credential: 'required',
    auth: 'bearer',
    request: {
      droppedFromMessages: REASONING_FIELDS,
      renamed: OLD_TOKEN_LIMIT,
      noDeveloperRole: true,
      alternatingRoles: true,
      functionsAlone: true,
    },
  },
  // https://platform.moonshot.ai/docs/api/chat: thinking models want their reasoning_content back.
  {
    name: 'moonshotai',
    endpoint: 'https://api.moonshot.ai/v1',
    credential: 'required',
    auth: 'bearer',
    request: {
      droppedFromMessages: OUR_FIELDS,
      noDeveloperRole: true,
      functionsAlone: true,
      generations: KIMI_GENERATIONS,
    },
  },
  // https://docs.z.ai/api-reference/llm/chat-completion: `sensitive` is the filter's finish reason, `network_error` a failure.
  {
    name: 'zai',
    endpoint: 'https://api.z.ai/api/paas/v4',
    credential: 'required',
    auth: 'bearer',
    request: {
      droppedFromMessages: OUR_FIELDS,
      renamed: OLD_TOKEN_LIMIT,
      noDeveloperRole: true,
      functionsAlone: true,
      // https://docs.z.ai/guides/capabilities/struct-output: `json_object` alone
      noJsonSchema: true,
      generations: GLM_GENERATIONS,
    },
    answer: { finishReasons: { sensitive: 'content_filter', model_context_window_exceeded: 'length' } },
  },
  // https://www.alibabacloud.com/help/en/model-studio/compatibility-of-openai-with-dashscope
  {
    name: 'alibaba',
    endpoint: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
    credential: 'required',
    auth: 'bearer',
    request: {
      droppedFromMessages: OUR_FIELDS,
      noDeveloperRole: true,
      functionsAlone: true,
      // https://www.alibabacloud.com/help/en/model-studio/deep-thinking
      effortFields: { none: { enable_thinking: false } },
      generations: ALIBABA_GENERATIONS,
      // https://www.alibabacloud.com/help/en/model-studio/context-cache
      cacheMarks: true,
      // https://github.com/philschmid/mcp-openai-gemini-llama-example/pull/5
      resultsNeedCalls: true,
    },
  },
  // https://docs.api.nvidia.com/nim/reference/llm-apis: a closed schema for each model, "Validation: Unsupported parameter(s):
  // `prompt_cache_key`" (https://github.com/anomalyco/opencode/issues/49240). Dropped is what none of them has; the limit is `max_tokens`.
  {
    name: 'nvidia',
    endpoint: 'https://integrate.api.nvidia.com/v1',
    credential: 'required',
    auth: 'bearer',
    instructionsFirst: true,
    passes: ['completions'],
    request: {
      ...LENIENT,
      renamed: OLD_TOKEN_LIMIT,
      dropped: [...OPENAI_ENDS, ...CACHE_FIELDS, 'service_tier', 'prediction'],
      closedSchema: true,
      refusesCacheMarks: true,
    },
  },
  // https://docs.sambanova.ai/docs/en/features/openai-compatibility, /docs/api-reference (`max_tokens`)
  {
    name: 'sambanova',
    endpoint: 'https://api.sambanova.ai/v1',
    credential: 'required',
    auth: 'bearer',
    instructionsFirst: true,
    passes: TRANSCRIPTS,
    request: { ...LENIENT, renamed: OLD_TOKEN_LIMIT },
  },
  // https://huggingface.co/docs/inference-providers/tasks/chat-completion (`max_tokens`)
  {
    name: 'huggingface',
    endpoint: 'https://router.huggingface.co/v1',
    credential: 'required',
    auth: 'bearer',
    instructionsFirst: true,
    request: { ...LENIENT, renamed: OLD_TOKEN_LIMIT },
    answer: { reasoningField: true },
  },
  // https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
  {
    name: 'vllm',
    endpoint: undefined,
    credential: 'optional',
    auth: 'bearer',
    instructionsFirst: true,
    // https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
    passes: ['completions', 'rerank', ...TRANSCRIPTS],
    request: {
      ...LENIENT,
      // https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html: not together with `add_generation_prompt`, which is on.
      prefill: { body: { continue_final_message: true, add_generation_prompt: false } },
    },
    answer: { reasoningField: true },
  },
  // https://docs.ollama.com/api/openai-compatibility
  {
    name: 'ollama',
    endpoint: undefined,
    credential: 'optional',
    auth: 'bearer',
    instructionsFirst: true,
    passes: ['completions', 'images/generations'],
    request: { ...LENIENT, renamed: OLD_TOKEN_LIMIT },
    answer: { reasoningField: true },
  },
  // https://lmstudio.ai/docs/developer/openai-compat
  {
    name: 'lmstudio',
    endpoint: undefined,
    credential: 'optional',
    auth: 'bearer',
    instructionsFirst: true,
    passes: ['completions'],
    request: { ...LENIENT, renamed: OLD_TOKEN_LIMIT },
    answer: { reasoningField: true },
  },
  // Any server on the operator's own machines: nothing is known of it, so requests stay as they are.
  {
    name: 'local',
    endpoint: undefined,
    credential: 'optional',
    auth: 'bearer',
    instructionsFirst: true,
    passes: PASSED_OPERATIONS,
    answer: { reasoningField: true },
  },
  // Any other service.
  {
    name: 'openai-compatible',
    endpoint: undefined,
    credential: 'optional',
    auth: 'bearer',
    instructionsFirst: true,
    passes: PASSED_OPERATIONS,
    answer: { reasoningField: true },
  },
];
