import type { Kysely, Transaction } from 'kysely';
import type { Tables } from './tables';
import type { ConnectionProbe } from './connections/connection-probe';
import type { FileConnections } from './connections/file-connections';
import type { RegistryChange } from './registry-change';
import type { Vault } from './vault/vault';

/**
 * What the parts of the registry's administration work with; bound to its actor. What goes to the database rejects
 * with GatewayError OVERLOADED while it is away or busy.
 */
export interface RegistryContext {
  /** @throws GatewayError OVERLOADED while the database is away */
  readonly vault: () => Vault;
  readonly probe: () => ConnectionProbe;
  readonly files: FileConnections;
  /** Whether a key is one of the service's own settings: those are looked at before virtual keys. */
  readonly isOfSettings: (key: string) => boolean;
  /** Whether keys and groups may let content be captured. */
  readonly captureAllowed: boolean;
  readonly read: <T>(work: (db: Kysely<Tables>) => Promise<T>) => Promise<T>;
  /** Runs one change; it is in this process's memory when the promise resolves. */
  readonly change: <T>(work: (change: RegistryChange) => Promise<T>) => Promise<T>;
  /** Writes what is no change: it gets no version and no row in the audit table. */
  readonly write: <T>(work: (db: Transaction<Tables>) => Promise<T>) => Promise<T>;
}
