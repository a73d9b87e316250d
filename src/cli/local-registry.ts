import { userInfo } from 'node:os';
import type { Logger } from 'pino';
import { processEnvironment } from '../config/environment';
import type { Environment } from '../config/environment';
import { readSettings } from '../config/read-settings';
import type { Settings } from '../config/settings';
import type { ConnectionProbe } from '../registry/connections/connection-probe';
import { DatabaseOwner } from '../database/database-owner';
import { Registry } from '../registry/registry';
import type { ContentRead } from '../registry/registry';
import type { RegistryAdmin } from '../registry/registry-admin';
import type { RegistryView } from '../registry/memory/registry-view';
import type { DataKey } from '../registry/vault/data-key';
import type { VaultRotation } from '../registry/vault/vault-rotation';
import { openServiceLog } from '../log/service-log';
import { OperatorLog } from './operator-log';

/** The registry on the database, and what commands besides need of it. */
export interface LocalRegistry {
  readonly registry: RegistryAdmin;
  /** What is in memory: everything where it was asked for, else the provider file's connections. */
  readonly view: RegistryView;
  /** Why the provider file could not be read; its connections are missing then. */
  readonly providerFileProblem: unknown;
  /** The key that another stored thing encrypts under. */
  readonly dataKey: (name: string) => Promise<DataKey>;
  /** Notes who reads what a call said; see the registry's `noteContentRead`. */
  readonly noteContentRead: (read: ContentRead) => Promise<void>;
  /** Encrypts every credential under another master key; see the registry's `rotateVault`. */
  rotateVault(): Promise<VaultRotation>;
}

/**
 * Opens the database that the settings name, runs some work on it, and closes it.
 * @param inMemory whether the work needs all of the registry in memory, as a service does
 * @throws SettingsError, StartRefused or DatabaseError when it cannot be opened
 */
export async function useLocalRegistry<T>(
  work: (local: LocalRegistry) => Promise<T>,
  { inMemory = false }: { readonly inMemory?: boolean } = {},
): Promise<T> {
  const environment = processEnvironment();
  const settings = readSettings(environment);
  const log = openServiceLog(settings, new OperatorLog());
  log.level = 'error';
  const providers = new Providers(settings, environment, log);
  const database = new DatabaseOwner(settings);
  const registry = new Registry({ settings, log, database, inMemory, probe: () => providers.probe });
  try {
    await registry.onModuleInit();
    const providerFileProblem = await problemOf(
      readFileConnections(settings, environment, providers, registry),
    );
    const actor = actorName();
    return await work({
      registry: withProviders(registry.as(actor), providers),
      view: registry,
      providerFileProblem,
      dataKey: (name) => registry.dataKey(name),
      noteContentRead: (read) => registry.noteContentRead(actor, read),
      rotateVault: () => registry.rotateVault(actor),
    });
  } finally {
    await registry.onApplicationShutdown();
  }
}

/** What speaks with providers. Loading it takes as long as everything else, so only what needs it loads it. */
class Providers {
  #probe: ConnectionProbe | undefined;

  constructor(
    private readonly settings: Settings,
    private readonly environment: Environment,
    private readonly log: Logger,
  ) {}

  get probe(): ConnectionProbe {
    if (this.#probe === undefined) throw new Error('Providers can be asked only when they are loaded.');
    return this.#probe;
  }

  async load(): Promise<ConnectionProbe> {
    const { ProviderProbe } = await import('../catalogue/provider-probe.js');
    const { adapterSettings, openAdapter } = await import('../catalogue/open-adapter.js');
    const forAdapters = adapterSettings(this.settings, this.environment);
    this.#probe ??= new ProviderProbe(this.settings, (connection) =>
      openAdapter(connection, forAdapters, this.log),
    );
    return this.#probe;
  }
}

/** The registry, with what speaks with providers loaded where a method needs it. */
function withProviders(registry: RegistryAdmin, providers: Providers): RegistryAdmin {
  const { connections } = registry;
  const loaded = async <T>(work: () => Promise<T>): Promise<T> => {
    await providers.load();
    return work();
  };
  return {
    ...registry,
    import: (document, options) => loaded(() => registry.import(document, options)),
    connections: {
      ...connections,
      create: (input, options) => loaded(() => connections.create(input, options)),
      update: (ref, patch) => loaded(() => connections.update(ref, patch)),
      test: (ref) => loaded(() => connections.test(ref)),
      discover: (ref) => loaded(() => connections.discover(ref)),
    },
  };
}

async function readFileConnections(
  { providersFile }: Settings,
  environment: Environment,
  providers: Providers,
  registry: Registry,
): Promise<void> {
  if (providersFile === undefined) return;
  const { readProviderFile } = await import('../config/provider-file/read-provider-file.js');
  const { fileConnectionOf, providerFileContext } = await import('../catalogue/file-connection.js');
  const context = providerFileContext(environment, await providers.load());
  const file = await readProviderFile(providersFile, context);
  registry.setFilePrices(file.prices);
  registry.setFileConnections(file.providers.map(fileConnectionOf));
}

/** A provider file that cannot be read must not keep an operator from disabling a key. */
async function problemOf(work: Promise<void>): Promise<unknown> {
  try {
    await work;
    return undefined;
  } catch (problem) {
    return problem;
  }
}

/** Who is named in the audit table. */
function actorName(): string {
  try {
    return `cli:${userInfo().username}`;
  } catch {
    // A container may run as a user that has no name.
    return `cli:${process.getuid?.() ?? 'unknown'}`;
  }
}
