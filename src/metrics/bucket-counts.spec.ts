import { BucketCounts } from './bucket-counts';
import { GAP_BUCKETS_MS, GapHistogram } from './gap-histogram';

describe('BucketCounts', () => {
  it('counts a value in the first bucket whose bound it does not exceed', () => {
    const buckets = new BucketCounts([1, 2, 5]);
    for (const value of [0, 1, 1.5, 2, 5, 5.1, 1_000]) buckets.observe(value);
    expect([...buckets.counts]).toEqual([2, 2, 1, 2]);
    expect(buckets.total).toBe(7);
    expect(buckets.sum).toBeCloseTo(1_014.6);
  });

  it("adds up the gaps of streams, past what a stream's own counter could hold", () => {
    const buckets = new BucketCounts(GAP_BUCKETS_MS.map((ms) => ms / 1_000));
    const gaps = new GapHistogram();
    for (const gapMs of [5, 6, 100, 60_000]) gaps.record(gapMs);
    buckets.add(gaps.counts, gaps.sumMs / 1_000);
    gaps.counts.fill(4_294_967_295);
    buckets.add(gaps.counts, 0);
    expect(buckets.counts[0]).toBe(4_294_967_296);
    expect(buckets.total).toBe(4 + 4_294_967_295 * (GAP_BUCKETS_MS.length + 1));
    expect(buckets.sum).toBeCloseTo(60.111);
  });
});
