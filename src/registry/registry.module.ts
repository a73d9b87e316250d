import { Global, Module } from '@nestjs/common';
import type { DynamicModule, Provider } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Logger } from 'pino';
import { Settings } from '../config/settings';
import { ServiceLog } from '../log/service-log';
import { ConnectionProbe } from './connections/connection-probe';
import { Registry } from './registry';
import { RegistryMarks } from './memory/registry-marks';
import { RegistryView } from './memory/registry-view';

/** The provider of the registry. @param inMemory whether its contents are held in memory */
function registryProvider(inMemory: boolean): Provider {
  return {
    provide: Registry,
    inject: [Settings, ServiceLog, ModuleRef],
    useFactory: (settings: Settings, log: Logger, modules: ModuleRef): Registry =>
      new Registry({
        settings,
        log,
        probe: () => modules.get<ConnectionProbe>(ConnectionProbe, { strict: false }),
        inMemory,
      }),
  };
}

/**
 * Opens the registry with the application and closes it after its last call. It needs a {@link ConnectionProbe} from
 * some module of the application, and asks for it only when it is used.
 */
@Global()
@Module({
  providers: [
    registryProvider(true),
    { provide: RegistryView, useExisting: Registry },
    { provide: RegistryMarks, useExisting: Registry },
  ],
  exports: [Registry, RegistryView, RegistryMarks],
})
export class RegistryModule {
  /**
   * For a command, which changes or shows a few records: nothing is read into memory and no changes are followed, and a
   * database that is away is a DatabaseError at the start.
   */
  static forCommands(): DynamicModule {
    return { module: RegistryModule, providers: [registryProvider(false)] };
  }
}
