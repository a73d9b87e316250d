import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Database } from '../../database/database';
import type { EndedRecord } from '../ledger-record';
import { HISTOGRAM_BOUNDS_MS, histogramColumns, SUM_MEASURES } from '../store/ledger-tables';
import type { LedgerCallsTable, LedgerTables } from '../store/ledger-tables';
import { addMeasures, sumParts } from '../store/ledger-row';
import type { SumPart } from '../store/ledger-row';
import { callCondition } from './call-filter';
import type { CallFilter } from './call-filter';
import { listCalls } from './list-calls';

/** What a report can be grouped by. */
export const GROUPINGS = [
  'key',
  'group',
  'user',
  'session',
  'tag',
  'alias',
  'model',
  'deployment',
  'provider',
  'door',
  'status',
  'ended',
  'hour',
  'day',
  'month',
] as const;

/** A word of {@link GROUPINGS}. */
export type Grouping = (typeof GROUPINGS)[number];

/** What is asked of the sums. */
export interface SumsAsked {
  readonly groupBy: readonly Grouping[];
  readonly filter: CallFilter;
  /** When prices change, in milliseconds since 1970: what lies between two of them is summed apart. */
  readonly changes: readonly number[];
}

/** Sums of one group at one place and at one state of the prices. */
export interface UsageSum {
  /** In the order of the groupings; times in ISO 8601. */
  readonly group: readonly string[];
  readonly model: string;
  readonly deployment: string;
  readonly provider: string;
  readonly tier: string;
  readonly contextOver: number;
  /** A time at which the prices were as they are for all of it. */
  readonly at: number;
  readonly measures: Readonly<Record<string, number>>;
}

/** Groupings and filters that the hourly sums cannot tell apart. */
const OF_ROWS: ReadonlySet<string> = new Set(['user', 'session', 'tag', 'ended', 'id']);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PAGE_ROWS = 2_000;
/** Groups beyond these are summed as one. */
const MAX_GROUPS = 20_000;
const OTHERS = '(others)';

/** Sums use by groups: from the hourly sums, or from the rows of calls where those do not hold what is asked. */
export function usageSums(database: Database<LedgerTables>, asked: SumsAsked): Promise<readonly UsageSum[]> {
  const needsRows =
    asked.groupBy.some((name) => OF_ROWS.has(name)) ||
    Object.entries(asked.filter).some(([name, value]) => OF_ROWS.has(name) && value !== undefined) ||
    !onTheHour(asked.filter.since) ||
    !onTheHour(asked.filter.until);
  return needsRows ? fromRows(database, asked) : fromHours(database, asked);
}

function onTheHour(at: number | undefined): boolean {
  return at === undefined || at % HOUR_MS === 0;
}

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

