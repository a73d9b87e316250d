import { sql } from 'kysely';
import type { Kysely, RawBuilder, SqlBool } from 'kysely';
import { summedDays } from '../store/day-sums';
import type { LedgerTables } from '../store/ledger-tables';
import { DAY_MS, dayOf } from '../utc-hours';

/** From one time to before another, in milliseconds since 1970. */
type Range = readonly [from: number, until: number];

/** A part of some time, and the table that has the sums of it. */
export interface StoredSpan {
  readonly table: 'ledger_days' | 'ledger_hours';
  /** The column of times in it. */
  readonly time: 'day' | 'hour';
  /** Which rows of it are of that part. */
  readonly where: RawBuilder<SqlBool>;
}

/**
 * Divides a time into the days that were summed, and the hours of the others.
 * @param since on the hour, as are `until` and `cuts`
 * @param cuts times within which no sum may lie: the day of one is read by its hours
 */
export async function storedSpans(
  db: Kysely<LedgerTables>,
  since: number,
  until: number,
  cuts: readonly number[] = [],
): Promise<readonly StoredSpan[]> {
  const cutDays = new Set(cuts.filter((at) => at !== dayOf(at)).map(dayOf));
  const found = await summedDays(db, dayOf(since + DAY_MS - 1), dayOf(until));
  const inDays = rangesOf(found.filter((day) => !cutDays.has(day)));
  const inHours: Range[] = [];
  let from = since;
  for (const [first, end] of inDays) {
    if (from < first) inHours.push([from, first]);
    from = end;
  }
  if (from < until) inHours.push([from, until]);
  const spans: StoredSpan[] = [];
  if (inDays.length > 0) spans.push({ table: 'ledger_days', time: 'day', where: within('day', inDays) });
  if (inHours.length > 0) spans.push({ table: 'ledger_hours', time: 'hour', where: within('hour', inHours) });
  return spans;
}

/** The spans of days, those that follow each other together. */
function rangesOf(days: readonly number[]): readonly Range[] {
  const ranges: [number, number][] = [];
  for (const day of days) {
    const last = ranges.at(-1);
    if (last?.[1] === day) last[1] = day + DAY_MS;
    else ranges.push([day, day + DAY_MS]);
  }
  return ranges;
}

function within(time: string, ranges: readonly Range[]): RawBuilder<SqlBool> {
  const all = ranges.map(
    ([from, until]) => sql`(${sql.ref(time)} >= ${sql.lit(from)} and ${sql.ref(time)} < ${sql.lit(until)})`,
  );
  return sql<SqlBool>`(${sql.join(all, sql` or `)})`;
}
