/** RFC 3339 with its parts: a date, and maybe a time with its zone. */
const TIME =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(?:[Zz]|[+-](\d\d):(\d\d)))?$/;

/**
 * Milliseconds since 1970 of a date (`2027-01-01`, midnight UTC) or a time with its zone (RFC 3339). NaN for what is in no
 * calendar: `Date.parse` would take 30 February for 2 March.
 */
export function calendarTime(text: string): number {
  const [, ...parts] = TIME.exec(text) ?? [];
  if (parts.length === 0) return NaN;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zoneHour = 0, zoneMinute = 0] =
    parts.map((part: string | undefined) => Number(part ?? 0));
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const real = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth;
  const clock = hour <= 23 && minute <= 59 && second <= 59 && zoneHour <= 23 && zoneMinute <= 59;
  return real && clock ? Date.parse(text.replace(' ', 'T').toUpperCase()) : NaN;
}

/** The last moment that RFC 3339 can write. */
export const LAST_TIME_MS = Date.parse('9999-12-31T23:59:59Z');
