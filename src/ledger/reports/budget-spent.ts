import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { Database } from '../../database/database';
import type { LedgerTables } from '../store/ledger-tables';

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

/** What was used by each of several owners: from hourly sums, and from the rows of the hour in which its time begins. */
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
    const ofHours = await sumOf(db, one, 'ledger_hours', hour, undefined);
    const before = hour === one.since ? NOTHING : await sumOf(db, one, 'ledger_calls', one.since, hour);
    spent.push({
      ...together(ofHours, before),
      ...(one.sliceMs !== undefined && { slices: await slicesOf(db, one, one.sliceMs) }),
    });
  }
  return spent;
}

const NOTHING: Spent = { usd: 0, tokens: 0, calls: 0 };

async function sumOf(
  db: Kysely<LedgerTables>,
  asked: SpentAsked,
  table: SpentTable,
  since: number,
  until: number | undefined,
): Promise<Spent> {
  const { rows } = await sql<Record<keyof Spent, unknown>>`
    select ${usedIn(table)} from ${sql.table(table)} where ${whose(asked, table, since, until)}`.execute(db);
  return readSpent(rows[0]);
}

/** Use in slices, of which the first may begin before the time that is asked for. */
async function slicesOf(
  db: Kysely<LedgerTables>,
  asked: SpentAsked,
  length: number,
): Promise<readonly (Spent & { readonly start: number })[]> {
  const hour = Math.ceil(asked.since / HOUR_MS) * HOUR_MS;
  const parts =
    length % HOUR_MS === 0
      ? [['ledger_calls', asked.since, hour] as const, ['ledger_hours', hour, undefined] as const]
      : [['ledger_calls', asked.since, undefined] as const];
  const slices: (Spent & { start: number })[] = [];
  for (const [table, since, until] of parts) {
    const time = timeOf(table);
    const { rows } = await sql<Record<keyof Spent | 'start', unknown>>`
      select ${time} - ${time} % ${sql.lit(length)} as start, ${usedIn(table)}
      from ${sql.table(table)} where ${whose(asked, table, since, until)} group by 1`.execute(db);
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

type SpentTable = 'ledger_hours' | 'ledger_calls';

function timeOf(table: SpentTable): RawBuilder<unknown> {
  return sql.ref(table === 'ledger_hours' ? 'hour' : 'started_at');
}

function usedIn(table: SpentTable): RawBuilder<unknown> {
  const calls = table === 'ledger_hours' ? sql`sum(calls)` : sql`count(*)`;
  return sql`sum(charged_usd) as usd, sum(input_tokens + output_tokens) as tokens, ${calls} as calls`;
}

function whose(
  { keyId, group, formerGroups = [], aliases }: SpentAsked,
  table: SpentTable,
  since: number,
  until: number | undefined,
): RawBuilder<unknown> {
  const time = timeOf(table);
  const where = [sql`${time} >= ${sql.lit(since)}`];
  if (until !== undefined) where.push(sql`${time} < ${sql.lit(until)}`);
  if (keyId !== undefined) where.push(sql`key_id = ${keyId}`);
  if (group !== undefined) {
    const places = formerGroups.map(
      ({ path, until }) => sql`(${isWithin(path)} and ${time} < ${sql.lit(until + KNOWN_LATE_MS)})`,
    );
    where.push(sql`(${sql.join([isWithin(group), ...places], sql` or `)})`);
  }
  if (aliases !== undefined) where.push(sql`(${sql.join(aliases.map(isAlias), sql` or `)})`);
  return sql.join(where, sql` and `);
}

function isWithin(group: string): RawBuilder<unknown> {
  const below = `${group}/`;
  return sql`(group_path = ${group} or substr(group_path, 1, ${sql.lit(below.length)}) = ${below})`;
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
