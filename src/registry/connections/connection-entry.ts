import type { Secret } from '../../config/secret';
import type { ConnectionsTable } from '../tables';
import { objectIn } from '../json-text';
import type { ConnectionOptions } from '../../config/connection-options';
import type { ConnectionEntry } from '../memory/registry-view';
import type { Vault, VaultPlace } from '../vault/vault';
import { VaultError } from '../vault/vault-error';

/** The columns that an entry is made of. */
export type ConnectionRow = Pick<
  ConnectionsTable,
  'id' | 'name' | 'provider' | 'endpoint' | 'options' | 'credential' | 'enabled' | 'revision'
>;

/** An entry, and what is wrong with its row; a row with a flaw is disabled. */
export interface ReadConnection {
  readonly entry: ConnectionEntry;
  readonly flaw: string | undefined;
}

/**
 * Where a connection's credential is sealed. Everything that decides where it is sent is bound to it, with the row's
 * revision, so that neither another address nor an older ciphertext can be put into the row from outside.
 */
export function credentialPlace({
  id,
  provider,
  endpoint,
  options,
  revision,
}: Pick<ConnectionRow, 'id' | 'provider' | 'endpoint' | 'options' | 'revision'>): VaultPlace {
  const beside = [provider, endpoint, options, String(revision)];
  return { table: 'connections', id, column: 'credential', beside };
}

/** Makes the entry of a stored connection. The credential is opened to see whether it does, and not kept. */
export function readConnection(row: ConnectionRow, vault: Vault): ReadConnection {
  const { id, name, provider, endpoint, revision, credential: sealed } = row;
  const options = readOptions(row.options);
  const credential = (): Secret | undefined =>
    sealed === null ? undefined : vault.open(sealed, credentialPlace(row));
  const flaw =
    options === undefined
      ? `The options of connections ${id} are not valid: set them again (llm-proxy connection update), or restore the row from a backup.`
      : flawOf(credential);
  const enabled = row.enabled === 1 && flaw === undefined;
  const source = 'database' as const;
  const entry = {
    id,
    name,
    provider,
    endpoint,
    options: options ?? {},
    enabled,
    // One that its operator has switched off is nobody's concern.
    flaw: row.enabled === 1 ? flaw : undefined,
    source,
    revision,
    credential,
  };
  return { entry, flaw };
}

/** The credential of a stored connection; undefined where it has none, or it does not open. */
export function openedCredential(row: ConnectionRow, vault: Vault): Secret | undefined {
  try {
    return row.credential === null ? undefined : vault.open(row.credential, credentialPlace(row));
  } catch (problem) {
    if (problem instanceof VaultError) return undefined;
    throw problem;
  }
}

/** The options that a stored text holds; undefined when they are damaged. */
export function readOptions(text: string): ConnectionOptions | undefined {
  const options = objectIn(text);
  const valid = Object.entries(options ?? {}).every(([name, value]) =>
    name === 'headers'
      ? typeof value === 'object' &&
        value !== null &&
        Object.values(value).every((one) => typeof one === 'string')
      : typeof value === 'string',
  );
  return options !== undefined && valid ? options : undefined;
}

function flawOf(credential: () => unknown): string | undefined {
  try {
    credential();
    return undefined;
  } catch (problem) {
    if (problem instanceof VaultError) return problem.message;
    throw problem;
  }
}
