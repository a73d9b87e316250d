import type { Vendor } from '../vendor';
import { OLD_TOKEN_LIMIT, REASONING_FIELDS } from './shared-rules';

/** https://docs.perplexity.ai/guides/chat-completions-guide */
export const PERPLEXITY: Vendor = {
  name: 'perplexity',
  endpoint: 'https://api.perplexity.ai',
  credential: 'required',
  auth: 'bearer',
  request: {
    droppedFromMessages: REASONING_FIELDS,
    renamed: OLD_TOKEN_LIMIT,
    noDeveloperRole: true,
    alternatingRoles: true,
    functionsAlone: true,
  },
};