function fromHours(
  database: Database<LedgerTables>,
  { groupBy, filter, changes }: SumsAsked,
): Promise<readonly UsageSum[]> {
  const sqlite = database.engine === 'sqlite';
  const expressions = groupBy.map((name) => {
    // Numbers are grouped in a fraction of the time that texts of times take.
    if (name === 'hour') return sql<number>`hour`;
    if (name === 'day') return sql<number>`(hour / ${sql.lit(DAY_MS)})`;
    if (name === 'month') {
      return sqlite
        ? sql<string>`strftime('%Y-%m', hour / 1000, 'unixepoch')`
        : sql<string>`to_char(to_timestamp(hour / 1000) at time zone 'UTC', 'YYYY-MM')`;
    }
    return sql<string>`${sql.ref(COLUMNS[name] ?? 'key_id')}`;
  });
  const epoch =
    changes.length === 0
      ? sql<number>`0`
      : sql<number>`case ${sql.join(
          [...changes].reverse().map((at) => sql`when hour >= ${sql.lit(at)} then ${sql.lit(at)}`),
          sql` `,
        )} else 0 end`;
  const where = [sql`hour >= ${sql.lit(filter.since ?? 0)}`];
  if (filter.until !== undefined) where.push(sql`hour < ${sql.lit(filter.until)}`);
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
    if (value !== undefined) where.push(sql`${sql.ref(column)} = ${value}`);
  }
  if (filter.group !== undefined) {
    const below = `${filter.group}/`;
    where.push(
      sql`(group_path = ${filter.group} or substr(group_path, 1, ${sql.lit(below.length)}) = ${below})`,
    );
  }
  const groups = expressions.map((expression, at) => sql`${expression} as ${sql.ref(`g${at}`)}`);
  const place = ['model', 'deployment', 'provider', 'service_tier', 'context_over'];
  const sums = SUM_MEASURES.map((name) => sql`sum(${sql.ref(name)}) as ${sql.ref(name)}`);
  const by: RawBuilder<unknown>[] = [...expressions, ...place.map((name) => sql`${sql.ref(name)}`)];
  // A number alone would be the place of a column.
  if (changes.length > 0) by.push(epoch);
  const query = sql<Record<string, unknown>>`select ${sql.join([
    ...groups,
    ...place.map((name) => sql.ref(name)),
    sql`max(hour) as last_hour`,
    ...sums,
  ])} from ledger_hours where ${sql.join(where, sql` and `)} group by ${sql.join(by)}`;
  return database.read(async (db) => {
    const { rows } = await query.execute(db);
    return rows.map((row) => ({
      group: groupBy.map((name, at) => groupText(name, row[`g${at}`])),
      model: textOf(row['model']),
      deployment: textOf(row['deployment']),
      provider: textOf(row['provider']),
      tier: textOf(row['service_tier']),
      contextOver: Number(row['context_over']),
      at: Number(row['last_hour']),
      measures: Object.fromEntries(SUM_MEASURES.map((name) => [name, Number(row[name])])),
    }));
  });
}

