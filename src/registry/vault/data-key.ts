import type { KeyObject } from 'node:crypto';
import type { Database } from '../../database/database';
import type { Tables } from '../tables';
import { decrypted, encrypted } from './cipher';
import { masterKeyOf, newMasterKeyText } from './master-key';
import type { Vault, VaultPlace } from './vault';
import { VaultError } from './vault-error';

/** A key that another stored thing encrypts under. A rotation of the master key seals it anew, and leaves all rows as they are. */
export class DataKey {
  constructor(private readonly key: KeyObject) {}

  /** @param place where the ciphertext is stored: it opens there and nowhere else */
  seal(text: string, place: readonly string[]): string {
    return encrypted(this.key, text, bindingOf(place)).toString('base64');
  }

  /** @returns undefined where it was changed, or was sealed for another place */
  open(sealed: string, place: readonly string[]): string | undefined {
    return decrypted(this.key, Buffer.from(sealed, 'base64'), bindingOf(place));
  }
}

/** Where a data key is sealed. */
export function dataKeyPlace(name: string): VaultPlace {
  return { table: 'data_keys', id: name, column: 'sealed' };
}

/**
 * The data key of a name, made where it is missing. Of several processes that make one, one wins.
 * @throws VaultError when it does not open
 * @throws DatabaseError when the database is away
 */
export async function openDataKey(database: Database<Tables>, vault: Vault, name: string): Promise<DataKey> {
  const sealed = (await readDataKey(database, name)) ?? (await makeDataKey(database, vault, name));
  const key = masterKeyOf(vault.open(sealed, dataKeyPlace(name)));
  if (key === undefined) throw new VaultError(`The sealed of data_keys ${name} is no key.`);
  return new DataKey(key.key);
}

async function makeDataKey(database: Database<Tables>, vault: Vault, name: string): Promise<string> {
  await database.write(async (db) => {
    // Held until the end: a rotation comes before it or after it.
    const { key_id } = await db
      .updateTable('registry_state')
      .set((row) => ({ key_id: row.ref('key_id') }))
      .where('id', '=', 1)
      .returning('key_id')
      .executeTakeFirstOrThrow();
    const sealed = vault.seal(newMasterKeyText(), dataKeyPlace(name), key_id ?? '');
    await db
      .insertInto('data_keys')
      .values({ name, sealed })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  });
  return (await readDataKey(database, name)) ?? '';
}

async function readDataKey(database: Database<Tables>, name: string): Promise<string | undefined> {
  const row = await database.read((db) =>
    db.selectFrom('data_keys').select('sealed').where('name', '=', name).executeTakeFirst(),
  );
  return row?.sealed;
}

function bindingOf(place: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify(place));
}
