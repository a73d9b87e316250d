import type { Vendor } from '../vendor';
import { LENIENT, OLD_TOKEN_LIMIT } from './shared-rules';

/** https://docs.ollama.com/api/openai-compatibility */
export const OLLAMA: Vendor = {
  name: 'ollama',
  endpoint: undefined,
  credential: 'optional',
  auth: 'bearer',
  instructionsFirst: true,
  passes: ['completions', 'images/generations'],
  // "invalid tool call arguments": https://github.com/ollama/ollama/blob/main/openai/openai.go
  request: { ...LENIENT, renamed: OLD_TOKEN_LIMIT, parsesArguments: true },
  answer: { reasoningField: true },
};
