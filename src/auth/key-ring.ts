import type { NamedKey } from '../config/setting-types';
import type { Secret } from '../config/secret';
import type { RegistryMarks } from '../registry/memory/registry-marks';
import type { RegistryView } from '../registry/memory/registry-view';
import type { AdminCaller, Caller, InternalCaller } from './caller';
import { digestOf } from './key-digest';

const ADMIN: AdminCaller = Object.freeze({ keyId: 'admin', name: 'admin', kind: 'admin' });

/** The keys that the settings name. */
export interface SettingsKeys {
  readonly internal: readonly NamedKey[];
  readonly admin: Secret | undefined;
}

/**
 * Every key, held as SHA-256 digests: those of the settings, and the registry's virtual keys. A key is found by its digest:
 * how long that takes depends on the digest, which tells nothing about any key, and never on how much of a key was right.
 */
export class KeyRing {
  readonly #internal: ReadonlyMap<string, InternalCaller>;
  readonly #adminDigest: string | undefined;

  constructor(
    { internal, admin }: SettingsKeys,
    private readonly registry: RegistryView,
    private readonly marks: RegistryMarks,
  ) {
    this.#internal = new Map(
      internal.map(({ name, key }) => {
        const digest = digestOf(key.reveal());
        const keyId = name ?? `key-${Buffer.from(digest, 'binary').toString('hex', 0, 4)}`;
        return [digest, Object.freeze<InternalCaller>({ keyId, name: keyId, kind: 'internal' })];
      }),
    );
    this.#adminDigest = admin === undefined ? undefined : digestOf(admin.reveal());
  }

  /** Whether virtual keys are known: while they are not, a key that is nobody's may still be one. */
  get complete(): boolean {
    return this.registry.loaded;
  }

  /**
   * The caller to whom the key with this digest belongs, undefined when it is nobody's, or has expired.
   * @param administers whether the request is one to the admin API, the only place where the admin key is one
   */
  find(digest: string, administers: boolean): Caller | undefined {
    if (administers && digest === this.#adminDigest) return ADMIN;
    return this.#internal.get(digest) ?? this.#virtual(digest);
  }

  #virtual(digest: string): Caller | undefined {
    const key = this.registry.keyByDigest(digest);
    if (key === undefined) return undefined;
    this.marks.touchKey(key);
    return { keyId: key.id, name: key.name, kind: 'virtual', key };
  }
}
