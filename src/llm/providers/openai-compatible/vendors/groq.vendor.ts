import type { Generation, Vendor } from '../vendor';
import { ANSWER_FIELDS, CACHE_FIELDS, GPT_OSS, OUR_COPY_OF_REASONING, TRANSCRIPTS } from './shared-rules';

/** https://console.groq.com/docs/service-tiers */
const GROQ_TIERS = {
  auto: 'auto',
  default: 'on_demand',
  on_demand: 'on_demand',
  flex: 'flex',
  performance: 'performance',
};

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
 * https://console.groq.com/docs/openai: an unknown field of a message is a 400 ("property 'annotations' is unsupported"), so are `name` of a message, `logit_bias` and
 * `prompt_cache_key` (https://github.com/eigent-ai/eigent/issues/1827) and each field of a request that its reference does not have; `reasoning` is its own.
 */
export const GROQ: Vendor = {
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
};
