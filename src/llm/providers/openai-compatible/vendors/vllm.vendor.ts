import type { Vendor } from '../vendor';
import { LENIENT, TRANSCRIPTS } from './shared-rules';

/** https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html */
export const VLLM: Vendor = {
  name: 'vllm',
  endpoint: undefined,
  credential: 'optional',
  auth: 'bearer',
  instructionsFirst: true,
  // https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
  passes: ['completions', 'rerank', ...TRANSCRIPTS],
  request: {
    ...LENIENT,
    // https://github.com/vllm-project/vllm/pull/48922
    parsesArguments: true,
    // https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html: not together with `add_generation_prompt`, which is on.
    prefill: { body: { continue_final_message: true, add_generation_prompt: false } },
  },
  answer: { reasoningField: true },
};
