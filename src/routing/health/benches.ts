import { keepNewest } from './keep-newest';

/** A provider's own word about the wait counts up to here. */
const MAX_BENCH_MS = 60_000;
const MAX_KEPT = 10_000;

/** What is tried after others for a while: deployments and credentials by their names, also for one caller alone. */
export class Benches {
  /** Until when, on `performance.now()`'s clock. */
  readonly #until = new Map<string, number>();

  /** @param usualMs for how long what failed is tried last, where nobody says how long */
  constructor(private readonly usualMs: number) {}

  get isEmpty(): boolean {
    return this.#until.size === 0;
  }

  isOn(key: string): boolean {
    const until = this.#until.get(key);
    if (until === undefined) return false;
    if (until > performance.now()) return true;
    this.#until.delete(key);
    return false;
  }

  /**
   * Of several waits the longest counts: calls that ran at the same time may be told different ones, or none.
   * @param ms a minute at most
   */
  bench(key: string, ms = this.usualMs): void {
    const until = performance.now() + Math.min(ms, MAX_BENCH_MS);
    keepNewest(this.#until, key, Math.max(until, this.#until.get(key) ?? 0), MAX_KEPT);
  }

  lift(...keys: readonly string[]): void {
    for (const key of keys) this.#until.delete(key);
  }

  /** Also for single callers. */
  liftAll(...keys: readonly string[]): void {
    for (const benched of this.#until.keys()) {
      if (keys.some((key) => benched === key || benched.startsWith(`${key}\n`))) this.#until.delete(benched);
    }
  }
}
