import type { Vendor } from '../vendor';
import { OUR_FIELDS } from './shared-rules';

/** https://openrouter.ai/docs/api-reference/overview */
export const OPENROUTER: Vendor = {
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
    // For DeepSeek and MiniMax: https://github.com/gptme/gptme/pull/3490, https://github.com/OpenHands/software-agent-sdk/pull/1448
    textContent: 'results',
    cacheMarks: true,
    reasoningDetails: true,
    generations: [{ models: /./, efforts: { max: 'xhigh' } }],
  },
  answer: { reasoningField: true },
};
