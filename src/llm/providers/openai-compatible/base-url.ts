import type { Vendor } from './vendor';
import { withoutTrailing } from '../../../config/without-trailing';

const DEFAULT_PATH = '/v1';

/**
 * The address that `/chat/completions` is appended to. An endpoint without a path gets the vendor's own
 * (`https://api.openai.com` → `https://api.openai.com/v1`); one with a path is taken as it is, but for the operation that
 * people copy along (`…/v1/chat/completions`).
 */
export function baseUrlOf(endpoint: string, vendor: Pick<Vendor, 'endpoint'>): string {
  const url = new URL(endpoint);
  const path = withoutTrailing(url.pathname, '/').replace(/\/(?:chat\/completions|responses)$/, '');
  if (path !== '') return url.origin + path;
  const own = vendor.endpoint === undefined ? DEFAULT_PATH : new URL(vendor.endpoint).pathname;
  return url.origin + withoutTrailing(own, '/');
}
