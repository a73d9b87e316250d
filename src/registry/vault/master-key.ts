import { createHash, createSecretKey, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Secret } from '../../config/secret';

const KEY_BYTES = 32;
const ID_DIGITS = 8;
const BASE64 = /^[A-Za-z0-9+/]{43}=?$/;

/** A key that encrypts credentials. */
export interface MasterKey {
  /** The first 8 hex digits of the key's SHA-256; they begin every ciphertext, and are in messages. */
  readonly id: string;
  /** As it is in a file or in the environment, base64. */
  readonly text: Secret;
  readonly key: KeyObject;
}

/** Reads a key from its base64 form; undefined when it is not one of 32 bytes. */
export function masterKeyOf(text: Secret): MasterKey | undefined {
  const base64 = text.reveal();
  const bytes = BASE64.test(base64) ? Buffer.from(base64, 'base64') : Buffer.alloc(0);
  if (bytes.length !== KEY_BYTES) return undefined;
  const id = createHash('sha256').update(bytes).digest('hex').slice(0, ID_DIGITS);
  return { id, text, key: createSecretKey(bytes) };
}

/** A new key in base64. */
export function newMasterKeyText(): Secret {
  return new Secret(randomBytes(KEY_BYTES).toString('base64'));
}
