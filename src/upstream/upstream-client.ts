import type { Dispatcher } from 'undici';
import { UpstreamExchange } from './upstream-exchange';
import type { BodyConsumer, UpstreamAnswer, UpstreamRequest } from './upstream-exchange';
import { openUpstreamPool } from './upstream-pool';
import type { ProxySettings } from '../config/proxy-settings';

/** What every upstream's connections have in common. */
export interface UpstreamConnectionOptions {
  readonly connectTimeoutMs: number;
  readonly proxy: ProxySettings;
}

/** Sends requests to one upstream over a pool of kept connections. */
export class UpstreamClient {
  readonly #origin: string;
  readonly #prefix: string;
  readonly #connectTimeoutMs: number;
  readonly #pool: Dispatcher;

  /** @param baseUrl scheme, host, port and an optional path that stands before every request's own. */
  constructor(baseUrl: string, options: UpstreamConnectionOptions) {
    const url = new URL(baseUrl);
    this.#origin = url.origin;
    this.#prefix = url.pathname.replace(/\/+$/, '');
    this.#connectTimeoutMs = options.connectTimeoutMs;
    this.#pool = openUpstreamPool({ origin: url.origin, ...options });
  }

  /**
   * Sends a request. Resolves with the answer, whatever its status below 300 or above 399; with a consumer, once that
   * has taken the body. Rejects with the signal's reason when it is aborted, else with a GatewayError (502, 504).
   */
  send(request: UpstreamRequest, signal: AbortSignal, consumer?: BodyConsumer): Promise<UpstreamAnswer> {
    const exchange = new UpstreamExchange(signal, consumer);
    if (!signal.aborted) {
      this.#pool.dispatch(
        {
          origin: this.#origin,
          path: this.#prefix + request.path,
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
