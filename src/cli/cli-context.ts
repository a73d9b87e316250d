import type { RegistryAccess } from './registry-access';
import type { Terminal } from './terminal';

/** Starts the service, which then runs on by itself. */
export type StartService = () => Promise<void>;

/** What every command works with. */
export interface CliContext {
  readonly access: RegistryAccess;
  readonly terminal: Terminal;
  /** Handed in by the bootstrap, which alone knows the service. */
  readonly startService: StartService;
}
