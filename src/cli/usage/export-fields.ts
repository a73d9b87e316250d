import { UsageError } from '../usage-error';

/**
 * The day (UTC) of a date, a time, a date as Azure writes it (`11/30/2026`), or seconds since 1970.
 * @param place where it is, for the message
 */
export function dayOf(field: string, place: string): string {
  const text = field.trim();
  const [date] = /^\d{4}-\d\d-\d\d/.exec(text) ?? [];
  if (date !== undefined && !Number.isNaN(Date.parse(date))) return date;
  const [, month = '', ofMonth = '', year] = /^(\d\d?)\/(\d\d?)\/(\d{4})(?!\d)/.exec(text) ?? [];
  const american = `${year ?? ''}-${month.padStart(2, '0')}-${ofMonth.padStart(2, '0')}`;
  if (year !== undefined && !Number.isNaN(Date.parse(american))) return american;
  if (/^\d{9,11}$/.test(text)) return new Date(Number(text) * 1_000).toISOString().slice(0, 10);
  throw new UsageError(`The export has no date in ${place}: '${text.slice(0, 40)}'.`);
}

/** A number, with `$` and commas or without; nothing is 0. */
export function numberOf(field: string, place: string): number {
  const text = field.trim().replace(/^\$/, '');
  if (text === '') return 0;
  const number = /^-?\d[\d,]*(?:\.\d*)?(?:e-?\d+)?$/i.test(text) ? Number(text.replaceAll(',', '')) : NaN;
  if (Number.isFinite(number)) return number;
  throw new UsageError(`The export has no number in ${place}: '${text.slice(0, 40)}'.`);
}
