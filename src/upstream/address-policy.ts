import { isIP } from 'node:net';
import type { Nat64 } from '../config/nat64';
import { GatewayError } from '../errors/gateway-error';
import { classOfAddress } from './address-class';
import type { AddressClass } from './address-class';

/**
 * Which addresses upstream connections may lead to. Link-local and cloud-metadata addresses are refused always.
 * `private-allowed`: http and https on loopback and private addresses too. `public-only`: https on public addresses.
 */
export type AddressPolicy = 'private-allowed' | 'public-only';

/** Scheme, host as it is written, port, path: nothing that a URL parser would have to correct. */
const ENDPOINT = /^https?:\/\/(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?(?:\/[\w.~!$&'()*+,;=:@%/-]*)?$/i;

/** Names that clouds give their metadata services, and what is under them. */
const METADATA_NAMES =
  /(?:^|\.)(?:metadata\.goog|metadata\.google\.internal|metadata\.azure\.internal|instance-data(?:\.ec2\.internal)?|metadata)$/;

/**
 * Names that only a resolver of one's own network can know: single labels (`ollama`, a neighbour of Compose or
 * Kubernetes), and the suffixes that no public registry gives out (RFC 6761, RFC 6762, RFC 8375, ICANN's `.internal`,
 * Kubernetes' own `.svc` and `.cluster.local`).
 */
const LOCAL_NAME =
  /^[^.]+$|\.(?:localhost|local|localdomain|internal|lan|home\.arpa|intranet|corp|home|svc)$/;

/**
 * Checks an endpoint before it is stored; nothing is resolved or connected to. What a name resolves to is checked when
 * a connection is made (see `checked-lookup.ts`).
 * @param nat64 the prefixes of the network's NAT64
 * @throws GatewayError INVALID_REQUEST with the param `endpoint`
 */
export function checkEndpoint(endpoint: string, policy: AddressPolicy, nat64?: Nat64): void {
  const host = ENDPOINT.exec(endpoint)?.[1];
  if (host === undefined || !URL.canParse(endpoint)) {
    throw refused(
      'it has to be a URL such as https://api.example.com/v1, without credentials, query or fragment',
    );
  }
  const url = new URL(endpoint);
  // A parser reads 0x7f.1, 2130706433 and 0177.0.0.1 as 127.0.0.1: an address is taken in its usual form only.
  if (url.hostname !== host.toLowerCase() && isIP(url.hostname) !== 0) {
    throw refused('an IP address has to be written in its usual form');
  }
  const [, unspecified] = /^(0\.0\.0\.0|\[::\])$/.exec(url.hostname) ?? [];
  if (unspecified !== undefined)
    throw refused(`${unspecified} is where a server listens: write 127.0.0.1 for this machine`);
  const kind = classOfHost(url.hostname, nat64);
  if (kind === 'forbidden')
    throw refused('link-local, metadata and reserved addresses are never connected to');
  if (kind === 'private' && policy === 'public-only') {
    throw refused('loopback and private addresses are refused unless LLM_PROXY__PRIVATE_UPSTREAMS is allow');
  }
  if (kind === 'public' && url.protocol === 'http:') {
    throw refused('http is for loopback and private addresses; everywhere else it has to be https');
  }
}

/** Classes the host of a URL: an address by itself, a name by what only a local resolver can know. */
function classOfHost(hostname: string, nat64?: Nat64): AddressClass {
  const address = literalAddress(hostname);
  if (address !== undefined) return classOfAddress(address, nat64);
  const name = hostname.replace(/\.$/, '');
  if (METADATA_NAMES.test(name)) return 'forbidden';
  return LOCAL_NAME.test(name) ? 'private' : 'public';
}

/** Whether a connection to an address may be made. */
export function isAllowed(address: string, policy: AddressPolicy, nat64?: Nat64): boolean {
  const kind = classOfAddress(address, nat64);
  return kind === 'public' || (kind === 'private' && policy === 'private-allowed');
}

/** The address that a URL's host is by itself; undefined for a name. */
export function literalAddress(hostname: string): string | undefined {
  const address = hostname.replace(/^\[|\]$/g, '');
  return isIP(address) === 0 ? undefined : address;
}

function refused(reason: string): GatewayError {
  return new GatewayError('INVALID_REQUEST', `The endpoint is refused: ${reason}.`, { param: 'endpoint' });
}
