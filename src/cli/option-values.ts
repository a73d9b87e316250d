import { calendarTime, LAST_TIME_MS } from '../registry/calendar-time';
import { UsageError } from './usage-error';

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const DURATION = /^(\d{1,6})(s|m|h|d|w)$/;
/** A number that is not negative. @throws UsageError naming the option */
export function amountOf(option: string, text: string): number {
  const amount = /^\d{1,12}(\.\d{1,9})?$/.test(text) ? Number(text) : NaN;
  if (Number.isNaN(amount))
    throw new UsageError(`${option} takes a number such as 50 or 0.5, not '${text}'.`);
  return amount;
}

/** A whole number of at least 1. @throws UsageError naming the option */
export function countOf(option: string, text: string): number {
  const count = /^\d{1,12}$/.test(text) ? Number(text) : 0;
  if (count < 1) throw new UsageError(`${option} takes a whole number from 1, not '${text}'.`);
  return count;
}

/** Seconds of `45s`, `30m`, `24h`, `90d`, `2w` or `0`. @throws UsageError naming the option */
export function durationOf(option: string, text: string): number {
  if (text === '0') return 0;
  const [, amount = '', unit = ''] = DURATION.exec(text) ?? [];
  const seconds = Number(amount) * (UNIT_SECONDS[unit] ?? NaN);
  if (Number.isNaN(seconds))
    throw new UsageError(`${option} takes a duration such as 30m, 24h or 90d, not '${text}'.`);
  return seconds;
}

/**
 * When something expires, as RFC 3339 in UTC: after a duration (`90d`), on a date (`2027-01-01`, midnight UTC), at a time
 * (`2027-01-01T12:00:00Z`), or null for `never`.
 * @throws UsageError naming the option
 */
export function expiryOf(option: string, text: string, now = Date.now()): string | null {
  if (text === 'never') return null;
  const time = DURATION.test(text) ? now + durationOf(option, text) * 1000 : calendarTime(text);
  if (Number.isNaN(time)) {
    throw new UsageError(
      `${option} takes 90d, 24h, a date that there is such as 2027-01-01, or never; not '${text}'.`,
    );
  }
  if (time > LAST_TIME_MS)
    throw new UsageError(`${option} takes a time before the year 10000, not '${text}'.`);
  return new Date(time).toISOString();
}

/**
 * A time that has passed, as RFC 3339 in UTC: so long ago (`7d`), a date (midnight UTC), or a time with its zone.
 * @throws UsageError naming the option
 */
export function momentOf(option: string, text: string, now = Date.now()): string {
  if (DURATION.test(text)) return new Date(now - durationOf(option, text) * 1000).toISOString();
  const time = calendarTime(text);
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  throw new UsageError(`${option} takes 7d, 24h, a date such as 2026-11-01, or a time; not '${text}'.`);
}

/**
 * A date (midnight UTC) or a time with its zone, passed or to come, as RFC 3339 in UTC. A duration is refused: nothing says whether `30d`
 * are ago or to come.
 * @throws UsageError naming the option
 */
export function dateOf(option: string, text: string): string {
  const time = calendarTime(text);
  if (!Number.isNaN(time) && time <= LAST_TIME_MS) return new Date(time).toISOString();
  throw new UsageError(
    `${option} takes a date that there is, such as 2026-11-01, or a time such as 2026-11-01T12:00:00Z; not '${text}'.`,
  );
}

/** Name and value of `name=value`; the value may hold further `=`. @throws UsageError naming the option */
export function pairOf(option: string, text: string, separator: '=' | ':' = '='): readonly [string, string] {
  const at = text.indexOf(separator);
  if (at < 1) throw new UsageError(`${option} takes 'name${separator}value', not '${text}'.`);
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}
