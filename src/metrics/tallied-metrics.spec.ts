import { Registry } from 'prom-client';
import { BucketCounts } from './bucket-counts';
import { TalliedCounter, TalliedHistogram } from './tallied-metrics';

describe('tallied metrics', () => {
  it("are written in prom-client's text format, with buckets added up", async () => {
    const registry = new Registry();
    const config = { help: 'Help.', registers: [registry] };
    const buckets = new BucketCounts([0.1, 1]);
    for (const value of [0.05, 0.5, 0.6, 7]) buckets.observe(value);
    const idle = new BucketCounts([0.1, 1]);
    new TalliedCounter({ name: 'calls_total', ...config }, () => [
      { labels: { model: 'a"b\\c\nd' }, value: 3 },
    ]);
    new TalliedHistogram({ name: 'took_seconds', ...config }, () => [
      { labels: { model: 'm' }, buckets },
      { labels: { model: 'idle' }, buckets: idle },
    ]);
    expect(await registry.metrics()).toBe(
      [
        '# HELP calls_total Help.',
        '# TYPE calls_total counter',
        'calls_total{model="a\\"b\\\\c\\nd"} 3',
        '',
        '# HELP took_seconds Help.',
        '# TYPE took_seconds histogram',
        'took_seconds_bucket{le="0.1",model="m"} 1',
        'took_seconds_bucket{le="1",model="m"} 3',
        'took_seconds_bucket{le="+Inf",model="m"} 4',
        'took_seconds_sum{model="m"} 8.15',
        'took_seconds_count{model="m"} 4',
        '',
      ].join('\n'),
    );
  });

  it('are asked anew at each scrape, and read as JSON too', async () => {
    const registry = new Registry();
    let value = 1;
    new TalliedCounter({ name: 'calls_total', help: 'Help.', registers: [registry] }, () => [
      { labels: {}, value: value++ },
    ]);
    const buckets = new BucketCounts([1]);
    buckets.observe(2);
    new TalliedHistogram({ name: 'took_seconds', help: 'Help.', registers: [registry] }, () => [
      { labels: { model: 'm' }, buckets },
    ]);
    expect(await registry.metrics()).toContain('calls_total 1\n');
    const json = await registry.getMetricsAsJSON();
    expect(json[0]).toMatchObject({ name: 'calls_total', values: [{ value: 2 }] });
    expect(json[1]).toMatchObject({
      values: expect.arrayContaining([
        expect.objectContaining({ labels: { le: '+Inf', model: 'm' }, value: 1 }),
      ]) as unknown,
    });
  });
});
