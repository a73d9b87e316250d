/** Observations counted by bucket, for one combination of labels. */
export class BucketCounts {
  /** One count a bucket, not yet added up, and a last one for what is over every bound. */
  readonly counts: Float64Array;
  sum = 0;
  /** Observations in all. */
  total = 0;

  /** @param bounds upper bounds of the buckets, ascending, in the unit of the observations */
  constructor(readonly bounds: readonly number[]) {
    this.counts = new Float64Array(bounds.length + 1);
  }

  /** Counts one observation. */
  observe(value: number): void {
    const { bounds } = this;
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] ?? Infinity)) bucket++;
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.sum += value;
    this.total++;
  }

  /** Adds what was counted elsewhere by the same bounds. */
  add(counts: ArrayLike<number>, sum: number): void {
    for (let bucket = 0; bucket < this.counts.length; bucket++) {
      const more = counts[bucket] ?? 0;
      this.counts[bucket] = (this.counts[bucket] ?? 0) + more;
      this.total += more;
    }
    this.sum += sum;
  }
}
