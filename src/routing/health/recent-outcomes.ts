const SLOTS = 10;

/** How attempts ended in the last seconds: counted in ten slots of time, so that old ones drop out by themselves. */
export class RecentOutcomes {
  readonly #slotMs: number;
  readonly #turns = new Array<number>(SLOTS).fill(-Infinity);
  readonly #ok = new Array<number>(SLOTS).fill(0);
  readonly #failed = new Array<number>(SLOTS).fill(0);

  /** @param spanMs how far back is counted; to a tenth of it */
  constructor(spanMs: number) {
    this.#slotMs = spanMs / SLOTS;
  }

  /**
   * @param now on a clock that never steps back
   * @param amount how many at once
   */
  add(ok: boolean, now: number, amount = 1): void {
    const turn = Math.floor(now / this.#slotMs);
    const slot = turn % SLOTS;
    if (this.#turns[slot] !== turn) {
      this.#turns[slot] = turn;
      this.#ok[slot] = 0;
      this.#failed[slot] = 0;
    }
    const counts = ok ? this.#ok : this.#failed;
    counts[slot] = (counts[slot] ?? 0) + amount;
  }

  counts(now: number): { readonly ok: number; readonly failed: number } {
    const oldest = Math.floor(now / this.#slotMs) - SLOTS;
    let ok = 0;
    let failed = 0;
    for (let slot = 0; slot < SLOTS; slot++) {
      if ((this.#turns[slot] ?? -Infinity) <= oldest) continue;
      ok += this.#ok[slot] ?? 0;
      failed += this.#failed[slot] ?? 0;
    }
    return { ok, failed };
  }

  clear(): void {
    this.#turns.fill(-Infinity);
  }
}
