import { sql } from 'kysely';
import type { Kysely, RawBuilder, SqlBool } from 'kysely';
import { atOrBelow } from '../../database/at-or-below';
import type { Database } from '../../database/database';
import type { LedgerTables } from '../store/ledger-tables';
import { storedSpans } from './stored-spans';
import type { StoredSpan } from './stored-spans';

/** Whose use since when is asked for. */
export interface SpentAsked {
  readonly keyId?: string | undefined;
  /** The path of a group; those below it count too. */
  readonly group?: string | undefined;
  /** Where the group was before, and until when; milliseconds since 1970. */
  readonly formerGroups?: readonly { readonly path: string; readonly until: number }[] | undefined;
  /** Names, and patterns in which `*` is any text. */
  readonly aliases?: readonly string[] | undefined;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** Where its use is wanted in slices of so many milliseconds too; whole hours, or parts of one. */
  readonly sliceMs?: number | undefined;
}

/** What was used, in each unit of budgets. */
export interface Spent {
  readonly usd: number;
  readonly tokens: number;
  readonly calls: number;
}

/** What an owner used, and in which slices, by their beginnings. */
export interface SpentInSlices extends Spent {
  readonly slices?: readonly (Spent & { readonly start: number })[];
}

const HOUR_MS = 3_600_000;
/** For so long after a group was moved replicas may still write where it was. */
const KNOWN_LATE_MS = 5_000;

/** What was used by each of several owners: from stored sums, and from the rows of the hour in which its time begins. */
export function budgetsSpent(
  database: Database<LedgerTables>,
  asked: readonly SpentAsked[],
): Promise<readonly SpentInSlices[]> {
  return database.read((db) => spentOf(db, asked));
}

/** The same, within a transaction. */
export async function spentOf(
  db: Kysely<LedgerTables>,
  asked: readonly SpentAsked[],
): Promise<readonly SpentInSlices[]> {
  const spent: SpentInSlices[] = [];
  for (const one of asked) {
    const hour = Math.ceil(one.since / HOUR_MS) * HOUR_MS;
    let sum = hour === one.since ? NOTHING : await sumOf(db, one, callsWithin(one.since, hour));
    // Where it was until some hour of a day is told by the hours of that day.
    const moves = (one.formerGroups ?? []).map(({ until }) => Math.ceil(until / HOUR_MS) * HOUR_MS);
    for (const span of await storedSpans(db, hour, Number.MAX_SAFE_INTEGER, moves)) {
      sum = together(sum, await sumOf(db, one, span));
    }
    spent.push({
      ...sum,
      ...(one.sliceMs !== undefined && { slices: await slicesOf(db, one, one.sliceMs) }),
    });
  }
  return spent;
}

const NOTHING: Spent = { usd: 0, tokens: 0, calls: 0 };

/** A part of some time, and the table that tells what was used in it. */
interface SpentSpan {
  readonly table: SpentTable;
  readonly where: RawBuilder<SqlBool>;
}

async function sumOf(db: Kysely<LedgerTables>, asked: SpentAsked, span: SpentSpan): Promise<Spent> {
  const { rows } = await sql<Record<keyof Spent, unknown>>`
    select ${usedIn(span.table)} from ${sql.table(span.table)} where ${whose(asked, span)}`.execute(db);
  return readSpent(rows[0]);
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

function together(one: Spent, other: Spent): Spent {
  return { usd: one.usd + other.usd, tokens: one.tokens + other.tokens, calls: one.calls + other.calls };
}

type SpentTable = StoredSpan['table'] | 'ledger_calls';

const TIMES: Readonly<Record<SpentTable, string>> = {
  ledger_days: 'day',
  ledger_hours: 'hour',
  ledger_calls: 'started_at',
};

function usedIn(table: SpentTable): RawBuilder<unknown> {
  const calls = table === 'ledger_calls' ? sql`count(*)` : sql`sum(calls)`;
  return sql`sum(charged_usd) as usd, sum(input_tokens + output_tokens) as tokens, ${calls} as calls`;
}

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
  const like = alias.replaceAll(/[\\%_]/g, '\\$&').replaceAll('*', '%');
  const ends = [
    sql`alias like ${like} escape '\\'`,
    sql`substr(alias, 1, ${sql.lit(first.length)}) = ${first}`,
    ...(last === '' ? [] : [sql`substr(alias, length(alias) - ${sql.lit(last.length - 1)}) = ${last}`]),
  ];
  return sql`(${sql.join(ends, sql` and `)})`;
}

function readSpent(row: Partial<Record<keyof Spent, unknown>> | undefined): Spent {
  return { usd: Number(row?.usd ?? 0), tokens: Number(row?.tokens ?? 0), calls: Number(row?.calls ?? 0) };
}
