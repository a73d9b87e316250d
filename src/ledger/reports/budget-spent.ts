import { sql } from 'kysely';
import type { Kysely, RawBuilder, SqlBool } from 'kysely';
import { atOrBelow } from '../../database/at-or-below';
import type { Database } from '../../database/database';
import type { LedgerTables } from '../store/ledger-tables';
import { storedSpans } from './stored-spans';
import { spentByOwner } from './spent-by-owner';
import { NOTHING, readSpent, together, usedIn } from './spent';
import type { Spent, SpentAsked, SpentInSlices, SpentSpan, SpentTable } from './spent';
import { HOUR_MS } from '../utc-hours';

/** For so long after a group was moved replicas may still write where it was. */
const KNOWN_LATE_MS = 5_000;

/** What was used by each of several owners: from stored sums, and from the rows of the hour in which its time begins. */
export function budgetsSpent(
  database: Database<LedgerTables>,
  asked: readonly SpentAsked[],
): Promise<readonly SpentInSlices[]> {
  return database.read((db) => spentOf(db, asked));
}

/** The same, within a transaction: those whose time begins together are summed together. */
export async function spentOf(
  db: Kysely<LedgerTables>,
  asked: readonly SpentAsked[],
): Promise<readonly SpentInSlices[]> {
  const spent: SpentInSlices[] = [];
  const places = asked.map((one, at) => ({ one, at }));
  for (const alike of Map.groupBy(places, ({ one, at }) => beginningOf(one, at)).values()) {
    const some = alike.map(({ one }) => one);
    const [first] = some;
    if (first === undefined) continue;
    const spans = await spansSince(db, first);
    const sums = some.length === 1 ? [await sumOf(db, first, spans)] : await spentByOwner(db, some, spans);
    for (const [index, { one, at }] of alike.entries()) {
      const slices = one.sliceMs === undefined ? undefined : await slicesOf(db, one, one.sliceMs);
      spent[at] = { ...(sums[index] ?? NOTHING), ...(slices && { slices }) };
    }
  }
  return spent;
}

/** What those have in common that are summed together; a group that was moved is alone. */
function beginningOf({ since, formerGroups = [] }: SpentAsked, at: number): string {
  return formerGroups.length === 0 ? String(since) : `${since} ${at}`;
}

async function spansSince(
  db: Kysely<LedgerTables>,
  { since, formerGroups = [] }: SpentAsked,
): Promise<readonly SpentSpan[]> {
  const hour = Math.ceil(since / HOUR_MS) * HOUR_MS;
  // Where it was until some hour of a day is told by the hours of that day.
  const moves = formerGroups.map(({ until }) => Math.ceil(until / HOUR_MS) * HOUR_MS);
  const stored = await storedSpans(db, hour, Number.MAX_SAFE_INTEGER, moves);
  return hour === since ? stored : [callsWithin(since, hour), ...stored];
}

async function sumOf(
  db: Kysely<LedgerTables>,
  asked: SpentAsked,
  spans: readonly SpentSpan[],
): Promise<Spent> {
  let sum = NOTHING;
  for (const span of spans) {
    const { rows } = await sql<Record<keyof Spent, unknown>>`
      select ${usedIn(span.table)} from ${sql.table(span.table)} where ${whose(asked, span)}`.execute(db);
    sum = together(sum, readSpent(rows[0]));
  }
  return sum;
}

function callsWithin(since: number, until?: number): SpentSpan {
  const upTo = until === undefined ? sql`` : sql` and started_at < ${sql.lit(until)}`;
  return { table: 'ledger_calls', where: sql<SqlBool>`started_at >= ${sql.lit(since)}${upTo}` };
}

function hoursFrom(since: number): SpentSpan {
  return { table: 'ledger_hours', where: sql<SqlBool>`hour >= ${sql.lit(since)}` };
}

/** Use in slices, of which the first may begin before the time that is asked for. */
async function slicesOf(
  db: Kysely<LedgerTables>,
  asked: SpentAsked,
  length: number,
): Promise<readonly (Spent & { readonly start: number })[]> {
  const hour = Math.ceil(asked.since / HOUR_MS) * HOUR_MS;
  const parts =
    length % HOUR_MS === 0 ? [callsWithin(asked.since, hour), hoursFrom(hour)] : [callsWithin(asked.since)];
  const slices: (Spent & { start: number })[] = [];
  for (const span of parts) {
    const time = sql.ref(TIMES[span.table]);
    const { rows } = await sql<Record<keyof Spent | 'start', unknown>>`
      select ${time} - ${time} % ${sql.lit(length)} as start, ${usedIn(span.table)}
      from ${sql.table(span.table)} where ${whose(asked, span)} group by 1`.execute(db);
    for (const row of rows) {
      const slice = { ...readSpent(row), start: Number(row.start) };
      const at = slices.findIndex(({ start }) => start === slice.start);
      const before = slices[at];
      if (before === undefined) slices.push(slice);
      else slices[at] = { start: slice.start, ...together(before, slice) };
    }
  }
  return slices;
}

const TIMES: Readonly<Record<SpentTable, string>> = {
  ledger_days: 'day',
  ledger_hours: 'hour',
  ledger_calls: 'started_at',
};

function whose(
  { keyId, group, formerGroups = [], aliases }: SpentAsked,
  span: SpentSpan,
): RawBuilder<unknown> {
  const where: RawBuilder<unknown>[] = [span.where];
  if (keyId !== undefined) where.push(sql`key_id = ${keyId}`);
  if (group !== undefined) {
    const places = formerGroups.map(
      ({ path, until }) =>
        sql`(${atOrBelow(path)} and ${sql.ref(TIMES[span.table])} < ${sql.lit(until + KNOWN_LATE_MS)})`,
    );
    where.push(sql`(${sql.join([atOrBelow(group), ...places], sql` or `)})`);
  }
  if (aliases !== undefined) where.push(sql`(${sql.join(aliases.map(isAlias), sql` or `)})`);
  return sql.join(where, sql` and `);
}

/** SQLite's `like` takes letters of either case for each other: the texts around the first and the last `*` are compared as well. */
function isAlias(alias: string): RawBuilder<unknown> {
  const [first = '', ...rest] = alias.split('*');
  const last = rest.at(-1);
  if (last === undefined) return sql`alias = ${alias}`;
  // Rows of calls have null where sums have the empty text.
  const called = sql`coalesce(alias, '')`;
  const like = alias.replaceAll(/[\\%_]/g, '\\$&').replaceAll('*', '%');
  const ends = [
    sql`${called} like ${like} escape '\\'`,
    sql`substr(${called}, 1, ${sql.lit(first.length)}) = ${first}`,
    ...(last === ''
      ? []
      : [sql`substr(${called}, length(${called}) - ${sql.lit(last.length - 1)}) = ${last}`]),
  ];
  return sql`(${sql.join(ends, sql` and `)})`;
}
