import { sql } from 'kysely';
import type { Database } from '../../database/database';
import { SUM_MEASURES } from '../store/ledger-tables';
import type { HistogramColumn, LedgerTables, SumMeasure } from '../store/ledger-tables';
import { quantile } from './quantile';
import { sumsOfRows } from './row-sums';
import { storedSums } from './stored-sums';
import type { SumsAsked, UsageSum, UsedAt } from './usage-sum';
import { HOUR_MS } from '../utc-hours';

/** A measure that a report adds up. */
export type UseMeasure = Exclude<SumMeasure, HistogramColumn>;

/** What a group used at one place and at one state of the prices. */
export interface UsagePart extends UsedAt {
  /** Those that are 0 are left out. */
  readonly measures: Readonly<Partial<Record<UseMeasure, number>>>;
}

/** Medians and 95th percentiles, in milliseconds; null where no call has such a time. */
export interface UsageTimes {
  readonly first_token_p50_ms: number | null;
  readonly first_token_p95_ms: number | null;
  readonly duration_p50_ms: number | null;
  readonly duration_p95_ms: number | null;
}

/** What a group used. */
export interface UsageGroup {
  readonly group: readonly string[];
  readonly parts: readonly UsagePart[];
  readonly times: UsageTimes;
}

/** What all groups used, and the times of all of them together. */
export interface UsageSums {
  readonly groups: readonly UsageGroup[];
  readonly times: UsageTimes;
  /** What all calls used, where the groups together have more: a call is of each of its tags. */
  readonly total?: readonly UsagePart[];
}

/** Groupings and filters that stored sums cannot tell apart. */
const OF_ROWS: ReadonlySet<string> = new Set(['user', 'session', 'tag', 'ended', 'id']);

/**
 * Sums use by groups: from the stored sums, or from the rows of calls where those do not hold what is asked. Everything that
 * needs no prices is done here, in the ledger's thread: there may be tens of thousands of groups.
 */
export async function usageSums(database: Database<LedgerTables>, asked: SumsAsked): Promise<UsageSums> {
  const needsRows =
    asked.groupBy.some((name) => OF_ROWS.has(name)) ||
    Object.entries(asked.filter).some(([name, value]) => OF_ROWS.has(name) && value !== undefined) ||
    !onTheHour(asked.filter.since) ||
    !onTheHour(asked.filter.until) ||
    (await isFormerName(database, asked.filter.key));
  if (!needsRows) return byGroup(await storedSums(database, asked));
  const { sums, total } = await sumsOfRows(database, asked);
  if (total === undefined) return byGroup(sums);
  return { ...byGroup(sums), times: timesOf(added(total)), total: total.map(partOf) };
}

/** Whether a key is named that sums do not know by its id: it was removed, and only the rows of its calls have its name. */
async function isFormerName(database: Database<LedgerTables>, key: string | undefined): Promise<boolean> {
  if (key === undefined) return false;
  const query = sql`select 1 from ledger_hours where key_id = ${key} limit 1`;
  const { rows } = await database.read((db) => query.execute(db));
  return rows.length === 0;
}

function onTheHour(at: number | undefined): boolean {
  return at === undefined || at % HOUR_MS === 0;
}

function byGroup(sums: readonly UsageSum[]): UsageSums {
  const all = nothing();
  const same = Map.groupBy(sums, ({ group }) => group.join('\u0000'));
  const groups = [...same.values()].map((parts): UsageGroup => {
    const [one] = parts;
    const total = parts.length === 1 && one !== undefined ? one.measures : added(parts);
    addTo(all, total);
    return { group: one?.group ?? [], parts: parts.map(partOf), times: timesOf(total) };
  });
  return { groups, times: timesOf(all) };
}

function added(parts: readonly UsageSum[]): readonly number[] {
  const total = nothing();
  for (const { measures } of parts) addTo(total, measures);
  return total;
}

function nothing(): number[] {
  return new Array<number>(SUM_MEASURES.length).fill(0);
}

function addTo(total: number[], measures: readonly number[]): void {
  for (let at = 0; at < total.length; at++) total[at] = (total[at] ?? 0) + (measures[at] ?? 0);
}

const USE_MEASURES = SUM_MEASURES.flatMap((name, at) =>
  name.startsWith('ft_') || name.startsWith('du_') ? [] : [[name as UseMeasure, at] as const],
);

function partOf({ model, deployment, provider, tier, contextOver, at, measures: all }: UsageSum): UsagePart {
  const measures: Partial<Record<UseMeasure, number>> = {};
  for (const [name, index] of USE_MEASURES) {
    const value = all[index] ?? 0;
    if (value !== 0) measures[name] = value;
  }
  return { model, deployment, provider, tier, contextOver, at, measures };
}

function timesOf(measures: readonly number[]): UsageTimes {
  return {
    first_token_p50_ms: quantile(measures, 'ft', 0.5),
    first_token_p95_ms: quantile(measures, 'ft', 0.95),
    duration_p50_ms: quantile(measures, 'du', 0.5),
    duration_p95_ms: quantile(measures, 'du', 0.95),
  };
}
