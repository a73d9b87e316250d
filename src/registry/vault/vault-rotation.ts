import type { Secret } from '../../config/secret';
import { GatewayError } from '../../errors/gateway-error';
import { credentialPlace } from '../connections/connection-entry';
import { masterKeyOf, newMasterKeyText } from './master-key';
import type { MasterKey } from './master-key';
import { replaceMasterKeys } from './master-key.file';
import type { MasterKeys } from './master-keys';
import type { RegistryChange } from '../registry-change';
import type { RegistryContext } from '../registry-context';
import { sealCheck } from './vault-check';
import { dataKeyPlace } from './data-key';
import { VaultError } from './vault-error';

/** What a rotation did. */
export interface VaultRotation {
  readonly from_key_id: string;
  readonly to_key_id: string;
  /** Credentials that are now encrypted under the new key. */
  readonly credentials: number;
  /** Connections whose credential did not open, and was left as it is: it has to be given again. */
  readonly unopened: readonly string[];
}

/**
 * Encrypts every credential anew under another master key, in one transaction, while services run.
 *
 * Which key is in force is in the registry's state row, and every change reads it there, so that no process encrypts
 * under an old key after the rotation. How the new key reaches the others depends on where keys come from:
 *
 * - A file (`data/master.key`, or LLM_PROXY__ENCRYPTION_KEY_FILE where it can be written): the new key is made, put into
 *   the file in front of the old one, and when everything is encrypted anew the old one is taken out. Running services
 *   look into the file when they meet a key that they do not know.
 * - The environment, or a file that an operator deploys: put the new key in front (`new,old`; in a file on the first
 *   line), restart every replica with both, run the rotation, and deploy the new key alone when it is done.
 *
 * If it breaks off, the old key stays in force and nothing is lost: run it again. Backups of the database that were made
 * before still need the old key.
 * @param newKey 32 bytes in base64; only for a file, and made where it is not given
 * @throws GatewayError CONFLICT when no new key can be had, INVALID_REQUEST for an invalid `newKey`
 */
export async function rotateVault(context: RegistryContext, newKey?: Secret): Promise<VaultRotation> {
  const { keys } = context.vault();
  const rotation = await context.change(async (change) => {
    keys.reread();
    const target = targetOf(keys, change.keyId, newKey);
    const done = await encryptAnew(context, change, target);
    await sealDataKeys(context, change, target);
    await change.db
      .updateTable('registry_state')
      .set({ key_id: target.id, key_check: sealCheck(context.vault(), target.id) })
      .where('id', '=', 1)
      .execute();
    change.note({
      action: 'rotate',
      entity: 'vault',
      entityId: target.id,
      entityName: 'master key',
      before: { key_id: change.keyId },
      after: { key_id: target.id, credentials: done.credentials },
    });
    return { from_key_id: change.keyId, to_key_id: target.id, ...done };
  });
  await retireOldKeys(context, keys, rotation.to_key_id);
  return rotation;
}

/** The key to encrypt under. It runs while the state row is held, so that two rotations cannot each make one. */
function targetOf(keys: MasterKeys, inForce: string, newKey: Secret | undefined): MasterKey {
  if (newKey === undefined && keys.first.id !== inForce) return keys.first;
  const { file } = keys;
  if (file === undefined) {
    throw new GatewayError(
      'CONFLICT',
      `The master key comes from LLM_PROXY__ENCRYPTION_KEY: set it to the new key and the old one (new,old), restart every replica, and rotate again. Its first key, ${keys.first.id}, is in force already.`,
    );
  }
  const target = masterKeyOf(newKey ?? newMasterKeyText());
  if (target === undefined) {
    throw new GatewayError('INVALID_REQUEST', 'The new master key must be 32 bytes in base64.', {
      param: 'key',
    });
  }
  const current = keys.find(inForce);
  if (current === undefined || target.id === inForce) {
    throw new GatewayError('CONFLICT', `The new master key must be another one than ${inForce}.`);
  }
  try {
    replaceMasterKeys(file, [target.text, current.text]);
  } catch (cause) {
    throw new GatewayError(
      'CONFLICT',
      `The new master key cannot be written to ${file}: put it there on the first line, in front of the old one, and rotate again.`,
      { cause },
    );
  }
  keys.reread();
  return target;
}

async function encryptAnew(
  context: RegistryContext,
  { db }: RegistryChange,
  target: MasterKey,
): Promise<Pick<VaultRotation, 'credentials' | 'unopened'>> {
  const vault = context.vault();
  const unopened: string[] = [];
  let credentials = 0;
  const rows = db
    .selectFrom('connections')
    .select(['id', 'name', 'provider', 'endpoint', 'options', 'revision', 'credential'])
    .where('credential', 'is not', null);
  for (const row of await rows.execute()) {
    const { id, name, credential } = row;
    try {
      const secret = vault.open(credential ?? '', credentialPlace(row));
      const sealed = vault.seal(secret, credentialPlace(row), target.id);
      await db.updateTable('connections').set({ credential: sealed }).where('id', '=', id).execute();
      credentials += 1;
    } catch (problem) {
      if (!(problem instanceof VaultError)) throw problem;
      unopened.push(name);
    }
  }
  return { credentials, unopened };
}

/** One that does not open was of no use before. */
async function sealDataKeys(
  context: RegistryContext,
  { db }: RegistryChange,
  target: MasterKey,
): Promise<void> {
  const vault = context.vault();
  for (const { name, sealed: before } of await db.selectFrom('data_keys').selectAll().execute()) {
    try {
      const sealed = vault.seal(vault.open(before, dataKeyPlace(name)), dataKeyPlace(name), target.id);
      await db.updateTable('data_keys').set({ sealed }).where('name', '=', name).execute();
    } catch (problem) {
      if (!(problem instanceof VaultError)) throw problem;
    }
  }
}

/**
 * Takes the keys out of the file that nothing is encrypted under any more, while no other rotation can begin. A file
 * that cannot be written is its operator's, and an old key in it does no harm.
 */
async function retireOldKeys({ write }: RegistryContext, keys: MasterKeys, inForce: string): Promise<void> {
  const { file } = keys;
  const current = keys.find(inForce);
  if (file === undefined || current === undefined) return;
  await write(async (db) => {
    const held = db
      .updateTable('registry_state')
      .set({ key_id: inForce })
      .where('key_id', '=', inForce)
      .returning('id');
    if ((await held.executeTakeFirst()) === undefined) return;
    try {
      replaceMasterKeys(file, [current.text]);
    } catch {
      return;
    }
  });
}
