import { Secret } from '../../config/secret';
import { decrypted, encrypted, MIN_SEALED_BYTES } from './cipher';
import type { MasterKey } from './master-key';
import type { MasterKeys } from './master-keys';
import { VaultError } from './vault-error';

const VERSION = 'v2';
/** Sealed by releases that bound a ciphertext to its row and column alone; see {@link Vault.openOlder}. */
const OLDER_VERSION = 'v1';

/** Where a ciphertext is stored: it opens there and nowhere else. */
export interface VaultPlace {
  readonly table: string;
  readonly id: string;
  readonly column: string;
  /** What must still be beside it in the row: a change of any of these texts, and it does not open. */
  readonly beside?: readonly string[];
}

/**
 * Encrypts what must not be read in the database: AES-256-GCM with a fresh nonce each time, bound to its row, its column
 * and what is beside it there as associated data. The format is `v2.<key id>.<nonce, tag and ciphertext in base64url>`.
 */
export class Vault {
  constructor(readonly keys: MasterKeys) {}

  /**
   * Encrypts a secret for a place.
   * @param keyId the key in force, as the registry's state row names it
   * @throws VaultError when this process does not know that key
   */
  seal(secret: Secret, place: VaultPlace, keyId: string): string {
    const { key } = this.#key(keyId, place);
    return `${VERSION}.${keyId}.${encrypted(key, secret.reveal(), bindingOf(place)).toString('base64url')}`;
  }

  /** Decrypts what was sealed for a place. @throws VaultError when it does not open */
  open(sealed: string, place: VaultPlace): Secret {
    return this.#open(sealed, place, VERSION, bindingOf(place));
  }

  /**
   * Decrypts what an older release sealed, which knew of no more than the row and the column. For the one upgrade of a
   * registry alone (`vault-check.ts`): anywhere else it would make {@link VaultPlace.beside} worthless.
   * @throws VaultError when it does not open
   */
  openOlder(sealed: string, place: VaultPlace): Secret {
    const { table, id, column } = place;
    return this.#open(sealed, place, OLDER_VERSION, Buffer.from(`${table}:${id}:${column}`));
  }

  /** Whether a text is of the form that {@link openOlder} reads. */
  static isOlder(sealed: string): boolean {
    return sealed.startsWith(`${OLDER_VERSION}.`);
  }

  #open(sealed: string, place: VaultPlace, expected: string, binding: Buffer): Secret {
    const [version, keyId = '', text = '', ...rest] = sealed.split('.');
    const bytes = Buffer.from(text, 'base64url');
    if (version !== expected || rest.length > 0 || bytes.length < MIN_SEALED_BYTES) {
      throw new VaultError(`${named(place)} is not in a format of the vault. ${REMEDY}`);
    }
    const { key } = this.#key(keyId, place);
    const opened = decrypted(key, bytes, binding);
    if (opened !== undefined) return new Secret(opened);
    throw new VaultError(
      `${named(place)} does not open: it was changed, belongs to another row, or its row was changed from outside. ${REMEDY}`,
    );
  }

  #key(id: string, place: VaultPlace): MasterKey {
    const key = this.keys.find(id);
    if (key !== undefined) return key;
    throw new VaultError(
      `${named(place)} needs the master key ${id}, and only ${this.keys.ids.join(', ')} is known here. Add that key to ` +
        'LLM_PROXY__ENCRYPTION_KEY or to the file of the master key, or give the connection its credential again.',
    );
  }
}

const REMEDY =
  'Give the connection its credential again (llm-proxy connection update), or restore the row from a backup.';

/** A list in JSON has one meaning only, whatever the texts hold. */
function bindingOf({ table, id, column, beside = [] }: VaultPlace): Buffer {
  return Buffer.from(JSON.stringify([VERSION, table, id, column, ...beside]));
}

function named({ table, id, column }: VaultPlace): string {
  return `The ${column} of ${table} ${id}`;
}
