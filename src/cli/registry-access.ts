import { processEnvironment } from '../config/environment';
import type { RegistryAdmin } from '../registry/registry-admin';
import { UsageError } from './usage-error';

/** Which registry a command works on. */
export interface RegistryPlace {
  readonly url?: string;
  readonly adminKey?: string;
  readonly adminKeyEnv?: string;
}

/** The setting that a service and its operator may share. */
const ADMIN_KEY = 'LLM_PROXY__ADMIN_KEY';

/** Opens the registry that a command was told to work on, and closes it. */
export class RegistryAccess {
  /**
   * Runs some work on the registry.
   * @throws UsageError when the place is not told properly; SettingsError, or what the database says, when it is not usable
   */
  async use<T>(place: RegistryPlace, work: (registry: RegistryAdmin) => Promise<T>): Promise<T> {
    if (place.url !== undefined) {
      const { RemoteRegistry } = await import('./remote/remote-registry.js');
      return work(new RemoteRegistry({ url: place.url, adminKey: adminKeyOf(place) }));
    }
    if (place.adminKey !== undefined || place.adminKeyEnv !== undefined) {
      throw new UsageError('--admin-key goes with --url: on the database no key is needed.');
    }
    const { useLocalRegistry } = await import('./local-registry.js');
    return useLocalRegistry(({ registry }) => work(registry));
  }
}

/** @throws UsageError when there is none, or more than one was named */
function adminKeyOf({ adminKey, adminKeyEnv }: RegistryPlace): string {
  if (adminKey !== undefined && adminKeyEnv !== undefined) {
    throw new UsageError('Give one of --admin-key and --admin-key-env.');
  }
  const name = adminKeyEnv ?? ADMIN_KEY;
  const key = adminKey ?? processEnvironment()[name]?.trim();
  if (key !== undefined && /^[\x21-\x7e]+$/.test(key)) return key;
  throw new UsageError(
    adminKey === undefined
      ? `--url needs the service's admin key: set ${name}, or give --admin-key.`
      : '--admin-key has characters that no key has.',
  );
}
