import type { Vendor } from '../vendor';
import { LENIENT, OLD_TOKEN_LIMIT, TRANSCRIPTS } from './shared-rules';

/** https://docs.sambanova.ai/docs/en/features/openai-compatibility, /docs/api-reference (`max_tokens`) */
export const SAMBANOVA: Vendor = {
  name: 'sambanova',
  endpoint: 'https://api.sambanova.ai/v1',
  credential: 'required',
  auth: 'bearer',
  instructionsFirst: true,
  passes: TRANSCRIPTS,
  // "Invalid 'content' type. Expected one of: ['str'], got list.": https://github.com/musistudio/claude-code-router/issues/965
  request: { ...LENIENT, renamed: OLD_TOKEN_LIMIT, textContent: 'all' },
};
