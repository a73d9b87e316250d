import type { Database } from '../../database/database';
import type { LedgerTables } from '../store/ledger-tables';
import type { CallFilter } from './call-filter';

/** How often a key was refused for a reason. */
export interface RefusalCount {
  readonly key_id: string;
  readonly code: string;
  readonly count: number;
}

/** Requests that were refused before an upstream was asked, by key and reason. */
export function refusals(
  database: Database<LedgerTables>,
  { since = 0, until = Number.MAX_SAFE_INTEGER, key: ref, keyId: key = ref }: CallFilter,
): Promise<readonly RefusalCount[]> {
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
