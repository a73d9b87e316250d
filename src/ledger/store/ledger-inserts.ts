import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import { ChunkedInsert } from './chunked-insert';
import { SUM_DIMENSIONS, SUM_MEASURES } from './ledger-tables';
import type { LedgerCallsTable, LedgerHoursTable, LedgerRefusalsTable, LedgerTables } from './ledger-tables';

/** What is put into the ledger's tables. For one database: the engines have statements of their own. */
export class LedgerInserts {
  /** Calls of which none may be there. */
  readonly newCalls = new ChunkedInsert<LedgerCallsTable>((db, rows) => insertCalls(db, rows).compile().sql);

  /** Returns the ids of calls that were not there. */
  readonly missingCalls = new ChunkedInsert<LedgerCallsTable>(
    (db, rows) => insertCalls(db, rows).returning('call_id').compile().sql,
  );

  /** Adds to what is there. */
  readonly sums = new ChunkedInsert<LedgerHoursTable>(
    (db, rows) =>
      db
        .insertInto('ledger_hours')
        .values(rows)
        .onConflict((conflict) =>
          conflict
            .columns([...SUM_DIMENSIONS])
            .doUpdateSet(
              Object.fromEntries(
                SUM_MEASURES.map((name) => [
                  name,
                  sql<number>`${sql.ref(`ledger_hours.${name}`)} + ${sql.ref(`excluded.${name}`)}`,
                ]),
              ),
            ),
        )
        .compile().sql,
  );

  readonly refusals = new ChunkedInsert<LedgerRefusalsTable>(
    (db, rows) =>
      db
        .insertInto('ledger_refusals')
        .values(rows)
        .onConflict((conflict) => conflict.doNothing())
        .compile().sql,
  );
}

const insertCalls = (db: Transaction<LedgerTables>, rows: readonly LedgerCallsTable[]) =>
  db
    .insertInto('ledger_calls')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing());
