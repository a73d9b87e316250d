import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Secret } from '../config/secret';
import type { MasterKey } from './master-key';
import type { MasterKeys } from './master-keys';
import { VaultError } from './vault-error';

const CIPHER = 'aes-256-gcm';
const VERSION = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Where a ciphertext is stored: it opens there and nowhere else. */
export interface VaultPlace {
  readonly table: string;
  readonly id: string;
  readonly column: string;
}

/**
 * Encrypts what must not be read in the database: AES-256-GCM with a fresh nonce each time, bound to its row and column
 * as associated data. The format is `v1.<key id>.<nonce, tag and ciphertext in base64url>`.
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
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(bindingOf(place));
    const encrypted = Buffer.concat([cipher.update(secret.reveal(), 'utf8'), cipher.final()]);
    const bytes = Buffer.concat([nonce, cipher.getAuthTag(), encrypted]);
    return `${VERSION}.${keyId}.${bytes.toString('base64url')}`;
  }

  /** Decrypts what was sealed for a place. @throws VaultError when it does not open */
  open(sealed: string, place: VaultPlace): Secret {
    const [version, keyId = '', text = '', ...rest] = sealed.split('.');
    const bytes = Buffer.from(text, 'base64url');
    if (version !== VERSION || rest.length > 0 || bytes.length < NONCE_BYTES + TAG_BYTES) {
      throw new VaultError(`${named(place)} is not in a format of the vault. ${MEND}`);
    }
    const { key } = this.#key(keyId, place);
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(bindingOf(place)).setAuthTag(tag);
    try {
      const opened = Buffer.concat([
        decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)),
        decipher.final(),
      ]);
      return new Secret(opened.toString('utf8'));
    } catch {
      throw new VaultError(
        `${named(place)} does not open: it was changed, or belongs to another row. ${MEND}`,
      );
    }
  }

  /** The key under which something was sealed; undefined when it is not in the vault's format. */
  static keyIdOf(sealed: string): string | undefined {
    const [version, keyId] = sealed.split('.');
    return version === VERSION ? keyId : undefined;
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

const MEND =
  'Give the connection its credential again (llm-proxy connection update), or restore the row from a backup.';

function bindingOf({ table, id, column }: VaultPlace): Buffer {
  return Buffer.from(`${table}:${id}:${column}`);
}

function named({ table, id, column }: VaultPlace): string {
  return `The ${column} of ${table} ${id}`;
}
