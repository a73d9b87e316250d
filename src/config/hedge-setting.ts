import type { SettingType } from './setting.decorator';
import { seconds } from './setting-types';

const MAX_S = 3_600;

/** After how long another deployment is asked too: milliseconds, the deployment's own 95th percentile, or never. */
export type HedgeAfter = number | 'p95' | undefined;

/** Seconds, `p95`, or `off`. */
export const hedgeAfter: SettingType<HedgeAfter> = {
  allowed: `off, p95, or seconds, a number from 0.01 to ${MAX_S}`,
  parse(value) {
    const word = value.toLowerCase();
    if (word === 'off') return undefined;
    if (word === 'p95') return word;
    try {
      return seconds(0.01, MAX_S).parse(value);
    } catch (cause) {
      throw new Error(`must be ${this.allowed}`, { cause });
    }
  },
};
