import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { until } from './until';

/** A row of the ledger, by its columns. */
export type LedgerRow = Readonly<Record<string, unknown>>;

/** The ledger's calls in a data folder, the earliest first; none where there is no database yet. */
export function ledgerRows(dataDir: string): LedgerRow[] {
  const file = join(dataDir, 'ledger.sqlite');
  if (!existsSync(file)) return [];
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database
      .prepare('select * from ledger_calls order by call_id')
      .all()
      .map((row) => ({ ...row }));
  } catch (failure) {
    // The service is about to make it.
    if (/no such table|locked|busy/.test(String(failure))) return [];
    throw failure;
  } finally {
    database.close();
  }
}

/** Waits until there are so many calls in the ledger. */
export function untilRows(dataDir: string, count: number): Promise<LedgerRow[]> {
  const what = `${count} calls in the ledger`;
  return until(
    () => {
      const rows = ledgerRows(dataDir);
      return rows.length >= count ? rows : undefined;
    },
    { what },
  ).then((rows) => rows ?? []);
}
