import type { Vendor } from '../vendor';
import { LENIENT, OLD_TOKEN_LIMIT } from './shared-rules';

/** https://lmstudio.ai/docs/developer/openai-compat */
export const LMSTUDIO: Vendor = {
  name: 'lmstudio',
  endpoint: undefined,
  credential: 'optional',
  auth: 'bearer',
  instructionsFirst: true,
  passes: ['completions'],
  request: { ...LENIENT, renamed: OLD_TOKEN_LIMIT },
  answer: { reasoningField: true },
};
