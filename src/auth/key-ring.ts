import { hash } from 'node:crypto';
import type { NamedKey } from '../config/setting-types';
import type { Caller } from './caller';

/**
 * The internal keys, held as SHA-256 digests. A presented key is hashed and its digest looked up: how long that takes
 * depends on the digest, which tells nothing about any key, and never on how much of a key was right.
 */
export class KeyRing {
  readonly #callers: ReadonlyMap<string, Caller>;

  constructor(keys: readonly NamedKey[]) {
    this.#callers = new Map(
      keys.map(({ name, key }) => {
        const digest = digestOf(key.reveal());
        const keyId = name ?? `key-${Buffer.from(digest, 'base64').toString('hex', 0, 4)}`;
        return [digest, Object.freeze<Caller>({ keyId, kind: 'internal' })];
      }),
    );
  }

  /** The caller to whom a presented key belongs, undefined when it is nobody's. */
  find(presented: string): Caller | undefined {
    return this.#callers.get(digestOf(presented));
  }
}

function digestOf(key: string): string {
  return hash('sha256', key, 'base64');
}
