import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { LedgerTables } from '../store/ledger-tables';
import type { RowFilter } from './call-filter';
import { callHours } from './call-hours';
import type { CallHours } from './call-hours';
import { DAY_MS, dayOf, HOUR_MS } from '../utc-hours';

/** Ids of one process grow with each call, so that their time may run ahead of the clock, or behind one that was set back. */
export const SKEW_MS = HOUR_MS;
/** Days whose hours are looked for at once, after one, two, four …. */
const MAX_DAYS = 32;

/** Later than any call. */
const NEVER = 2 ** 47;

/** A time, in milliseconds since 1970: from its beginning to before its end. */
interface Span {
  readonly from: number;
  readonly until: number;
}

/** Some time by which calls have their ids. */
export interface Stretch extends Span {
  /** Within this time the wanted ones of them began: their hours may be fewer than those of the ids. */
  readonly began: Span;
  /** How many wanted ones there may be, as far as that is known. */
  readonly calls: number;
  /** Whose calls may be wanted; undefined where that is not known. */
  readonly keys: ReadonlySet<string> | undefined;
}

/** Where calls are wanted. */
export interface StretchesAsked {
  readonly filter: RowFilter;
  /** How many; a stretch has about so many of them, where there are. */
  readonly limit: number;
  readonly latestFirst: boolean;
  /** Times of ids between which calls are wanted, in milliseconds since 1970. */
  readonly from: number;
  readonly until: number;
}

/**
 * The times of ids between which calls of a filter may be, in the order of a page; none is in two of them. A page reads as many as it
 * needs: a key, a group or a model that called much once and not since has its page without the calls of others in between.
 */
export async function* callStretches(
  db: Kysely<LedgerTables>,
  asked: StretchesAsked,
): AsyncGenerator<Stretch, void> {
  const { filter, latestFirst } = asked;
  const summed = await summedTimes(db);
  const first = Math.max(summed.from, filter.since ?? 0, asked.from - SKEW_MS);
  const last = Math.min(summed.until, filter.until ?? Infinity, asked.until + SKEW_MS + 1) - 1;
  // Rows may be kept for longer than sums.
  const isOlder = (filter.since ?? 0) < summed.from && asked.from < summed.from + SKEW_MS;
  const older: CallHours = new Map(
    isOlder && (await isThereBefore(db, summed.from)) ? [[0, { keys: undefined, calls: 1 }]] : [],
  );
  const cutter = new StretchCutter(asked, older, summed.from);
  if (!latestFirst) yield* cutter.cut(new Map(), new Set([0]));
  let size = 1;
  for (let done = 0; ;) {
    const days: number[] = [];
    for (let at = done; at < done + size; at++) {
      const day = latestFirst ? dayOf(last) - at * DAY_MS : dayOf(first) + at * DAY_MS;
      if (day >= dayOf(first) && day <= last) days.push(day);
    }
    const end = days.at(-1);
    if (end === undefined) break;
    // Calls of the next day may have ids among those of these days.
    const next = latestFirst ? end - DAY_MS : end + DAY_MS;
    const hours = await callHours(db, filter, [...days, next]);
    yield* cutter.cut(hours, new Set(days));
    done += size;
    size = Math.min(MAX_DAYS, 2 * size);
  }
  if (latestFirst) yield* cutter.cut(new Map(), new Set([0]));
}

/** Makes stretches of hours. */
class StretchCutter {
  /** Up to where stretches were made. */
  #edge: number;
  /** How many calls the next one is to have. */
  #wanted: number;
  readonly #asked: StretchesAsked;
  readonly #older: CallHours;
  readonly #olderMs: number;

  /** @param older what is before the sums, as one hour that begins at 0 @param olderMs how long that is */
  constructor(asked: StretchesAsked, older: CallHours, olderMs: number) {
    this.#asked = asked;
    this.#older = older;
    this.#olderMs = olderMs;
    this.#edge = asked.latestFirst ? asked.until : asked.from;
    this.#wanted = asked.limit;
  }

  /** @param days whose hours are cut now; others are known of besides */
  *cut(some: CallHours, days: ReadonlySet<number>): Generator<Stretch, void> {
    const { latestFirst, from: least, until: most } = this.#asked;
    const hours = new Map([...this.#older, ...some]);
    const own = [...hours].filter(([hour]) => days.has(dayOf(hour)));
    own.sort(([one], [other]) => (latestFirst ? other - one : one - other));
    let open: { from: number; until: number; calls: number; isAnyones: boolean } | undefined;
    const close = (): Stretch[] => {
      if (open === undefined) return [];
      const { from, until, calls } = open;
      this.#edge = latestFirst ? from : until;
      open = undefined;
      return [{ from, until, calls, ...this.#callsIn(hours, from, until) }];
    };
    for (const [hour, { keys, calls }] of own) {
      const isAnyones = keys === undefined;
      const [earliest, end] = [hour - SKEW_MS, this.#endOf(hour) + SKEW_MS];
      const isApart = open !== undefined && (latestFirst ? end < open.from : earliest > open.until);
      if (isApart || (open !== undefined && open.isAnyones !== isAnyones)) yield* close();
      const from = Math.max(least, earliest, latestFirst ? -Infinity : this.#edge);
      const until = Math.min(most, end, latestFirst ? this.#edge : Infinity);
      if (from >= until) continue;
      open = {
        from: Math.min(from, open?.from ?? from),
        until: Math.max(until, open?.until ?? until),
        calls: calls + (open?.calls ?? 0),
        isAnyones,
      };
      if (open.calls < this.#wanted) continue;
      yield* close();
      // What else is asked of them may leave few of them.
      this.#wanted *= 2;
    }
    yield* close();
  }

  /** What all hours tell whose calls may have ids of that time. */
  #callsIn(hours: CallHours, from: number, until: number): Pick<Stretch, 'keys' | 'began'> {
    const all = new Set<string>();
    const began = { from: Infinity, until: -Infinity };
    let areKnown = true;
    for (const [hour, { keys }] of hours) {
      const end = this.#endOf(hour);
      if (hour - SKEW_MS >= until || end + SKEW_MS <= from) continue;
      began.from = Math.min(began.from, hour);
      // Where the earliest come first, the hours after it are not known yet when it is cut.
      began.until = Math.max(began.until, hour === 0 ? end + 2 * SKEW_MS : end);
      for (const key of keys ?? []) all.add(key);
      areKnown &&= keys !== undefined;
    }
    return { keys: areKnown ? all : undefined, began };
  }

  #endOf(hour: number): number {
    return hour + (hour === 0 ? this.#olderMs : HOUR_MS);
  }
}

/** From the first hour that is summed to the end of the last one; after all rows where no sum is left. */
async function summedTimes(
  db: Kysely<LedgerTables>,
): Promise<{ readonly from: number; readonly until: number }> {
  const { rows } = await sql<{ first: unknown; last: unknown }>`
    select (select min(hour) from ledger_hours) as first, (select max(hour) from ledger_hours) as last`.execute(
    db,
  );
  const [row] = rows;
  if (row === undefined || row.first === null) return { from: NEVER, until: NEVER };
  return { from: Number(row.first), until: Number(row.last) + HOUR_MS };
}

async function isThereBefore(db: Kysely<LedgerTables>, at: number): Promise<boolean> {
  const { rows } = await sql`select 1 from ledger_calls where started_at < ${at} limit 1`.execute(db);
  return rows.length > 0;
}
