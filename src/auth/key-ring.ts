import { hash, timingSafeEqual } from 'node:crypto';
import type { NamedKey } from '../config/setting-types';
import type { Caller } from './caller';

interface KeyEntry {
  readonly digest: Buffer;
  readonly caller: Caller;
}

/**
 * The internal keys, held as SHA-256 digests. A presented key is hashed and its digest looked up, so that neither the
 * look-up nor the comparison takes a time that depends on a key's characters.
 */
export class KeyRing {
  readonly #entries: ReadonlyMap<string, KeyEntry>;

  constructor(keys: readonly NamedKey[]) {
    this.#entries = new Map(
      keys.map(({ name, key }) => {
        const digest = hash('sha256', key.reveal(), 'buffer');
        const keyId = name ?? `key-${digest.toString('hex', 0, 4)}`;
        return [
          digest.toString('base64'),
          { digest, caller: Object.freeze<Caller>({ keyId, kind: 'internal' }) },
        ];
      }),
    );
  }

  /** The caller to whom a presented key belongs, undefined when it is nobody's. */
  find(presented: string): Caller | undefined {
    const digest = hash('sha256', presented, 'buffer');
    const entry = this.#entries.get(digest.toString('base64'));
    return entry !== undefined && timingSafeEqual(digest, entry.digest) ? entry.caller : undefined;
  }
}
