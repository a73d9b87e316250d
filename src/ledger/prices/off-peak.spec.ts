import { OFF_PEAK, tierOfTime } from './off-peak';
import { shippedPrices } from './shipped-prices';
import { costOf } from './token-prices';

it.each([
  ['2026-12-01T00:59:59Z', OFF_PEAK],
  ['2026-12-01T01:00:00Z', undefined],
  ['2026-12-01T03:59:59Z', undefined],
  ['2026-12-01T04:00:00Z', OFF_PEAK],
  ['2026-12-01T06:00:00Z', undefined],
  ['2026-12-01T10:00:00Z', OFF_PEAK],
  ['2026-12-05T07:00:00Z', OFF_PEAK],
  ['2026-12-06T07:00:00Z', OFF_PEAK],
  ['2026-12-07T07:00:00Z', undefined],
])('at %s DeepSeek bills the tier %s', (time, tier) => {
  expect(tierOfTime('deepseek', Date.parse(time))).toBe(tier);
  expect(tierOfTime('openai', Date.parse(time))).toBeUndefined();
});

it('tokens of DeepSeek cost half at other times than peak hours', () => {
  const prices = shippedPrices('deepseek', 'deepseek-v4-pro') ?? {};
  const tokens = { input: 1_000_000, cached: 500_000, output: 100_000 };
  const costIn = (tier: string) => costOf(prices, { tokens, calls: 1, tier, contextOver: 0 });
  // https://api-docs.deepseek.com/quick_start/pricing
  expect(costIn('')).toBeCloseTo(0.5 * 1.32 + 0.5 * 0.044 + 0.1 * 3.96, 9);
  expect(costIn(OFF_PEAK)).toBeCloseTo(0.5 * 0.66 + 0.5 * 0.022 + 0.1 * 1.98, 9);
});
