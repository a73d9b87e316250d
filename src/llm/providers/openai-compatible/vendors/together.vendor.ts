import type { Vendor } from '../vendor';
import { LENIENT, OLD_TOKEN_LIMIT, TRANSCRIPTS } from './shared-rules';

/** https://docs.together.ai/docs/openai-api-compatibility */
export const TOGETHER: Vendor = {
  name: 'together',
  endpoint: 'https://api.together.xyz/v1',
  credential: 'required',
  auth: 'bearer',
  instructionsFirst: true,
  // https://docs.together.ai/reference
  passes: ['images/generations', 'audio/speech', ...TRANSCRIPTS, 'rerank', 'completions'],
  request: { ...LENIENT, renamed: OLD_TOKEN_LIMIT },
  answer: { reasoningField: true, finishReasons: { eos: 'stop' } },
};
