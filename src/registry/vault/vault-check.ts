import { Secret } from '../../config/secret';
import type { Database } from '../../database/database';
import type { Tables } from '../tables';
import { StartRefused } from '../../database/start-refused';
import type { MasterKeys } from './master-keys';
import { credentialPlace } from '../connections/connection-entry';
import { Vault } from './vault';
import { VaultError } from './vault-error';

const CHECKED_TEXT = new Secret('llm-proxy');
const CHECK_PLACE = { table: 'registry_state', id: '1', column: 'key_check' };

/** The check value that tells whether a master key is the right one, also while no credential exists. */
export function sealCheck(vault: Vault, keyId: string): string {
  return vault.seal(CHECKED_TEXT, CHECK_PLACE, keyId);
}

/** Whether a registry has been encrypted under some master key. */
export async function vaultIsUsed(database: Database<Tables>): Promise<boolean> {
  return (await readState(database)).key_id !== null;
}

/**
 * Makes sure that the master key is the registry's, which takes the first key that it sees for its own.
 * @throws StartRefused when it is another one, naming both
 */
export async function checkVault(database: Database<Tables>, vault: Vault): Promise<void> {
  const { first } = vault.keys;
  let state = await readState(database);
  if (state.key_id === null) {
    const key_check = sealCheck(vault, first.id);
    await database.write((db) =>
      db
        .updateTable('registry_state')
        .set({ key_id: first.id, key_check })
        .where('key_id', 'is', null)
        .execute(),
    );
    state = await readState(database);
  }
  const { key_id } = state;
  if (key_id === null || vault.keys.find(key_id) === undefined) throw wrongKey(vault.keys, key_id ?? '?');
  const { key_check } = state;
  try {
    if (key_check !== null && Vault.isOlder(key_check)) {
      vault.openOlder(key_check, CHECK_PLACE);
      await upgradeVault(database, vault, { key_id, key_check });
    } else vault.open(key_check ?? '', CHECK_PLACE);
  } catch (problem) {
    if (!(problem instanceof VaultError)) throw problem;
    throw new StartRefused(
      `The check value in registry_state of ${database.place} does not open under the master key ${key_id}: restore the database from a backup.`,
    );
  }
}

/**
 * Binds what an older release sealed to all of its row, once: what is in the rows at that moment is taken for right.
 * The new check value is the mark that it was done; from then on nothing of the older form is opened any more.
 */
async function upgradeVault(
  database: Database<Tables>,
  vault: Vault,
  { key_id, key_check }: { readonly key_id: string; readonly key_check: string },
): Promise<void> {
  await database.write(async (db) => {
    // Held until the end, so that of several replicas one does it.
    const held = await db
      .updateTable('registry_state')
      .set({ key_check: sealCheck(vault, key_id) })
      .where('id', '=', 1)
      .where('key_check', '=', key_check)
      .returning('id')
      .executeTakeFirst();
    if (held === undefined) return;
    const rows = db.selectFrom('connections').selectAll().where('credential', 'is not', null);
    for (const row of await rows.execute()) {
      try {
        const secret = vault.openOlder(row.credential ?? '', credentialPlace(row));
        const credential = vault.seal(secret, credentialPlace(row), key_id);
        await db.updateTable('connections').set({ credential }).where('id', '=', row.id).execute();
      } catch (problem) {
        // It did not open before either: its connection says so when it is read.
        if (!(problem instanceof VaultError)) throw problem;
      }
    }
  });
}

function wrongKey(keys: MasterKeys, needed: string): StartRefused {
  const place = keys.file ?? 'LLM_PROXY__ENCRYPTION_KEY';
  // A service that goes from development to production has it still where it was made.
  const made = keys.madeFileWith(needed);
  const where = made === undefined ? '' : `, which is in ${made}`;
  return new StartRefused(
    `The master key is the wrong one: the registry was encrypted under ${needed}, and ${place} holds ${keys.ids.join(', ')}. ` +
      `Put the right key there${where} (in a rotation both, the new one first).`,
  );
}

function readState(database: Database<Tables>) {
  return database.read((db) =>
    db
      .selectFrom('registry_state')
      .select(['key_id', 'key_check'])
      .where('id', '=', 1)
      .executeTakeFirstOrThrow(),
  );
}
