import type { Dispatcher } from 'undici';
import type { CancelSignal } from '../cancellation/cancellation';
import { isAllowed, literalAddress } from './address-policy';
import type { AddressPolicy } from './address-policy';
import { addressRefused } from './checked-lookup';
import { UpstreamExchange } from './upstream-exchange';
import type { BodyConsumer, StreamedRequest, UpstreamAnswer, UpstreamRequest } from './upstream-exchange';
import { openUpstreamPool } from './upstream-pool';
import type { Nat64 } from '../config/nat64';
import type { ProxySettings } from '../config/proxy-settings';
import { withoutTrailing } from '../config/without-trailing';

/** What every upstream's connections have in common. */
export interface UpstreamConnectionOptions {
  readonly connectTimeoutMs: number;
  readonly proxy: ProxySettings;
  readonly addresses: AddressPolicy;
  /** The prefixes of the network's NAT64, whose addresses represent the IPv4 address inside; undefined without NAT64. */
  readonly nat64?: Nat64 | undefined;
}

/** Sends requests to one upstream over a pool of kept connections. */
export class UpstreamClient {
  readonly #origin: string;
  readonly #prefix: string;
  readonly #connectTimeoutMs: number;
  readonly #pool: Dispatcher;
  /** An address in the URL is never looked up, so it is checked here; calls to one that is not allowed fail with this. */
  readonly #refusal: Error | undefined;

  /** @param baseUrl scheme, host, port and an optional path that is before every request's own. */
  constructor(baseUrl: string, options: UpstreamConnectionOptions) {
    const url = new URL(baseUrl);
    this.#origin = url.origin;
    this.#prefix = withoutTrailing(url.pathname, '/');
    this.#connectTimeoutMs = options.connectTimeoutMs;
    const address = literalAddress(url.hostname);
    if (address !== undefined && !isAllowed(address, options.addresses, options.nat64)) {
      this.#refusal = addressRefused(url.hostname, [{ address }]);
    }
    this.#pool = openUpstreamPool({ origin: url.origin, ...options });
  }

  /**
   * Sends a request. Resolves with the answer, whatever its status below 300 or above 399; with a consumer, once that
   * has taken the body. Rejects with the signal's reason when it is aborted, else with a GatewayError (502, 504).
   */
  send(
    request: UpstreamRequest | StreamedRequest,
    signal: CancelSignal,
    consumer?: BodyConsumer,
  ): Promise<UpstreamAnswer> {
    if (this.#refusal !== undefined) return Promise.reject(this.#refusal);
    const exchange = new UpstreamExchange(signal, consumer);
    if (!signal.aborted) {
      this.#pool.dispatch(
        {
          origin: this.#origin,
          path: request.fromOrigin === true ? request.path : this.#prefix + request.path,
          method: request.method,
          headers: request.headers,
          body: request.body ?? null,
        },
        exchange,
      );
      exchange.limitConnecting(this.#connectTimeoutMs);
    }
    return exchange.answer;
  }

  /** Closes every connection, running requests included. */
  close(): Promise<void> {
    return this.#pool.destroy();
  }
}
