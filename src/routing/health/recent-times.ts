/** Times kept for the percentiles. */
const KEPT = 128;
/** How much a new time counts in the moving average. */
const SHARE_OF_NEW = 0.2;

/** The last times that something took, in milliseconds. */
export class RecentTimes {
  readonly #kept: number[] = [];
  #next = 0;
  #average: number | undefined;

  add(ms: number): void {
    this.#kept[this.#next] = ms;
    this.#next = (this.#next + 1) % KEPT;
    this.#average = this.#average === undefined ? ms : this.#average + SHARE_OF_NEW * (ms - this.#average);
  }

  /** The moving average; undefined before the first. */
  get averageMs(): number | undefined {
    return this.#average;
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
