import { UsageError } from '../usage-error';

const TIME_AWAY_FROM_UTC = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?([+-]\d\d)(?::?(\d\d))?$/;

/**
 * The day (UTC) of a date, a time, a date as Azure writes it (`11/30/2026`), or seconds or milliseconds since 1970.
 * @param place where it is, for the message
 */
export function dayOf(field: string, place: string): string {
  const text = field.trim();
  const [, local = '', time = '', hours, minutes = '00'] = TIME_AWAY_FROM_UTC.exec(text) ?? [];
  const at = hours === undefined ? NaN : Date.parse(`${local}T${time}${hours}:${minutes}`);
  if (!Number.isNaN(at)) return utcDay(at);
  const [date] = /^\d{4}-\d\d-\d\d/.exec(text) ?? [];
  if (date !== undefined && !Number.isNaN(Date.parse(date))) return date;
  const [, month = '', ofMonth = '', year] = /^(\d\d?)\/(\d\d?)\/(\d{4})(?!\d)/.exec(text) ?? [];
  const american = `${year ?? ''}-${month.padStart(2, '0')}-${ofMonth.padStart(2, '0')}`;
  if (year !== undefined && !Number.isNaN(Date.parse(american))) return american;
  if (/^\d{9,11}$/.test(text)) return utcDay(Number(text) * 1_000);
  if (/^\d{12,14}$/.test(text)) return utcDay(Number(text));
  throw new UsageError(`The export has no date in ${place}: '${text.slice(0, 40)}'.`);
}

function utcDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Digits, in groups or not: a comma before two or one of them is no group's, but may be one before a fraction. */
const NUMBER = /^-?(?:\d+|\d{1,3}(?:,\d{2,3})*,\d{3})(?:\.\d*)?(?:e[+-]?\d+)?$/i;

/** A number, with `$` and commas or without; nothing is 0. */
export function numberOf(field: string, place: string): number {
  const text = field.trim().replace(/^\$/, '');
  if (text === '') return 0;
  const number = NUMBER.test(text) ? Number(text.replaceAll(',', '')) : NaN;
  if (Number.isFinite(number)) return number;
  throw new UsageError(`The export has no number in ${place}: '${text.slice(0, 40)}'.`);
}
