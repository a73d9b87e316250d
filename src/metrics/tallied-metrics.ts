import { Counter, Histogram } from 'prom-client';
import type {
  CounterConfiguration,
  HistogramConfiguration,
  MetricObjectWithValues,
  MetricValue,
} from 'prom-client';
import type { BucketCounts } from './bucket-counts';

/** One series of a counter: its labels and how far it has counted. */
export interface CounterTally {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** One series of a histogram. Its labels should be one and the same object at each scrape: their text is kept by it. */
export interface HistogramTally {
  readonly labels: Readonly<Record<string, string>>;
  readonly buckets: BucketCounts;
}

/**
 * A counter that is counted elsewhere and asks for its numbers when it is scraped: prom-client's own looks its labels
 * up at each count, which would be most of what a call's metrics cost.
 */
export class TalliedCounter extends Counter {
  constructor(
    config: CounterConfiguration<string>,
    private readonly tallies: () => Iterable<CounterTally>,
  ) {
    super(config);
  }

  override async get(): Promise<MetricObjectWithValues<MetricValue<string>>> {
    return { ...(await super.get()), values: [...this.tallies()] };
  }
}

/** A histogram that is counted elsewhere, for the same reason. */
export class TalliedHistogram extends Histogram {
  constructor(
    private readonly config: Omit<HistogramConfiguration<string>, 'buckets'>,
    private readonly tallies: () => Iterable<HistogramTally>,
  ) {
    super(config);
  }

  /** What prom-client asks a histogram for, also in its `get()`; its types do not tell. Series without a count are left out. */
  getForPromString(): object {
    const { name, help } = this.config;
    const values: object[] = [];
    for (const { labels: sharedLabels, buckets } of this.tallies()) {
      if (buckets.total === 0) continue;
      let upTo = 0;
      buckets.bounds.forEach((le, bucket) => {
        upTo += buckets.counts[bucket] ?? 0;
        values.push({ metricName: `${name}_bucket`, labels: { le }, sharedLabels, value: upTo });
      });
      values.push(
        { metricName: `${name}_bucket`, labels: { le: '+Inf' }, sharedLabels, value: buckets.total },
        { metricName: `${name}_sum`, labels: {}, sharedLabels, value: buckets.sum },
        { metricName: `${name}_count`, labels: {}, sharedLabels, value: buckets.total },
      );
    }
    return { name, help, type: 'histogram', aggregator: 'sum', values };
  }
}
