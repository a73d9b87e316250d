import { PASSED_OPERATIONS } from '../../../passed-call';
import type { Vendor } from '../vendor';

/** Any server on the operator's own machines: nothing is known of it, so requests stay as they are. */
export const LOCAL: Vendor = {
  name: 'local',
  endpoint: undefined,
  credential: 'optional',
  auth: 'bearer',
  instructionsFirst: true,
  passes: PASSED_OPERATIONS,
  answer: { reasoningField: true },
};
