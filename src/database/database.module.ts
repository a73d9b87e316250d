import { Global, Module } from '@nestjs/common';
import { Settings } from '../config/settings';
import { DatabaseOwner } from './database-owner';

/** The database of the process, for all that is stored in it. */
@Global()
@Module({
  providers: [
    {
      provide: DatabaseOwner,
      inject: [Settings],
      useFactory: (settings: Settings): DatabaseOwner => new DatabaseOwner(settings),
    },
  ],
  exports: [DatabaseOwner],
})
export class DatabaseModule {}
