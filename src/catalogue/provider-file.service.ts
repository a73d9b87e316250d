import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import { bySpecificity, isPattern, namePattern } from '../config/name-pattern';
import type { NamePattern } from '../config/name-pattern';
import { ProcessEnvironment } from '../config/environment';
import type { FileHealthCheck, FileRetry, ProviderFile } from '../config/provider-file/provider-file';
import type { RouteSettings } from '../config/provider-file/route-settings';
import { ProviderFileWatcher } from '../config/provider-file/provider-file-watcher';
import type { Environment } from '../config/environment';
import { Settings } from '../config/settings';
import { ConnectionProbe } from '../registry/connections/connection-probe';
import { Registry } from '../registry/registry';
import type { ProviderModelEntry } from '../registry/memory/registry-view';
import { ServiceLog } from '../log/service-log';
import { fileConnectionOf, providerFileContext } from './file-connection';

const NO_FILE: ProviderFile = {
  defaultProvider: undefined,
  providers: [],
  routes: new Map(),
  routeSettings: new Map(),
  fallbacks: new Map(),
  prices: [],
  retry: {},
};
const NONE: readonly ProviderModelEntry[] = [];
const NO_SETTINGS: RouteSettings = {};

/**
 * The provider file in force (`LLM_PROXY__PROVIDERS_FILE`): its connections are shown to the registry, its rules are read
 * here. It is read before the service listens, and again whenever it changes or SIGHUP comes.
 */
@Injectable()
export class ProviderFileService implements OnModuleInit, OnModuleDestroy {
  #file = NO_FILE;
  #modelsByName: ReadonlyMap<string, readonly ProviderModelEntry[]> = new Map();
  #routePatterns: readonly NamePattern[] = [];
  #settingPatterns: readonly NamePattern[] = [];
  #stored: ReadonlyMap<string, RouteSettings> = new Map();
  #storedPatterns: readonly NamePattern[] = [];
  #healthChecks: ReadonlyMap<string, FileHealthCheck> = new Map();
  #watcher: ProviderFileWatcher | undefined;
  readonly #stopListening: () => void;
  readonly #onHangup = (): void => void this.#watcher?.reload();

  constructor(
    @Inject(Settings) private readonly settings: Settings,
    @Inject(ProcessEnvironment) private readonly environment: Environment,
    @Inject(ConnectionProbe) private readonly probe: ConnectionProbe,
    private readonly registry: Registry,
    @Inject(ServiceLog) private readonly log: Logger,
  ) {
    // A connection of the database may take the place of one of the file.
    this.#stopListening = registry.onChange(() => {
      this.#indexModels();
      this.#indexChecks();
    });
  }

  get defaultProvider(): string | undefined {
    return this.#file.defaultProvider;
  }

  get fallbacks(): ReadonlyMap<string, readonly string[]> {
    return this.#file.fallbacks;
  }

  /** The models that a route of the file leads to, the exact name before patterns; undefined where none does. */
  routeOf(model: string): readonly string[] | undefined {
    const { routes } = this.#file;
    const exact = routes.get(model);
    if (exact !== undefined || this.#routePatterns.length === 0) return exact;
    const pattern = this.#routePatterns.find((one) => one.matches(model));
    return pattern && routes.get(pattern.text);
  }

  /**
   * How the deployments behind a name are chosen: what the database says of it, else what the file says; the exact name before
   * patterns.
   */
  routeSettings(model: string): RouteSettings {
    const stored = this.registry.routes();
    if (stored !== this.#stored) {
      this.#stored = stored;
      this.#storedPatterns = patternsOf(stored);
    }
    return (
      settingsIn(stored, this.#storedPatterns, model) ??
      settingsIn(this.#file.routeSettings, this.#settingPatterns, model) ??
      NO_SETTINGS
    );
  }

  /** By the names of the connections that have one, of the file and of the database. */
  get healthChecks(): ReadonlyMap<string, FileHealthCheck> {
    return this.#healthChecks;
  }

  get retry(): FileRetry {
    return this.#file.retry;
  }

  /** The models of the file that have a name, in the order of its providers. */
  modelsNamed(name: string): readonly ProviderModelEntry[] {
    return this.#modelsByName.get(name) ?? NONE;
  }

  /** @throws ProviderFileError when the file is not usable */
  async onModuleInit(): Promise<void> {
    const path = this.settings.providersFile;
    if (path === undefined) return;
    const context = providerFileContext(this.environment, this.probe);
    this.#watcher = new ProviderFileWatcher(path, context, {
      onChange: (file) => {
        this.#use(file);
        this.log.info({ file: path, providers: file.providers.length }, 'The provider file was read anew.');
      },
      onError: (error) => {
        const reason = error.message;
        this.log.error(
          { alert: true, reason },
          'The provider file is not usable: the one before stays in force.',
        );
      },
    });
    this.#use(await this.#watcher.start());
    process.on('SIGHUP', this.#onHangup);
  }

  onModuleDestroy(): void {
    this.#stopListening();
    process.off('SIGHUP', this.#onHangup);
    this.#watcher?.close();
  }

  #use(file: ProviderFile): void {
    this.#file = file;
    this.#routePatterns = patternsOf(file.routes);
    this.#settingPatterns = patternsOf(file.routeSettings);
    this.registry.setFilePrices(file.prices);
    this.registry.setFileConnections(file.providers.map(fileConnectionOf));
    this.#indexModels();
    this.#indexChecks();
  }

  #indexChecks(): void {
    const checks = new Map<string, FileHealthCheck>();
    for (const { name, healthCheck } of this.#file.providers) {
      if (healthCheck !== undefined) checks.set(name, healthCheck);
    }
    for (const { name, source, options } of this.registry.connections()) {
      if (source !== 'database') continue;
      const { health_check: seconds, health_check_model: model } = options;
      if (seconds === undefined) checks.delete(name);
      else checks.set(name, { intervalMs: Number(seconds) * 1_000, model });
    }
    this.#healthChecks = checks;
  }

  #indexModels(): void {
    const byName = new Map<string, ProviderModelEntry[]>();
    for (const { name, models } of this.#file.providers) {
      const connection = this.registry.connection(name);
      if (connection?.source !== 'provider_file') continue;
      for (const model of models) {
        const entry = this.registry.model(connection, model.name);
        if (entry !== undefined) byName.set(model.name, [...(byName.get(model.name) ?? []), entry]);
      }
    }
    this.#modelsByName = byName;
  }
}

function settingsIn(
  named: ReadonlyMap<string, RouteSettings>,
  patterns: readonly NamePattern[],
  model: string,
): RouteSettings | undefined {
  if (named.size === 0) return undefined;
  const exact = named.get(model);
  if (exact !== undefined) return exact;
  const pattern = patterns.find((one) => one.matches(model));
  return pattern && named.get(pattern.text);
}

/** The patterns among the names, the one with the most characters of its own first. */
function patternsOf(named: ReadonlyMap<string, unknown>): readonly NamePattern[] {
  return [...named.keys()].filter(isPattern).map(namePattern).sort(bySpecificity);
}
