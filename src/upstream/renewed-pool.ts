import type { Dispatcher as UndiciDispatcher } from 'undici';
import { Dispatcher } from './undici-parts';

/**
 * A pool of connections that is replaced by a new one past an age, so that none of its connections grows older. One whose
 * request is running ends after it. undici can give each connection an age of its own (`clientTtl`), and then looks at every
 * connection for each request.
 */
export class RenewedPool extends Dispatcher {
  #pool: Dispatcher;
  /** On `performance.now()`'s clock; undefined until the pool is used. */
  #renewAt: number | undefined;
  readonly #closing = new Set<Dispatcher>();

  constructor(
    private readonly open: () => Dispatcher,
    private readonly greatestAgeMs: number,
  ) {
    super();
    this.#pool = open();
  }

  override dispatch(
    options: UndiciDispatcher.DispatchOptions,
    handler: UndiciDispatcher.DispatchHandler,
  ): boolean {
    const now = performance.now();
    if (this.#renewAt !== undefined && now >= this.#renewAt) this.#renew();
    this.#renewAt ??= now + this.greatestAgeMs;
    return this.#pool.dispatch(options, handler);
  }

  override close(): Promise<void>;
  override close(callback: () => void): void;
  override close(callback?: () => void): Promise<void> | undefined {
    const closed = this.#all((pool) => pool.close());
    if (callback === undefined) return closed;
    void closed.then(callback);
    return undefined;
  }

  override destroy(error?: Error | null): Promise<void>;
  override destroy(callback: () => void): void;
  override destroy(error: Error | null, callback: () => void): void;
  override destroy(given?: Error | null | (() => void), then?: () => void): Promise<void> | undefined {
    const error = typeof given === 'function' ? null : (given ?? null);
    const callback = typeof given === 'function' ? given : then;
    const destroyed = this.#all((pool) => pool.destroy(error));
    if (callback === undefined) return destroyed;
    void destroyed.then(callback);
    return undefined;
  }

  #renew(): void {
    const old = this.#pool;
    this.#pool = this.open();
    this.#renewAt = undefined;
    this.#closing.add(old);
    void old.close().finally(() => this.#closing.delete(old));
  }

  async #all(end: (pool: Dispatcher) => Promise<void>): Promise<void> {
    await Promise.all([this.#pool, ...this.#closing].map(end));
  }
}
