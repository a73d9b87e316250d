import { Global, Module } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Logger } from 'pino';
import { Settings } from '../config/settings';
import { DatabaseOwner } from '../database/database-owner';
import { ServiceLog } from '../log/service-log';
import { ConnectionProbe } from './connections/connection-probe';
import { Registry } from './registry';
import { RegistryMarks } from './memory/registry-marks';
import { RegistryView } from './memory/registry-view';

/**
 * Opens the registry with the application and closes it after its last call. It needs a {@link ConnectionProbe} from
 * some module of the application, and asks for it only when it is used.
 */
@Global()
@Module({
  providers: [
    {
      provide: Registry,
      inject: [Settings, ServiceLog, DatabaseOwner, ModuleRef],
      useFactory: (settings: Settings, log: Logger, database: DatabaseOwner, modules: ModuleRef): Registry =>
        new Registry({
          settings,
          log,
          database,
          probe: () => modules.get<ConnectionProbe>(ConnectionProbe, { strict: false }),
        }),
    },
    { provide: RegistryView, useExisting: Registry },
    { provide: RegistryMarks, useExisting: Registry },
  ],
  exports: [Registry, RegistryView, RegistryMarks],
})
export class RegistryModule {}
