/** The tier of what was used at other times than peak hours. No request can ask for a tier of this name. */
export const OFF_PEAK = 'off-peak';

/** UTC, from Monday to Friday: https://api-docs.deepseek.com/quick_start/pricing */
const PEAK_HOURS: ReadonlySet<number> = new Set([1, 2, 3, 6, 7, 8, 9]);
const SUNDAY = 0;
const SATURDAY = 6;

/**
 * The tier in which a provider whose prices go by the time of day bills what was answered then.
 * @param at milliseconds since 1970
 * @returns undefined for the usual one
 */
export function tierOfTime(provider: string, at: number): string | undefined {
  if (provider !== 'deepseek') return undefined;
  const time = new Date(at);
  const day = time.getUTCDay();
  const isPeak = day !== SUNDAY && day !== SATURDAY && PEAK_HOURS.has(time.getUTCHours());
  return isPeak ? undefined : OFF_PEAK;
}
