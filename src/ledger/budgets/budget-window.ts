import type { BudgetPeriod } from '../../registry/registry-records';

/** The time that a budget is for now, in milliseconds since 1970. */
export interface BudgetWindow {
  readonly start: number;
  /** When it renews; Infinity for never, and for a rolling one. */
  readonly end: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const ROLLING_MS: Readonly<Record<BudgetPeriod, number>> = {
  minute: MINUTE_MS,
  hour: HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 30 * DAY_MS,
  quarter: 91 * DAY_MS,
  year: 365 * DAY_MS,
  ever: Infinity,
};

/**
 * The parts in which a rolling budget's use is counted where replicas share it: it gives back one part at a time. From a
 * day on they are whole hours, as the ledger's sums are.
 */
const SLICE_MS: Readonly<Record<BudgetPeriod, number>> = {
  minute: 1_000,
  hour: MINUTE_MS,
  day: HOUR_MS,
  week: 3 * HOUR_MS,
  month: 12 * HOUR_MS,
  quarter: 36 * HOUR_MS,
  year: 144 * HOUR_MS,
  ever: Infinity,
};

/** The length of a budget's slices in milliseconds; undefined where all of its time is one. */
export function sliceMs(period: BudgetPeriod, rolling: boolean): number | undefined {
  return rolling && period !== 'ever' ? SLICE_MS[period] : undefined;
}

/** The length of a rolling budget's time in milliseconds. */
export function rollingMs(period: BudgetPeriod): number {
  return ROLLING_MS[period];
}

/** A day of the calendar of a time zone; months count from 0. */
interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Which time a budget is for, by the calendar of a time zone or as a length that ends now. */
export class BudgetCalendar {
  readonly #format: Intl.DateTimeFormat;

  /** @param timeZone a name of the IANA database */
  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  window(period: BudgetPeriod, rolling: boolean, now: number): BudgetWindow {
    if (period === 'ever') return { start: 0, end: Infinity };
    if (rolling) return { start: now - ROLLING_MS[period], end: Infinity };
    // Minutes and hours are the same everywhere, but for zones that are off by less than an hour.
    if (period === 'minute' || period === 'hour') {
      const length = ROLLING_MS[period];
      const offset = this.#offsetAt(now);
      const start = Math.floor((now + offset) / length) * length - offset;
      return this.#withinChanges({ start, end: start + length }, now, offset);
    }
    const [first, next] = daysOf(period, this.#dayAt(now));
    return { start: this.#midnight(first), end: this.#midnight(next) };
  }

  #dayAt(at: number): Day {
    const local = new Date(at + this.#offsetAt(at));
    return { year: local.getUTCFullYear(), month: local.getUTCMonth(), day: local.getUTCDate() };
  }

  /** When a day begins: with its first midnight, or where the clock skips that, with the clock's change. */
  #midnight({ year, month, day }: Day): number {
    const local = Date.UTC(year, month, day);
    // Clocks are changed once in two days at most: one of these two was theirs at midnight.
    const [before, after] = [this.#offsetAt(local - DAY_MS), this.#offsetAt(local + DAY_MS)];
    const midnights = [local - before, local - after].filter((at) => at + this.#offsetAt(at) === local);
    if (midnights.length > 0) return Math.min(...midnights);
    return this.#changeBetween(local - after, local - before, before);
  }

  /** An hour in which a clock is changed by less than an hour is two, or some time would count for both (Lord Howe Island). */
  #withinChanges({ start, end }: BudgetWindow, now: number, offset: number): BudgetWindow {
    const before = this.#offsetAt(start);
    const isSame = this.#offsetAt(end - 1) === offset;
    return {
      start: before === offset ? start : this.#changeBetween(start, now, before),
      end: isSame ? end : this.#changeBetween(now, end, offset),
    };
  }

  /** When a clock is changed. @param before how far it was ahead of UTC until then */
  #changeBetween(earliest: number, latest: number, before: number): number {
    while (latest - earliest > 1) {
      const middle = Math.floor((earliest + latest) / 2);
      if (this.#offsetAt(middle) === before) earliest = middle;
      else latest = middle;
    }
    return latest;
  }

  /** How far the zone's clock is ahead of UTC. */
  #offsetAt(at: number): number {
    const parts = new Map(this.#format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    const local = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
    return local - Math.floor(at / 1_000) * 1_000;
  }
}

const DAYS_OF_WEEK = 7;
/** Weeks begin on Monday. */
const MONDAY = 1;

/** The first day of a period and the first of the next one. */
function daysOf(
  period: 'day' | 'week' | 'month' | 'quarter' | 'year',
  { year, month, day }: Day,
): [Day, Day] {
  switch (period) {
    case 'day':
      return [
        { year, month, day },
        { year, month, day: day + 1 },
      ];
    case 'week': {
      const weekday = new Date(Date.UTC(year, month, day)).getUTCDay();
      const first = day - ((weekday - MONDAY + DAYS_OF_WEEK) % DAYS_OF_WEEK);
      return [
        { year, month, day: first },
        { year, month, day: first + DAYS_OF_WEEK },
      ];
    }
    case 'month':
      return [
        { year, month, day: 1 },
        { year, month: month + 1, day: 1 },
      ];
    case 'quarter': {
      const first = month - (month % 3);
      return [
        { year, month: first, day: 1 },
        { year, month: first + 3, day: 1 },
      ];
    }
    case 'year':
      return [
        { year, month: 0, day: 1 },
        { year: year + 1, month: 0, day: 1 },
      ];
  }
}
