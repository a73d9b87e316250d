import type { Settings } from '../config/settings';
import type { Database } from '../database/database';
import { DatabaseError } from '../database/database-error';
import { openDatabase } from '../database/open-database';
import { StartRefused } from '../database/start-refused';
import { MasterKeys, requireMasterKey } from './vault/master-keys';
import { Vault } from './vault/vault';
import { checkVault, vaultIsUsed } from './vault/vault-check';

/** The registry's database, with the vault that opens what is encrypted in it. */
export interface OpenRegistry {
  readonly database: Database;
  readonly vault: Vault;
}

/**
 * Opens the database and the vault that the settings name.
 * @throws StartRefused when the master key is missing or wrong, or the database's file is damaged: no waiting mends that
 * @throws DatabaseError when the database cannot be reached now
 */
export async function openRegistry(settings: Settings): Promise<OpenRegistry> {
  requireMasterKey(settings);
  const database = await refusingTorn(openDatabase(settings));
  try {
    const vault = new Vault(MasterKeys.open(settings, await vaultIsUsed(database)));
    await checkVault(database, vault);
    return { database, vault };
  } catch (failure) {
    await database.close();
    throw failure;
  }
}

/** Waits for some work on the database, and makes a damage that it meets a reason not to start. */
export async function refusingTorn<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (failure) {
    if (failure instanceof DatabaseError && failure.problem === 'torn')
      throw new StartRefused(failure.message);
    throw failure;
  }
}
