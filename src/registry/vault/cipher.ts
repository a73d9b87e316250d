import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Nonces are drawn so many at a time: to draw one takes as long as many. */
const DRAWN_NONCES = 256;
const drawn = Buffer.alloc(DRAWN_NONCES * NONCE_BYTES);
let nextNonce = drawn.length;

/** What a sealed empty text takes. */
export const MIN_SEALED_BYTES = NONCE_BYTES + TAG_BYTES;

/** Nonce, tag and ciphertext of AES-256-GCM with a fresh nonce. @param binding associated data */
export function encrypted(key: KeyObject, text: string, binding: Buffer): Buffer {
  const nonce = freshNonce();
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(binding);
  const bytes = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), bytes]);
}

/** A random nonce that is given once. */
function freshNonce(): Buffer {
  if (nextNonce >= drawn.length) {
    randomFillSync(drawn);
    nextNonce = 0;
  }
  return Buffer.from(drawn.subarray(nextNonce, (nextNonce += NONCE_BYTES)));
}

/** The text of what {@link encrypted} made; undefined where key, bytes or binding are others. */
export function decrypted(key: KeyObject, bytes: Buffer, binding: Buffer): string | undefined {
  if (bytes.length < MIN_SEALED_BYTES) return undefined;
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(binding).setAuthTag(bytes.subarray(NONCE_BYTES, MIN_SEALED_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(MIN_SEALED_BYTES)), decipher.final()]).toString(
      'utf8',
    );
  } catch {
    return undefined;
  }
}
