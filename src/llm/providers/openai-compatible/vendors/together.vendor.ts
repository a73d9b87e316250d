import type { Generation, Vendor } from '../vendor';
import { GPT_OSS, LENIENT, OLD_TOKEN_LIMIT, TRANSCRIPTS } from './shared-rules';

/** https://docs.together.ai/docs/inference/chat/reasoning: `reasoning.enabled` switches it, an effort is `low`, `medium` or `high`. */
const TOGETHER_GENERATIONS: readonly Generation[] = [
  GPT_OSS,
  { models: /./, effortFields: { none: { reasoning: { enabled: false } } } },
];

/** https://docs.together.ai/docs/openai-api-compatibility */
export const TOGETHER: Vendor = {
  name: 'together',
  endpoint: 'https://api.together.xyz/v1',
  credential: 'required',
  auth: 'bearer',
  instructionsFirst: true,
  // https://docs.together.ai/reference
  passes: ['images/generations', 'audio/speech', ...TRANSCRIPTS, 'rerank', 'completions'],
  request: { ...LENIENT, renamed: OLD_TOKEN_LIMIT, generations: TOGETHER_GENERATIONS },
  answer: { reasoningField: true, finishReasons: { eos: 'stop' } },
};
