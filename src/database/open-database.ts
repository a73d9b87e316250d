import { join } from 'node:path';
import type { Settings } from '../config/settings';
import type { Database } from './database';
import { openPostgres } from './postgres/open';
import { openSqlite } from './sqlite/open';

/** The SQLite file's name in the data folder. */
const FILE = 'registry.sqlite';

/**
 * Opens the database that the settings name, its tables brought up to date.
 * @throws DatabaseError when it cannot be opened; `torn` mends by no further try
 */
export function openDatabase({ databaseUrl, dataDir }: Settings): Promise<Database> {
  if (databaseUrl !== undefined) return openPostgres(databaseUrl.reveal());
  return openSqlite(join(dataDir, FILE));
}
