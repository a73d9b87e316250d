import { Global, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { Settings } from '../config/settings';
import { DatabaseOwner } from '../database/database-owner';
import { ServiceLog } from '../log/service-log';
import { Registry } from '../registry/registry';
import { AnswersKeeper } from './answers-keeper';
import { Conversations } from './conversation';
import { ResponseStore } from './response-store';

/** What the Responses door keeps for later turns. */
@Global()
@Module({
  providers: [
    {
      provide: AnswersKeeper,
      inject: [Settings, DatabaseOwner, Registry, ServiceLog],
      useFactory: (settings: Settings, database: DatabaseOwner, registry: Registry, log: Logger) =>
        new AnswersKeeper(settings, database, (name) => registry.dataKey(name), log),
    },
    {
      provide: ResponseStore,
      inject: [AnswersKeeper],
      useFactory: ({ responses }: AnswersKeeper) => responses,
    },
    {
      provide: Conversations,
      inject: [AnswersKeeper],
      useFactory: ({ conversations }: AnswersKeeper) => conversations,
    },
  ],
  exports: [ResponseStore, Conversations],
})
export class AnswersModule {}
