import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import { summedDays } from '../store/day-sums';
import { notedHours } from '../store/noted-hours';
import type { LedgerTables } from '../store/ledger-tables';
import type { RowFilter } from './call-filter';
import { sumConditions } from './stored-sums';
import type { SumFilter } from './stored-sums';
import { DAY_MS, HOUR_MS } from '../utc-hours';

const HOURS_OF_DAY = Array.from({ length: 24 }, (_, hour) => hour * HOUR_MS);
/** Pairs of hour and key that are told apart; with more of them the hours alone are told. */
const MAX_PAIRS = 5_000;
/** Keys that are looked for one by one in the sums of hours; for more of them all sums are read. */
const MAX_SOUGHT = 20;

/** What calls of an hour may be wanted. */
export interface HourCalls {
  /** The keys that made them; undefined where that is not known. */
  readonly keys: ReadonlySet<string> | undefined;
  /** How many there are, as far as that is known; at least 1. */
  readonly calls: number;
}

/** Hours in which wanted calls may be, by their beginnings in milliseconds since 1970. In no other hour is one. */
export type CallHours = ReadonlyMap<number, HourCalls>;

/**
 * Whether {@link callHours} knows the hours of a filter: its sums have it, or it is a name that is noted (`hour-names.ts`). What has an
 * index of its own in the order of calls (migration 1005) is better found there.
 */
export function tellsHours(filter: RowFilter): boolean {
  const { user, session, id, ended } = filter;
  if ((user ?? session ?? id) !== undefined || (ended !== undefined && ended !== 'whole')) return false;
  const { status, ...others } = filter;
  const isFailure = status !== undefined && status >= 400;
  return sumConditions(inSums(isFailure ? others : filter)).length > 0 || namesIn(filter).length > 0;
}

/** The hours of some days in which calls of a filter may be. @param days their beginnings, milliseconds since 1970 */
export async function callHours(
  db: Kysely<LedgerTables>,
  filter: RowFilter,
  days: readonly number[],
): Promise<CallHours> {
  const conditions = sumConditions(inSums(filter));
  let found: CallHours | undefined;
  if (conditions.length > 0) found = await hoursBySums(db, conditions, days);
  for (const name of namesIn(filter)) {
    if (found?.size === 0) return found;
    const named = await hoursByName(db, name, days);
    found = found === undefined ? named : inBoth(found, named);
  }
  return found ?? new Map<number, HourCalls>();
}

/** What sums tell of calls as their rows do: of models they have those that were called, and of keys the ids. */
function inSums({ model: _model, key: _key, use, ...rest }: RowFilter): SumFilter {
  return { ...rest, ...use };
}

interface SoughtName {
  readonly name: string;
  /** Whether it may also be the id of a key. */
  readonly isKey: boolean;
}

function namesIn({ model, key }: RowFilter): readonly SoughtName[] {
  return [
    ...(model === undefined ? [] : [{ name: model, isKey: false }]),
    ...(key === undefined ? [] : [{ name: key, isKey: true }]),
  ];
}

/** Days that are summed have few rows: only the hours of those that have any are looked at. */
async function hoursBySums(
  db: Kysely<LedgerTables>,
  conditions: readonly RawBuilder<unknown>[],
  days: readonly number[],
): Promise<CallHours> {
  const wanted = sql.join(conditions, sql` and `);
  const summed = await summedDays(db, Math.min(...days), Math.max(...days) + DAY_MS);
  const inDays = new Set(summed);
  const pairs = summed.length === 0 ? [] : await daysWith(db, summed, wanted);
  const isKnown = pairs.length <= MAX_PAIRS;
  const withCalls = new Set(pairs.map(({ at }) => Number(at)));
  const looked = days.filter((day) => !inDays.has(day) || !isKnown || withCalls.has(day));
  const keys = new Set(pairs.map(({ key_id }) => key_id));
  const areSought = isKnown && keys.size <= MAX_SOUGHT && looked.every((day) => inDays.has(day));
  if (looked.length === 0) return new Map();
  const where = sql`hour in (${hoursIn(looked)}) and ${areSought ? sql`key_id in (${sql.join([...keys])}) and ` : sql``}${wanted}`;
  const { rows } =
    await sql<Pair>`select hour as at, key_id, sum(calls) as calls from ledger_hours where ${where}
    group by hour, key_id limit ${sql.lit(MAX_PAIRS + 1)}`.execute(db);
  if (rows.length <= MAX_PAIRS) return byHour(rows);
  const all =
    await sql<Pair>`select hour as at, null as key_id, sum(calls) as calls from ledger_hours where ${where}
    group by hour`.execute(db);
  return byHour(all.rows);
}

