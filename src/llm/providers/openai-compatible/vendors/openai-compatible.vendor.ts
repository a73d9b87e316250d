import { PASSED_OPERATIONS } from '../../../passed-call';
import type { Vendor } from '../vendor';

/** Any other service. */
export const OPENAI_COMPATIBLE: Vendor = {
  name: 'openai-compatible',
  endpoint: undefined,
  credential: 'optional',
  auth: 'bearer',
  instructionsFirst: true,
  passes: PASSED_OPERATIONS,
  answer: { reasoningField: true },
};
