import { processEnvironment } from '../config/environment';
import type { RegistryAdmin } from '../registry/registry-admin';
import { namedVariable } from './secret-source';
import { serviceAddress } from './service-address';
import { UsageError } from './usage-error';

/** Which registry a command works on. */
export interface RegistryPlace {
  readonly url?: string;
  readonly adminKey?: string;
  readonly adminKeyEnv?: string;
  /** On the database, whatever the environment says. */
  readonly local?: boolean;
}

/** In place of `--url`. */
const URL_VARIABLE = 'LLM_PROXY_URL';
/** In place of `--admin-key`: of its own, and the setting that a service and its operator may share. */
const ADMIN_KEY_VARIABLES = ['LLM_PROXY_ADMIN_KEY', 'LLM_PROXY__ADMIN_KEY'] as const;

/** Opens the registry that a command was told to work on, and closes it. */
export class RegistryAccess {
  /**
   * Runs some work on the registry.
   * @throws UsageError when the place is not told properly; SettingsError, or what the database says, when it is not usable
   */
  async use<T>(place: RegistryPlace, work: (registry: RegistryAdmin) => Promise<T>): Promise<T> {
    const service = this.serviceOf(place);
    if (service !== undefined) {
      const { RemoteRegistry } = await import('./remote/remote-registry.js');
      return work(new RemoteRegistry(service));
    }
    const { useLocalRegistry } = await import('./local-registry.js');
    return useLocalRegistry(({ registry }) => work(registry));
  }

  /**
   * The running service to work on, and its key; undefined for the database.
   * @throws UsageError when the place is not told properly
   */
  serviceOf(place: RegistryPlace): { readonly url: string; readonly adminKey: string } | undefined {
    const url = this.urlOf(place);
    if (url !== undefined) return { url, adminKey: adminKeyOf(place) };
    if (place.adminKey === undefined && place.adminKeyEnv === undefined) return undefined;
    throw new UsageError('--admin-key goes with --url: on the database no key is needed.');
  }

  /**
   * The running service to work on; undefined for the database.
   * @throws UsageError when both were asked for, or it is no address
   */
  urlOf({ url, local = false }: RegistryPlace): string | undefined {
    if (url !== undefined && local) throw new UsageError('Give one of --url and --local.');
    if (local) return undefined;
    const given = url ?? processEnvironment()[URL_VARIABLE]?.trim() ?? '';
    return url === undefined && given === '' ? undefined : serviceAddress(given);
  }
}

/** @throws UsageError when it is missing, or more than one was named */
function adminKeyOf({ adminKey, adminKeyEnv }: RegistryPlace): string {
  if (adminKey !== undefined && adminKeyEnv !== undefined) {
    throw new UsageError('Give one of --admin-key and --admin-key-env.');
  }
  const environment = processEnvironment();
  const names = adminKeyEnv === undefined ? ADMIN_KEY_VARIABLES : [adminKeyEnv];
  const set = names
    .map((name) => environment[name]?.trim())
    .find((text) => text !== undefined && text !== '');
  const key = adminKey ?? set;
  if (key !== undefined && /^[\x21-\x7e]+$/.test(key)) return key;
  if (adminKeyEnv !== undefined)
    throw new UsageError(`--admin-key-env: there is no key in a variable ${namedVariable(adminKeyEnv)}.`);
  throw new UsageError(
    adminKey === undefined
      ? `--url needs the service's admin key: set ${ADMIN_KEY_VARIABLES[0]}, or give --admin-key.`
      : '--admin-key has characters that no key has.',
  );
}
