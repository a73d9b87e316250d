import type { Vendor } from '../vendor';
import { LENIENT, OLD_TOKEN_LIMIT } from './shared-rules';

/** https://huggingface.co/docs/inference-providers/tasks/chat-completion (`max_tokens`) */
export const HUGGINGFACE: Vendor = {
  name: 'huggingface',
  endpoint: 'https://router.huggingface.co/v1',
  credential: 'required',
  auth: 'bearer',
  instructionsFirst: true,
  request: { ...LENIENT, renamed: OLD_TOKEN_LIMIT },
  answer: { reasoningField: true },
};
