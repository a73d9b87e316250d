import { join } from 'node:path';
import type { Database } from '../../database/database';
import { openPostgres } from '../../database/postgres/open';
import { openSqlite } from '../../database/sqlite/open';
import { ledgerMigration } from '../migrations/1001-ledger';
import { budgetLeasesMigration } from '../migrations/1002-budget-leases';
import { budgetAlertsMigration } from '../migrations/1003-budget-alerts';
import { daySumsMigration } from '../migrations/1004-day-sums';
import { callSearchesMigration } from '../migrations/1005-call-searches';
import { picturesMigration } from '../migrations/1006-pictures';
import { cachedPartsMigration } from '../migrations/1007-cached-parts';
import { hourNamesMigration } from '../migrations/1008-hour-names';
import { sharedHourNamesMigration } from '../migrations/1009-shared-hour-names';
import { soundsMigration } from '../migrations/1010-sounds';
import type { LedgerTables } from './ledger-tables';

/** The SQLite file's name in the data folder. */
const FILE = 'ledger.sqlite';

/** Where the ledger is stored. */
export interface LedgerPlace {
  /** A PostgreSQL database; without one it is a SQLite file in the data folder. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
}

/** Opens the ledger's tables. @throws DatabaseError when they cannot be opened now */
export function openLedger({ databaseUrl, dataDir }: LedgerPlace): Promise<Database<LedgerTables>> {
  const migrations = [
    ledgerMigration,
    budgetLeasesMigration,
    budgetAlertsMigration,
    daySumsMigration,
    callSearchesMigration,
    picturesMigration,
    cachedPartsMigration,
    hourNamesMigration,
    sharedHourNamesMigration,
    soundsMigration,
  ];
  return databaseUrl === undefined
    ? openSqlite(join(dataDir, FILE), migrations)
    : openPostgres(databaseUrl, migrations);
}