interface Pair {
  readonly at: unknown;
  readonly key_id: string | null;
  readonly calls: unknown;
}

async function daysWith(
  db: Kysely<LedgerTables>,
  days: readonly number[],
  wanted: RawBuilder<unknown>,
): Promise<readonly Pair[]> {
  const { rows } = await sql<Pair>`select distinct day as at, key_id from ledger_days
    where day in (${numbers(days)}) and ${wanted} limit ${sql.lit(MAX_PAIRS + 1)}`.execute(db);
  return rows;
}

/** An hour that is not noted may have any name. */
async function hoursByName(
  db: Kysely<LedgerTables>,
  { name, isKey }: SoughtName,
  days: readonly number[],
): Promise<CallHours> {
  const hours = hoursIn(days);
  const noted = notedHours(hours);
  const { rows } = await sql<Pair>`
    select hour as at, key_id, 1 as calls from ledger_hour_names
      where name = ${name} and hour in (${noted})
    ${isKey ? sql`union select hour, key_id, 1 from ledger_hours where key_id = ${name} and hour in (${hours})` : sql``}
    union all
    select column1, null, 1 from (values ${sql.join(hoursOf(days).map((hour) => sql`(${sql.lit(hour)})`))}) as looked
      where column1 not in (${noted}) and exists (select 1 from ledger_hours where hour = column1)
    limit ${sql.lit(MAX_PAIRS + 1)}`.execute(db);
  if (rows.length <= MAX_PAIRS) return byHour(rows);
  return new Map(hoursOf(days).map((hour) => [hour, { keys: undefined, calls: 1 }]));
}

function byHour(pairs: readonly Pair[]): CallHours {
  const hours = new Map<number, { keys: Set<string> | undefined; calls: number }>();
  for (const { at, key_id: key, calls } of pairs) {
    const hour = Number(at);
    const known = hours.get(hour);
    const count = Math.max(1, Number(calls));
    if (known === undefined) {
      hours.set(hour, { keys: key === null ? undefined : new Set([key]), calls: count });
      continue;
    }
    known.calls += count;
    if (key === null) known.keys = undefined;
    else known.keys?.add(key);
  }
  return hours;
}

function inBoth(some: CallHours, others: CallHours): CallHours {
  const both = new Map<number, HourCalls>();
  for (const [hour, one] of some) {
    const other = others.get(hour);
    if (other === undefined) continue;
    const keys =
      one.keys !== undefined && other.keys !== undefined
        ? new Set([...one.keys].filter((key) => other.keys?.has(key)))
        : (one.keys ?? other.keys);
    if (keys?.size !== 0) both.set(hour, { keys, calls: Math.min(one.calls, other.calls) });
  }
  return both;
}

function hoursOf(days: readonly number[]): readonly number[] {
  return days.flatMap((day) => HOURS_OF_DAY.map((hour) => day + hour));
}

function hoursIn(days: readonly number[]): RawBuilder<unknown> {
  return numbers(hoursOf(days));
}

function numbers(values: readonly number[]): RawBuilder<unknown> {
  return sql.join(values.map((value) => sql.lit(value)));
}
