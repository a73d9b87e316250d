import type { Vendor } from '../vendor';
import { LOCAL } from './local.vendor';

/** Any other service: as little is known of it as of a server of the operator's own. */
export const OPENAI_COMPATIBLE: Vendor = { ...LOCAL, name: 'openai-compatible' };
