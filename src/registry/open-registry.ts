import type { Settings } from '../config/settings';
import type { Database } from '../database/database';
import type { DatabaseUse } from '../database/database-owner';
import { DatabaseError } from '../database/database-error';
import { StartRefused } from '../database/start-refused';
import type { Tables } from './tables';
import { MasterKeys, requireMasterKey } from './vault/master-keys';
import { Vault } from './vault/vault';
import { checkVault, vaultIsUsed } from './vault/vault-check';

/** The registry's database, with the vault that opens what is encrypted in it. */
export interface OpenRegistry {
  readonly database: Database<Tables>;
  readonly vault: Vault;
}

/**
 * Opens the database and the vault that the settings name.
 * @throws StartRefused when the master key is missing or wrong, or the database's file is damaged: waiting does not help
 * @throws DatabaseError when the database cannot be reached now
 */
export async function openRegistry(settings: Settings, use: DatabaseUse<Tables>): Promise<OpenRegistry> {
  requireMasterKey(settings);
  const database = await refusingTorn(use.open());
  const vault = new Vault(MasterKeys.open(settings, await vaultIsUsed(database)));
  await checkVault(database, vault);
  return { database, vault };
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
