/** Times kept for the percentiles. */
const KEPT = 128;
/** How much a new time counts in the moving average. */
const SHARE_OF_NEW = 0.2;
/** What was measured so long ago counts half. */
const HALF_LIFE_MS = 300_000;

/** The last times that something took, in milliseconds. */
export class RecentTimes {
  readonly #kept: number[] = [];
  #next = 0;
  #average: number | undefined;
  #addedAt = 0;

  /** @param now on `performance.now()`'s clock */
  add(ms: number, now = performance.now()): void {
    this.#kept[this.#next] = ms;
    this.#next = (this.#next + 1) % KEPT;
    const old = (1 - SHARE_OF_NEW) * this.#worth(now);
    this.#average = this.#average === undefined ? ms : ms + old * (this.#average - ms);
    this.#addedAt = now;
  }

  /**
   * The moving average, the less the longer nothing was measured: what was slow once is tried again some day.
   * @returns undefined before the first
   */
  averageMs(now: number): number | undefined {
    return this.#average === undefined ? undefined : this.#average * this.#worth(now);
  }

  /** The part that what is known counts for now, 1 at first. */
  #worth(now: number): number {
    return 2 ** ((this.#addedAt - now) / HALF_LIFE_MS);
  }

  /** How many there are to make a percentile from. */
  get count(): number {
    return this.#kept.length;
  }

  /** @param share 0.5 is the median; @returns undefined before the first */
  percentileMs(share: number): number | undefined {
    const sorted = this.#kept.toSorted((one, other) => one - other);
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }
}
