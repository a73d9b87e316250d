import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../../database/database';
import { SUM_DIMENSIONS, SUM_MEASURES } from './ledger-tables';
import type { LedgerTables } from './ledger-tables';
import { DAY_MS, dayOf, HOUR_MS } from '../utc-hours';

/** After its end a day is left for so long to calls that began in it. What comes later has it summed again. */
const SETTLE_MS = 3 * HOUR_MS;
/** Hourly sums that one statement reads, unless a single hour has more: a statement has seconds. */
const ROWS_AT_ONCE = 50_000;
/** Holds off who adds to hours that are over (migration 1004), until its transaction ends. */
const LOCK = sql`select pg_advisory_xact_lock(715224003)`;

/** The column, with the calls that used something where an earlier release has not counted attempts. */
export const BILLED_ATTEMPTS = sql`case when billed_attempts = 0 and (input_tokens + output_tokens + searches > 0 or estimated_calls > 0)
  then calls else billed_attempts end`;

/** The columns that tell a day's sums apart, beside the day. */
const DIMENSIONS = SUM_DIMENSIONS.filter((name) => name !== 'hour');

/** The days from one time to another whose sums are those of all their hours, sorted; milliseconds since 1970 of their beginnings. */
export async function summedDays(
  db: Kysely<LedgerTables>,
  from: number,
  until: number,
): Promise<readonly number[]> {
  const { rows } = await sql<{ day: unknown }>`select day from ledger_summed_days
    where day >= ${from} and day < ${until} group by day having max(late) = 0 order by day`.execute(db);
  return rows.map(({ day }) => Number(day));
}

/**
 * Sums the latest day that is over and is not summed, or has grown since.
 * @param from milliseconds since 1970: what is older is about to be deleted
 * @returns whether there are more such days
 */
export async function sumOneDay(
  database: Database<LedgerTables>,
  from: number,
  now: number,
): Promise<boolean> {
  const pending = await database.read((db) => pendingDays(db, from, now));
  const [day] = pending;
  if (day === undefined) return false;
  await database.write(async (db) => {
    if (database.engine === 'postgres') await LOCK.execute(db);
    const [done] = await summedDays(db, day, day + DAY_MS);
    if (done === undefined) await sumDay(db, day);
  });
  return pending.length > 1;
}

/** The latest first. */
async function pendingDays(db: Kysely<LedgerTables>, from: number, now: number): Promise<readonly number[]> {
  const { rows } = await sql<{ hour: unknown }>`select min(hour) as hour from ledger_hours`.execute(db);
  const oldest = rows[0]?.hour ?? null;
  if (oldest === null) return [];
  const first = dayOf(Math.max(from, Number(oldest)));
  const end = dayOf(now - SETTLE_MS);
  const summed = new Set(await summedDays(db, first, end));
  const pending: number[] = [];
  for (let day = end - DAY_MS; day >= first; day -= DAY_MS) if (!summed.has(day)) pending.push(day);
  return pending;
}

async function sumDay(db: Transaction<LedgerTables>, day: number): Promise<void> {
  await db.deleteFrom('ledger_days').where('day', '=', day).execute();
  await db.deleteFrom('ledger_summed_days').where('day', '=', day).execute();
  for (const [from, until] of await partsOf(db, day)) await addHours(db, day, from, until);
  await db.insertInto('ledger_summed_days').values({ day, late: 0 }).execute();
}

/** A day's hours in as few parts as one statement each can read. */
async function partsOf(
  db: Transaction<LedgerTables>,
  day: number,
): Promise<readonly (readonly [number, number])[]> {
  const { rows } = await sql<{ hour: unknown; rows: unknown }>`select hour, count(*) as rows from ledger_hours
    where hour >= ${day} and hour < ${day + DAY_MS} group by hour order by hour`.execute(db);
  const parts: [number, number][] = [];
  let size = 0;
  for (const row of rows) {
    const [hour, count] = [Number(row.hour), Number(row.rows)];
    const last = parts.at(-1);
    size += count;
    if (last !== undefined && size <= ROWS_AT_ONCE) last[1] = hour + HOUR_MS;
    else {
      parts.push([hour, hour + HOUR_MS]);
      size = count;
    }
  }
  return parts;
}

async function addHours(
  db: Transaction<LedgerTables>,
  day: number,
  from: number,
  until: number,
): Promise<void> {
  const places = sql.join(DIMENSIONS.map((name) => sql.ref(name)));
  const columns = SUM_MEASURES.map((name) => sql.ref(name));
  const measures = SUM_MEASURES.map((name) => (name === 'billed_attempts' ? BILLED_ATTEMPTS : sql.ref(name)));
  const added = SUM_MEASURES.map(
    (name) => sql`${sql.ref(name)} = ${sql.ref(`ledger_days.${name}`)} + ${sql.ref(`excluded.${name}`)}`,
  );
  await sql`insert into ledger_days (day, ${places}, ${sql.join(columns)})
    select ${sql.lit(day)}, ${places}, ${sql.join(measures.map((name) => sql`sum(${name})`))} from ledger_hours
    where hour >= ${sql.lit(from)} and hour < ${sql.lit(until)} group by ${places}
    on conflict (day, ${places}) do update set ${sql.join(added)}`.execute(db);
}
