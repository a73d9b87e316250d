import { OFF_PEAK } from './off-peak';

/** The service tiers that can have other prices than the usual one; of Claude also where and how fast an answer is made. */
export const PRICED_TIERS = [
  'batch',
  'flex',
  'priority',
  'ultrafast',
  'us',
  'fast',
  'us_fast',
  OFF_PEAK,
] as const;

const NAMES: ReadonlySet<string> = new Set(PRICED_TIERS);

/** A tier as sums tell it apart: callers can make up names, and those cost what the usual tier does. */
export function pricedTier(tier: string): string {
  return NAMES.has(tier) ? tier : '';
}
