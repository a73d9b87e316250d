import { sql } from 'kysely';
import type { Database } from '../../database/database';
import type { LedgerTables } from '../store/ledger-tables';

/** Keys whose names one statement looks for. */
const KEYS_AT_ONCE = 500;

/** Whose names are wanted, and when at the latest they were used. */
export interface NamesAsked {
  readonly ids: readonly string[];
  /** Milliseconds since 1970: rows before it are not looked at. */
  readonly since?: number | undefined;
}

/** The last names of keys, by their ids. */
export function keyNames(
  database: Database<LedgerTables>,
  { ids, since = 0 }: NamesAsked,
): Promise<Readonly<Record<string, string>>> {
  return database.read(async (db) => {
    const names: Record<string, string> = {};
    for (let from = 0; from < ids.length; from += KEYS_AT_ONCE) {
      const some = ids.slice(from, from + KEYS_AT_ONCE).map((id) => sql`(${id})`);
      const { rows } = await sql<{ id: string; name: string | null }>`
        with wanted(id) as (values ${sql.join(some)})
        select id, (select key_name from ledger_calls
          where key_id = wanted.id and started_at >= ${sql.lit(since)} order by started_at desc limit 1) as name
        from wanted`.execute(db);
      for (const { id, name } of rows) if (name !== null) names[id] = name;
    }
    return names;
  });
}
