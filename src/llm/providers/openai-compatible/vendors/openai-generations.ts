/** The generations of OpenAI's models, at OpenAI and at Azure. */
import type { Generation } from '../vendor';
import { STOP } from './shared-rules';

/**
 * What OpenAI's reasoning models refuse and its other models take, at OpenAI and at Azure. What would change the answer's
 * form (`logprobs`) is left for the provider to refuse; `stop`, which most agent frameworks send unasked, is left out by name.
 * Sources: https://platform.openai.com/docs/api-reference/chat/create (`max_tokens`, `reasoning_effort`),
 * https://platform.openai.com/docs/guides/latest-model (parameter compatibility),
 * https://learn.microsoft.com/azure/ai-foundry/openai/how-to/reasoning (not supported)
 */
const SAMPLING = ['temperature', 'top_p', 'presence_penalty', 'frequency_penalty', 'logit_bias'];

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
