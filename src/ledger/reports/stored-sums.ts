import { sql } from 'kysely';
import type { Kysely, RawBuilder, SqlBool } from 'kysely';
import { atOrBelow } from '../../database/at-or-below';
import type { Database, Engine } from '../../database/database';
import { BILLED_ATTEMPTS } from '../store/day-sums';
import { SUM_MEASURES } from '../store/ledger-tables';
import type { LedgerTables } from '../store/ledger-tables';
import type { CallFilter } from './call-filter';
import type { Grouping } from './groupings';
import { storedSpans } from './stored-spans';
import type { StoredSpan } from './stored-spans';
import type { SumsAsked, UsageSum } from './usage-sum';
import { DAY_MS } from '../utc-hours';

const PLACE = ['model', 'deployment', 'provider', 'service_tier', 'context_over'] as const;
const COLUMNS: Readonly<Partial<Record<Grouping, string>>> = {
  key: 'key_id',
  group: 'group_path',
  alias: 'alias',
  model: 'model',
  deployment: 'deployment',
  provider: 'provider',
  door: 'door',
  status: 'status',
};

/** A month by key and day is grouped in so much memory, and in the usual 4 MB on disk, which takes half as long again. */
const MORE_MEMORY = sql`select set_config('work_mem', '16MB', true)
  where pg_size_bytes(current_setting('work_mem')) < pg_size_bytes('16MB')`;

/** Sums of what is stored by hour and by day. */
export function storedSums(
  database: Database<LedgerTables>,
  { groupBy, filter, changes }: SumsAsked,
): Promise<readonly UsageSum[]> {
  const { since = 0, until = Number.MAX_SAFE_INTEGER } = filter;
  const conditions = sumConditions(filter);
  return database.snapshot(async (db) => {
    if (database.engine === 'postgres') await MORE_MEMORY.execute(db);
    const spans: readonly StoredSpan[] = groupBy.includes('hour')
      ? [{ table: 'ledger_hours', time: 'hour', where: hoursOf(since, until) }]
      : await storedSpans(db, since, until, changes);
    const sums: UsageSum[] = [];
    for (const span of spans) {
      const rows = await sumsOf(db, database.engine, { groupBy, changes, span, conditions });
      // One by one: an array of tens of thousands does not fit the arguments of a call.
      for (const row of rows) sums.push(sumOf(groupBy, row));
    }
    return sums;
  });
}

function hoursOf(since: number, until: number): RawBuilder<SqlBool> {
  return sql<SqlBool>`(hour >= ${sql.lit(since)} and hour < ${sql.lit(until)})`;
}

/** What sums tell apart of what is asked for. */
export type SumFilter = { readonly [Name in keyof CallFilter]: CallFilter[Name] | undefined };

/** The conditions of a filter on the rows of sums. */
export function sumConditions(filter: SumFilter): readonly RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = [];
  const equal: [string, string | number | undefined][] = [
    ['key_id', filter.key],
    ['key_id', filter.keyId],
    ['alias', filter.alias],
    ['model', filter.model],
    ['deployment', filter.deployment],
    ['provider', filter.provider],
    ['door', filter.door],
    ['status', filter.status],
  ];
  for (const [column, value] of equal) {
    if (value !== undefined) conditions.push(sql`${sql.ref(column)} = ${value}`);
  }
  if (filter.group !== undefined) conditions.push(atOrBelow(filter.group));
  return conditions;
}

interface SpanAsked extends Pick<SumsAsked, 'groupBy' | 'changes'> {
  readonly span: StoredSpan;
  readonly conditions: readonly RawBuilder<unknown>[];
}

async function sumsOf(
  db: Kysely<LedgerTables>,
  engine: Engine,
  { groupBy, changes, span, conditions }: SpanAsked,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const time = sql.ref<number>(span.time);
  const groups = groupBy.map((name) => groupExpression(name, time, engine));
  const by: RawBuilder<unknown>[] = [...groups, ...PLACE.map((name) => sql.ref(name))];
  // A number alone would be the place of a column.
  if (changes.length > 0) by.push(stateOfPrices(changes, time));
  const { rows } = await sql<Record<string, unknown>>`select ${sql.join([
    ...groups.map((expression, at) => sql`${expression} as ${sql.ref(`g${at}`)}`),
    ...PLACE.map((name) => sql.ref(name)),
    sql`max(${time}) as last_time`,
    ...measuresIn(engine),
  ])} from ${sql.table(span.table)}
    where ${sql.join([span.where, ...conditions], sql` and `)} group by ${sql.join(by)}`.execute(db);
  return rows;
}

/** The columns of the measures. SQLite gives them as one JSON array: fifty columns a row take half as long again to come. */
function measuresIn(engine: Engine): readonly RawBuilder<unknown>[] {
  const columns = SUM_MEASURES.map((name) => (name === 'billed_attempts' ? BILLED_ATTEMPTS : sql.ref(name)));
  if (engine === 'sqlite')
    return [sql`json_array(${sql.join(columns.map((column) => sql`sum(${column})`))}) as measures`];
  // As a double PostgreSQL adds and sends them in a fraction of the time, and nothing at all in less; they are numbers here in the end.
  return columns.map(
    (column, at) => sql`nullif(sum((${column})::double precision), 0) as ${sql.ref(SUM_MEASURES[at] ?? '')}`,
  );
}

function measuresOf(row: Readonly<Record<string, unknown>>): readonly number[] {
  const { measures } = row;
  // Only the query above writes it.
  if (typeof measures === 'string') return JSON.parse(measures) as readonly number[];
  // They are the last columns; asking for each by its name takes longer than all the rest.
  return Object.values(row).slice(-SUM_MEASURES.length).map(Number);
}

function groupExpression(name: Grouping, time: RawBuilder<number>, engine: Engine): RawBuilder<unknown> {
  // Numbers are grouped in a fraction of the time that texts of times take.
  if (name === 'hour') return time;
  if (name === 'day') return sql`(${time} / ${sql.lit(DAY_MS)})`;
  if (name !== 'month') return sql.ref(COLUMNS[name] ?? 'key_id');
  return engine === 'sqlite'
    ? sql`strftime('%Y-%m', ${time} / 1000, 'unixepoch')`
    : sql`to_char(to_timestamp(${time} / 1000) at time zone 'UTC', 'YYYY-MM')`;
}

function stateOfPrices(changes: readonly number[], time: RawBuilder<number>): RawBuilder<unknown> {
  const cases = [...changes].reverse().map((at) => sql`when ${time} >= ${sql.lit(at)} then ${sql.lit(at)}`);
  return sql`case ${sql.join(cases, sql` `)} else 0 end`;
}

function sumOf(groupBy: readonly Grouping[], row: Readonly<Record<string, unknown>>): UsageSum {
  return {
    group: groupBy.map((name, at) => groupText(name, row[`g${at}`])),
    model: textOf(row['model']),
    deployment: textOf(row['deployment']),
    provider: textOf(row['provider']),
    tier: textOf(row['service_tier']),
    contextOver: Number(row['context_over']),
    at: Number(row['last_time']),
    measures: measuresOf(row),
  };
}

/** Times come as numbers: milliseconds of an hour, days since 1970. */
function groupText(name: Grouping, value: unknown): string {
  if (name === 'hour') return `${new Date(Number(value)).toISOString().slice(0, HOUR_DIGITS)}:00Z`;
  if (name === 'day') return new Date(Number(value) * DAY_MS).toISOString().slice(0, DAY_DIGITS);
  return textOf(value);
}

const HOUR_DIGITS = '2026-11-01T12'.length;
const DAY_DIGITS = '2026-11-01'.length;

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
