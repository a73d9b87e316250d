import { lookup } from 'node:dns';
import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { Nat64 } from '../config/nat64';
import { isAllowed } from './address-policy';
import type { AddressPolicy } from './address-policy';
import { upstreamFailed } from './upstream-failure';

/** Resolves a name to all of its addresses, as `dns.lookup` with `all` does. */
export type Resolve = (
  hostname: string,
  options: Parameters<LookupFunction>[1] & { readonly all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * A `lookup` for sockets that gives them only addresses which the policy allows: the very address that was checked is
 * connected to, so a name that resolves to another one a moment later (DNS rebinding) gains nothing. A name with no
 * address that is allowed fails with a GatewayError PROVIDER_ERROR; its cause tells the log why.
 */
export function checkedLookup(
  policy: AddressPolicy,
  nat64: Nat64 | undefined,
  resolve: Resolve = lookup,
): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const allowed = addresses.filter(({ address }) => isAllowed(address, policy, nat64));
      const [first] = allowed;
      if (first === undefined) callback(addressRefused(hostname, addresses), []);
      else if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

/** No address of an upstream may be connected to. The cause is for the log alone. */
export function addressRefused(hostname: string, addresses: readonly { readonly address: string }[]): Error {
  const found = addresses.map(({ address }) => address).join(', ');
  const cause = new Error(`the addresses of ${hostname} are not allowed for upstreams: ${found || 'none'}`);
  return upstreamFailed(
    'connect',
    'The upstream could not be reached.',
    Object.assign(cause, { code: 'ADDRESS_NOT_ALLOWED' }),
  );
}
