import { sql } from 'kysely';
import type { Database } from '../../database/database';
import type { LedgerTables } from './ledger-tables';
import { DAY_MS } from '../utc-hours';

const NAME = /^ledger_calls_(\d{4})(\d\d)(\d\d)$/;
/** Lets one process at a time make or drop partitions, until its transaction ends. The number is ours. */
const LOCK = sql`select pg_advisory_xact_lock(715224002)`;

/** The partitions of PostgreSQL's table of calls, one a day (UTC). */
export class DayPartitions {
  readonly #made = new Set<number>();

  /** Makes those that these times fall into, where they are not there. */
  async make(database: Database<LedgerTables>, times: readonly number[]): Promise<void> {
    const days = new Set(times.map((at) => Math.floor(at / DAY_MS)));
    for (const day of days) {
      if (this.#made.has(day)) continue;
      const from = day * DAY_MS;
      await database.write(async (db) => {
        await LOCK.execute(db);
        await sql`create table if not exists ${sql.table(nameOf(from))} partition of ledger_calls
          for values from (${sql.lit(from)}) to (${sql.lit(from + DAY_MS)})`.execute(db);
      });
      this.#made.add(day);
    }
  }

  /** Makes them anew, where they are not there any more. */
  forget(): void {
    this.#made.clear();
  }

  /** Drops those whose every row is older than a time. */
  async drop(database: Database<LedgerTables>, before: number): Promise<void> {
    const { rows } = await database.read((db) =>
      sql<{ name: string }>`select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'ledger_calls'::regclass`.execute(db),
    );
    for (const { name } of rows) {
      const [, year, month, day] = NAME.exec(name) ?? [];
      if (day === undefined) continue;
      const from = Date.UTC(Number(year), Number(month) - 1, Number(day));
      if (from + DAY_MS > before) continue;
      await database.write(async (db) => {
        await LOCK.execute(db);
        await sql`drop table if exists ${sql.table(name)}`.execute(db);
      });
      this.#made.delete(from / DAY_MS);
    }
  }
}

function nameOf(at: number): string {
  return `ledger_calls_${new Date(at).toISOString().slice(0, 10).replaceAll('-', '')}`;
}
