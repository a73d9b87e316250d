import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { Secret } from '../../config/secret';
import { notAllowed } from '../field-checks';
import type { DocumentConnection, DocumentSeal } from './registry-document';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SALT_BYTES = 16;
const MIN_CHARS = 12;
const MAX_CHARS = 1024;
/** Some 64 MiB and a tenth of a second for each guess (OWASP's parameters for scrypt). */
const COST = { N: 65_536, r: 8, p: 1, maxmem: 128 * 1024 * 1024 } as const;

type Place = Pick<DocumentConnection, 'name' | 'provider' | 'endpoint'>;

/** Seals and opens the credentials of one document; each is bound to the connection's name, provider and endpoint. */
export class DocumentSealer {
  private constructor(
    readonly seal: DocumentSeal,
    private readonly key: Buffer,
  ) {}

  /**
   * @param salt of the document that is read; a new one is made for one that is written
   * @throws GatewayError INVALID_REQUEST with `param: passphrase`
   */
  static async of(passphrase: string, salt?: string): Promise<DocumentSealer> {
    if (passphrase.length < MIN_CHARS || passphrase.length > MAX_CHARS) {
      throw notAllowed('passphrase', `The passphrase must have ${MIN_CHARS} to ${MAX_CHARS} characters.`);
    }
    const bytes = salt === undefined ? randomBytes(SALT_BYTES) : Buffer.from(salt, 'base64url');
    const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);
    const key = await derive(passphrase.normalize('NFC'), bytes, KEY_BYTES, COST);
    return new DocumentSealer({ with: 'passphrase', salt: bytes.toString('base64url') }, key);
  }

  /** @returns nonce, tag and ciphertext, base64url */
  close(secret: Secret, place: Place): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.key, nonce, { authTagLength: TAG_BYTES }).setAAD(
      bindingOf(place),
    );
    const sealed = Buffer.concat([cipher.update(secret.reveal(), 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** @throws GatewayError INVALID_REQUEST with `param: passphrase` when it does not open */
  open(sealed: string, place: Place): Secret {
    const bytes = Buffer.from(sealed, 'base64url');
    try {
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv(CIPHER, this.key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(bindingOf(place)).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const opened = Buffer.concat([
        decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)),
        decipher.final(),
      ]);
      return new Secret(opened.toString('utf8'));
    } catch {
      throw notAllowed(
        'passphrase',
        `The credential of ${place.name} does not open: the passphrase is another one, or the connection was changed in the document.`,
      );
    }
  }
}

function bindingOf({ name, provider, endpoint }: Place): Buffer {
  return Buffer.from(JSON.stringify(['llm-proxy registry', name, provider, endpoint]));
}
