import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { Logger } from 'pino';
import { ConfigModule } from '../config/config.module';
import type { Environment } from '../config/read-settings';
import type { Settings } from '../config/settings';
import { ConnectionAdapters } from '../models/connection-adapters';
import { ConnectionProbeService } from '../models/connection-probe.service';
import { ConnectionProbe } from '../registry/connection-probe';
import { Registry } from '../registry/registry';
import { RegistryView } from '../registry/registry-view';
import { TracingModule } from '../tracing/tracing.module';

/** What the registry of a command is made with. */
export interface LocalOptions {
  readonly settings: Settings;
  readonly environment: Environment;
  readonly log: Logger;
  /** Whether all of the registry is read into memory. */
  readonly inMemory: boolean;
}

/** The service without its doors: the registry on the database, and what speaks with providers. */
@Module({})
export class LocalModule {
  static with({ settings, environment, log, inMemory }: LocalOptions): DynamicModule {
    let probe: ConnectionProbe | undefined;
    return {
      module: LocalModule,
      imports: [ConfigModule.with(settings, environment), TracingModule.with(log)],
      providers: [
        {
          provide: Registry,
          useFactory: () =>
            new Registry({
              settings,
              log,
              inMemory,
              probe: () => {
                if (probe === undefined)
                  throw new Error('Providers can be asked only when everything is made.');
                return probe;
              },
            }),
        },
        { provide: RegistryView, useExisting: Registry },
        ConnectionAdapters,
        ConnectionProbeService,
        {
          provide: ConnectionProbe,
          inject: [ConnectionProbeService],
          useFactory: (service: ConnectionProbeService) => (probe = service),
        },
      ],
    };
  }
}
