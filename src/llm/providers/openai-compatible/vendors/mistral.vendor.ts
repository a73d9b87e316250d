import type { Generation, Vendor } from '../vendor';
import { ANSWER_FIELDS, CACHE_OPTIONS, OLD_TOKEN_LIMIT, REASONING_FIELDS } from './shared-rules';

/** https://docs.mistral.ai/api (`service_tier`) */
const MISTRAL_TIERS = { auto: 'auto', default: 'standard_only', standard_only: 'standard_only' };

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
 * https://docs.mistral.ai/api: every field that it does not know is a 422 (`extra_forbidden`), `prompt_cache_retention` too;
 * https://mistralai.github.io/mistral-common/usage/tools: ids of calls.
 */
export const MISTRAL: Vendor = {
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
    takesFrom: 'tool',
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
};
