import { userInfo } from 'node:os';
import { NestFactory } from '@nestjs/core';
import { processEnvironment } from '../config/environment';
import { readSettings } from '../config/read-settings';
import { ProviderFileService } from '../models/provider-file.service';
import { ConnectionProbe } from '../registry/connection-probe';
import { Registry } from '../registry/registry';
import type { RegistryAdmin } from '../registry/registry-admin';
import type { RegistryView } from '../registry/registry-view';
import type { VaultRotation } from '../registry/vault-rotation';
import { openServiceLog } from '../tracing/service-log';
import { LocalModule } from './local.module';
import { OperatorLog } from './operator-log';

/** The registry on the database, and what commands besides need of it. */
export interface LocalRegistry {
  readonly registry: RegistryAdmin;
  /** What is in memory: everything where it was asked for, else the provider file's connections. */
  readonly view: RegistryView;
  /** Why the provider file could not be read; its connections are missing then. */
  readonly providerFileProblem: unknown;
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
  const options = { settings, environment, log, inMemory };
  const app = await NestFactory.createApplicationContext(LocalModule.with(options), {
    logger: false,
    abortOnError: false,
  });
  const registry = app.get(Registry);
  const file = new ProviderFileService(settings, environment, app.get(ConnectionProbe), registry, log);
  try {
    const actor = actorName();
    return await work({
      registry: registry.as(actor),
      view: registry,
      providerFileProblem: await problemOf(file),
      rotateVault: () => registry.rotateVault(actor),
    });
  } finally {
    file.onModuleDestroy();
    await app.close();
  }
}

/** A provider file that cannot be read must not keep an operator from disabling a key. */
async function problemOf(file: ProviderFileService): Promise<unknown> {
  try {
    await file.onModuleInit();
    return undefined;
  } catch (problem) {
    return problem;
  }
}

/** Who stands in the audit table. */
function actorName(): string {
  try {
    return `cli:${userInfo().username}`;
  } catch {
    // A container may run as a user that has no name.
    return `cli:${process.getuid?.() ?? 'unknown'}`;
  }
}
