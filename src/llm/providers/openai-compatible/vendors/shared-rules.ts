/** Fields and rules that several vendors have. */
import type { PassedOperation } from '../../../passed-call';
import type { Generation, RequestRules } from '../vendor';

/**
 * `provider_fields` is ours. `thinking_blocks` (LiteLLM) and `extra_content` (Google) hold what Claude and Gemini have signed,
 * which goes to nobody else; OpenAI refuses fields that it does not know.
 */
export const OUR_FIELDS = ['provider_fields', 'thinking_blocks', 'extra_content'];

/** With what answers with reasoning carry. */
export const REASONING_FIELDS: readonly string[] = [
  ...OUR_FIELDS,
  'reasoning_content',
  'reasoning',
  'reasoning_details',
];

/** The same at vendors that have reasoning of their own under another name. */
export const OUR_COPY_OF_REASONING = [...OUR_FIELDS, 'reasoning_content'];

/** Fields of answers that no request has at strict vendors; SDKs send them back, be they empty. */
export const ANSWER_FIELDS = [
  'annotations',
  'audio',
  'refusal',
  'function_call',
  'images',
  'reasoning_details',
];

/**
 * Most agent frameworks send it unasked. From o3 and GPT-5 on OpenAI's reasoning models refuse it, also without an effort:
 * https://platform.openai.com/docs/api-reference/chat/create (`stop`)
 */
export const STOP = 'stop';

/** The form of their prompts has three efforts: https://github.com/openai/harmony (`Reasoning: low`) */
export const GPT_OSS: Generation = {
  models: /^gpt-oss/,
  efforts: { none: 'low', minimal: 'low', xhigh: 'high', max: 'high' },
};

/** How vendors of models that may think are told not to. */
export const NOT_THINKING = { none: { thinking: { type: 'disabled' } } };

/** For vendors that know the older name alone. */
export const OLD_TOKEN_LIMIT = { max_completion_tokens: 'max_tokens' };

/** OpenAI's words for its prompt cache. */
export const CACHE_OPTIONS = ['prompt_cache_retention', 'prompt_cache_options'];

/** With the key of the cache. */
export const CACHE_FIELDS = ['prompt_cache_key', ...CACHE_OPTIONS];

/** OpenAI's own ends: what it stores, whom it watches, how long its answers are. */
export const OPENAI_ENDS = ['store', 'metadata', 'safety_identifier', 'verbosity'];

export const PENALTIES = ['presence_penalty', 'frequency_penalty'];

/** For servers that pass over what they do not know. */
export const LENIENT: RequestRules = {
  droppedFromMessages: OUR_FIELDS,
  functionsAlone: true,
  generations: [GPT_OSS],
};

export const TRANSCRIPTS: readonly PassedOperation[] = ['audio/transcriptions', 'audio/translations'];