/** Times come as numbers: milliseconds of an hour, days since 1970. */
function groupText(name: Grouping, value: unknown): string {
  if (name === 'hour') return `${new Date(Number(value)).toISOString().slice(0, 13)}:00Z`;
  if (name === 'day') return new Date(Number(value) * DAY_MS).toISOString().slice(0, 10);
  return textOf(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** Reads the rows page by page: memory grows with the groups, not with the calls. */
async function fromRows(
  database: Database<LedgerTables>,
  { groupBy, filter, changes }: SumsAsked,
): Promise<readonly UsageSum[]> {
  const sums = new Map<string, RowsSum>();
  let after = '';
  for (;;) {
    const page = await listCalls(database, { filter, limit: PAGE_ROWS, after });
    for (const call of page) {
      const at = changes.findLast((change) => change <= call.started_at) ?? 0;
      for (const group of groupsOf(call, groupBy)) {
        for (const part of sumParts(recordOf(call))) {
          const { of } = part;
          const named = groupBy.map((name, index) => (name === 'model' ? of.model : (group[index] ?? '')));
          const place = [of.model, of.deployment, of.provider, of.service_tier, of.context_over, at];
          const key = JSON.stringify([named, ...place]);
          const isKept = sums.size < MAX_GROUPS || sums.has(key);
          const shown = isKept ? named : groupBy.map(() => OTHERS);
          addPart(sums, isKept ? key : JSON.stringify([shown, ...place]), shown, part, call.started_at);
        }
      }
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_ROWS) break;
    after = last.call_id;
  }
  return [...sums.values()].map(({ group, of, adds, at }) => ({
    group,
    model: of.model,
    deployment: of.deployment,
    provider: of.provider,
    tier: of.service_tier,
    contextOver: of.context_over,
    at,
    measures: Object.fromEntries(SUM_MEASURES.map((name) => [name, adds[name] ?? 0])),
  }));
}

/** A sum of calls that were read one by one. */
interface RowsSum extends SumPart {
  readonly group: readonly string[];
  readonly at: number;
}

function addPart(
  sums: Map<string, RowsSum>,
  key: string,
  group: readonly string[],
  { of, adds }: SumPart,
  at: number,
): void {
  const sum = sums.get(key);
  if (sum === undefined) sums.set(key, { of, adds: { ...adds }, group, at });
  else addMeasures(sum.adds, adds);
}

/** The groups that a call is of: one, or one for each of its tags. */
function groupsOf(call: LedgerCallsTable, groupBy: readonly Grouping[]): readonly (readonly string[])[] {
  const tagsAt = groupBy.indexOf('tag');
  const values = groupBy.map((name) => valueOf(call, name));
  if (tagsAt < 0) return [values];
  const tags = call.tags === null ? [''] : (JSON.parse(call.tags) as string[]);
  return tags.map((tag) => values.with(tagsAt, tag));
}

function valueOf(call: LedgerCallsTable, name: Grouping): string {
  const time = new Date(call.started_at).toISOString();
  switch (name) {
    case 'key':
      return call.key_id;
    case 'group':
      return call.group_path;
    case 'user':
      return call.end_user ?? '';
    case 'session':
      return call.session ?? '';
    case 'alias':
      return call.alias ?? '';
    case 'deployment':
      return call.deployment;
    case 'provider':
      return call.provider;
    case 'door':
      return call.door;
    case 'status':
      return String(call.status);
    case 'ended':
      return call.ended;
    case 'hour':
      return `${time.slice(0, 13)}:00Z`;
    case 'day':
      return time.slice(0, 10);
    case 'month':
      return time.slice(0, 7);
    default:
      return '';
  }
}

function recordOf(call: LedgerCallsTable): EndedRecord {
  return {
    kind: 'ended',
    id: call.call_id,
    at: call.started_at,
    requestId: call.request_id,
    traceId: call.trace_id,
    keyId: call.key_id,
    keyName: call.key_name,
    group: call.group_path,
    door: call.door,
    wire: call.wire,
    streamed: call.streamed === 1,
    alias: call.alias ?? undefined,
    modelAsked: call.model_asked,
    tier: call.service_tier ?? undefined,
    bytesIn: call.bytes_in,
    firstTokenMs: call.first_token_ms ?? undefined,
    ms: call.duration_ms,
    deployment: call.deployment,
    connection: call.connection,
    provider: call.provider,
    status: call.status,
    ended: call.ended,
    // Only the ledger writes here.
    attempts: JSON.parse(call.attempts) as EndedRecord['attempts'],
    bytesOut: call.bytes_out,
    chargedUsd: call.charged_usd ?? undefined,
  };
}

/** The time below which a share of a histogram's calls lies, in milliseconds; null where there are none. */
export function quantile(
  measures: Readonly<Record<string, number>>,
  of: 'ft' | 'du',
  share: number,
): number | null {
  const counts = histogramColumns(of).map((name) => measures[name] ?? 0);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let below = 0;
  for (const [at, count] of counts.entries()) {
    const from = HISTOGRAM_BOUNDS_MS[at - 1] ?? 0;
    const to = HISTOGRAM_BOUNDS_MS[at] ?? HISTOGRAM_BOUNDS_MS.at(-1) ?? 0;
    if (below + count >= share * total && count > 0) {
      return Math.round(from + ((to - from) * (share * total - below)) / count);
    }
    below += count;
  }
  return null;
}

/** The last names of keys, by their ids. */
export function keyNames(
  database: Database<LedgerTables>,
  ids: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  return database.read(async (db) => {
    const names: Record<string, string> = {};
    for (const id of ids) {
      const row = await db
        .selectFrom('ledger_calls')
        .select('key_name')
        .where((call) => callCondition(call, {}))
        .where('key_id', '=', id)
        .orderBy('started_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      if (row !== undefined) names[id] = row.key_name;
    }
    return names;
  });
}

/** Requests that were refused before an upstream was asked, by key and reason. */
export function refusals(
  database: Database<LedgerTables>,
  { since = 0, until = Number.MAX_SAFE_INTEGER, key: ref, keyId: key = ref }: CallFilter,
): Promise<readonly { readonly key_id: string; readonly code: string; readonly count: number }[]> {
  return database.read(async (db) => {
    let query = db
      .selectFrom('ledger_refusals')
      .select(({ fn }) => ['key_id', 'code', fn.sum<number>('count').as('count')])
      .where('hour', '>=', since)
      .where('hour', '<', until)
      .groupBy(['key_id', 'code']);
    if (key !== undefined) query = query.where('key_id', '=', key);
    return (await query.execute()).map((row) => {
      const count: unknown = row.count;
      return { ...row, count: Number(count) };
    });
  });
}
