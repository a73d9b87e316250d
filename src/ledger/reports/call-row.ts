import { USE_COLUMNS } from '../store/ledger-tables';
import type { LedgerCallsTable } from '../store/ledger-tables';

const NUMBERS = [
  'started_at',
  ...USE_COLUMNS,
  'bytes_in',
  'bytes_out',
] as const satisfies readonly (keyof LedgerCallsTable)[];

/** A call's row with numbers for numbers: PostgreSQL's driver gives large whole ones as texts. */
export function numbersOf(row: LedgerCallsTable): LedgerCallsTable {
  const read = { ...row };
  for (const name of NUMBERS) {
    const value: unknown = row[name];
    read[name] = Number(value);
  }
  return read;
}
