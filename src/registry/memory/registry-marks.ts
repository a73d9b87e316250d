import type { VirtualKeyEntry } from './registry-view';

/** What the request path has the registry remember; nothing waits for it. */
export interface RegistryMarks {
  /** A virtual key was used just now. */
  touchKey(key: VirtualKeyEntry): void;
  /** A provider refused the credential of a connection: shown to the operator by the connection's lists. */
  markCredentialRefused(connectionId: string): void;
}

/** DI token of the {@link RegistryMarks}. */
export const RegistryMarks = Symbol('RegistryMarks');
