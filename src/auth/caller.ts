import type { VirtualKeyEntry } from '../registry/memory/registry-view';

/** A key of the service's own settings, which may use every model. */
export interface InternalCaller {
  /** Stable name of the key for logs, limits and metrics (`billing`, or `key-` and 8 hex digits of its hash). */
  readonly keyId: string;
  /** For people to read: the same here. */
  readonly name: string;
  readonly kind: 'internal';
}

/** A virtual key of the registry, which may use what is assigned to it. */
export interface VirtualCaller {
  /** The key's id, which no name of an internal key can be taken for (`vkey_…`). */
  readonly keyId: string;
  readonly name: string;
  readonly kind: 'virtual';
  readonly key: VirtualKeyEntry;
}

/** The admin key, which may administer and call no model. */
export interface AdminCaller {
  readonly keyId: 'admin';
  readonly name: 'admin';
  readonly kind: 'admin';
}

/** Who makes a request, as far as the rest of the service needs to know: never the key itself. */
export type Caller = InternalCaller | VirtualCaller | AdminCaller;
