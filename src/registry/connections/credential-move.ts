import { GatewayError } from '../../errors/gateway-error';
import type { ConnectionProbe } from './connection-probe';
import type { ConnectionEntry } from '../memory/registry-view';

/**
 * Headers by which gateways of others let the request say where it goes on to, credential included
 * (`Helicone-Target-URL`, `x-portkey-custom-host`, `x-forwarded-host`).
 */
const ROUTING_HEADER =
  /target|host|ur[il]|base|endpoint|upstream|forward|origin|proxy|rout|provider|destination|gateway/i;

type Moved = Pick<ConnectionEntry, 'provider' | 'endpoint' | 'options'>;

/**
 * Refuses a change that would have a stored credential sent where it was never sent before. Who gave the credential gave
 * it for one place; who can change a connection, but does not know its credential, must not learn it by that.
 * @throws GatewayError INVALID_REQUEST, `param` credential
 */
export function refuseMove(probe: ConnectionProbe, before: Moved, after: Moved): void {
  const known = originsOf(probe, before);
  const moved =
    before.provider !== after.provider ||
    originsOf(probe, after).some((origin) => !known.includes(origin)) ||
    routingOf(before) !== routingOf(after);
  if (!moved) return;
  throw new GatewayError(
    'INVALID_REQUEST',
    'This change sends the credential to another address. Give the credential again in the same change: ' +
      'a stored one is not sent to an address that it was not given for.',
    { param: 'credential' },
  );
}

/** A stored row may be damaged; then nothing is known to be the place of its credential. */
function originsOf(probe: ConnectionProbe, { provider, endpoint, options }: Moved): readonly string[] {
  try {
    return probe.origins({ provider, endpoint, options });
  } catch {
    return [];
  }
}

function routingOf({ options }: Moved): string {
  const routing = Object.entries(options.headers ?? {})
    .filter(([name]) => ROUTING_HEADER.test(name))
    .map(([name, value]) => [name.toLowerCase(), value]);
  return JSON.stringify(routing.sort(([one = ''], [other = '']) => (one < other ? -1 : 1)));
}
