import { join } from 'node:path';
import type { Settings } from '../config/settings';
import type { Database } from './database';
import type { Migration } from './migration';
import { openPostgres } from './postgres/open';
import { openSqlite } from './sqlite/open';

/** The SQLite file's name in the data folder. */
const FILE = 'registry.sqlite';

/**
 * Opens the database that the settings name, its tables brought up to date by these steps.
 * @throws DatabaseError when it cannot be opened; for `torn` there is no use in another try
 */
export function openDatabase<Tables>(
  { databaseUrl, dataDir }: Pick<Settings, 'databaseUrl' | 'dataDir'>,
  migrations: readonly Migration[],
): Promise<Database<Tables>> {
  if (databaseUrl !== undefined) return openPostgres(databaseUrl.reveal(), migrations);
  return openSqlite(join(dataDir, FILE), migrations);
}
