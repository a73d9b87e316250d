import { withoutTrailing } from '../config/without-trailing';
import { UsageError } from './usage-error';

/**
 * The address of a running service, without a slash at its end, and without the `/v1` that clients' base URLs have.
 * @throws UsageError when it is not one
 */
export function serviceAddress(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const plain = url !== undefined && url.username === '' && url.search === '' && url.hash === '';
  if (!plain || !/^https?:$/.test(url.protocol))
    throw new UsageError(`--url takes an address such as http://localhost:8002, not '${given}'.`);
  return withoutTrailing(withoutTrailing(url.href, '/').replace(/\/v1$/, ''), '/');
}
