import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type * as Undici from 'undici';
import type { buildConnector as Connector, Dispatcher } from 'undici';
import type { Nat64 } from '../config/nat64';
import type { ProxySettings } from '../config/proxy-settings';
import type { AddressPolicy } from './address-policy';
import { withReadableHeads } from './answer-head';
import { checkedLookup } from './checked-lookup';
import { RenewedPool } from './renewed-pool';
import { buildConnector, Pool } from './undici-parts';

/**
 * The greatest age of a connection: an older one takes no further request and is closed once its running one has ended. So
 * a name that moved, and the new replicas behind a Service of Kubernetes, are seen also where there is never a pause.
 */
const GREATEST_AGE_MS = 5 * 60_000;

/** What a pool of connections to one upstream is made from. */
export interface UpstreamPoolOptions {
  /** Scheme, host and port. */
  readonly origin: string;
  /** The longest wait for a connection, TLS included. */
  readonly connectTimeoutMs: number;
  /** `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` as set for the process. */
  readonly proxy: ProxySettings;
  /** Which addresses the upstream's name may resolve to. */
  readonly addresses: AddressPolicy;
  /** The prefixes of the network's NAT64. */
  readonly nat64?: Nat64 | undefined;
  /** The greatest age of a connection; 5 minutes by default. */
  readonly greatestAgeMs?: number;
}

/**
 * Opens the connections to one upstream. Limits of time are the attempt's matter, so undici's own (300 s for headers
 * and body) are off; how many calls run at once is bounded by the request slots.
 *
 * Names are resolved under the address policy. Behind an HTTP proxy it is the proxy that resolves them, so there the
 * proxy has to refuse what must not be reached; the proxy's own address is the operator's setting and is not checked.
 */
export function openUpstreamPool({
  origin,
  connectTimeoutMs,
  proxy,
  addresses,
  nat64,
  greatestAgeMs = GREATEST_AGE_MS,
}: UpstreamPoolOptions): Dispatcher {
  const options = {
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: 64 * 1024,
    connect: readable(buildConnector({ timeout: connectTimeoutMs, lookup: checkedLookup(addresses, nat64) })),
  };
  const address = origin.startsWith('https:') ? proxy.httpsProxy : proxy.httpProxy;
  if (address === undefined || proxy.noProxy?.covers(origin) === true) {
    return new RenewedPool(() => new Pool(origin, options), greatestAgeMs);
  }
  // It asks its own pools by what only the index adds to them.
  const { ProxyAgent } = createRequire(__filename)('undici') as typeof Undici;
  return new ProxyAgent({
    ...options,
    uri: address,
    connectTimeout: connectTimeoutMs,
    // How the proxy and what is behind it are connected to is the agent's matter; it hands on no other option by itself.
    factory: (to, given) => {
      const connect = Reflect.get(given, 'connect') as Connector.connector;
      const own = { clientTtl: greatestAgeMs, connect: readable(connect) };
      return new Pool(to, Object.assign({ ...options }, given, own));
    },
  });
}

/** Makes connections as another one does, with heads as the parser takes them. */
function readable(connect: Connector.connector): Connector.connector {
  return (options, callback) => {
    connect(options, (...[error, socket]) => {
      if (error !== null) callback(error, null);
      else callback(null, isHttp2(socket) ? socket : withReadableHeads(socket));
    });
  };
}

function isHttp2(socket: Socket | TLSSocket): boolean {
  return 'alpnProtocol' in socket && socket.alpnProtocol === 'h2';
}
