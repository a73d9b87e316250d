/** Upper bounds of the buckets for the time between two frames of a stream, in milliseconds. */
export const GAP_BUCKETS_MS = [5, 10, 25, 50, 75, 100, 150, 250, 500, 1_000, 2_500, 5_000, 10_000] as const;

/**
 * Times between the frames of one stream, counted by bucket: a metrics library's histogram would look its labels up
 * for each frame. Added to the process's histogram when the stream ends.
 */
export class GapHistogram {
  /** One count a bucket, and a last one for what is over every bound. */
  readonly counts = new Uint32Array(GAP_BUCKETS_MS.length + 1);
  sumMs = 0;

  /** Counts one gap, in milliseconds. */
  record(gapMs: number): void {
    let bucket = 0;
    while (bucket < GAP_BUCKETS_MS.length && gapMs > (GAP_BUCKETS_MS[bucket] ?? Infinity)) bucket++;
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.sumMs += gapMs;
  }
}
