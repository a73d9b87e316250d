import type { Vendor } from '../vendor';
import { ANSWER_FIELDS, CACHE_OPTIONS, GPT_OSS, OPENAI_ENDS, OUR_COPY_OF_REASONING } from './shared-rules';

/**
 * https://inference-docs.cerebras.ai/api-reference/chat-completions: a field that it does not have is a 400 (`wrong_api_format`), in a
 * message too, where reasoning is `reasoning`; `logit_bias` has no effect, and is a 400 from some size on
 * (https://github.com/pydantic/pydantic-ai/pull/7653).
 */
export const CEREBRAS: Vendor = {
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
};
