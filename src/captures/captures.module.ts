import { Global, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { Settings } from '../config/settings';
import { DatabaseOwner } from '../database/database-owner';
import { ServiceLog } from '../log/service-log';
import { Registry } from '../registry/registry';
import { Captures } from './captures';

/** The content of calls whose key or group opted in. */
@Global()
@Module({
  providers: [
    {
      provide: Captures,
      inject: [Settings, DatabaseOwner, Registry, ServiceLog],
      useFactory: (settings: Settings, owner: DatabaseOwner, registry: Registry, log: Logger) =>
        new Captures(
          settings,
          owner,
          registry,
          (name) => registry.dataKey(name),
          log,
          // Nothing but the admin API asks it.
          (read) => registry.noteContentRead('admin-api', read),
        ),
    },
  ],
  exports: [Captures],
})
export class CapturesModule {}
