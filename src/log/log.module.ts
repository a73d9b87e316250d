import { Global, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { DestinationStream, Logger } from 'pino';
import { LogFlush } from './log-flush';
import { isLogOutput, LogOutput } from './log-destination';
import { RefusalLog } from './refusal-log';
import { ServiceLog } from './service-log';

/** The log, for our own lines and for Nest's. */
@Global()
@Module({})
export class LogModule {
  /** nestjs-pino's logger for each request is left out (no routes): one line a call is written when the call ends. */
  static with(log: Logger, output: DestinationStream): DynamicModule {
    return {
      module: LogModule,
      imports: [LoggerModule.forRoot({ pinoHttp: { logger: log, autoLogging: false }, forRoutes: [] })],
      providers: [
        { provide: ServiceLog, useValue: log },
        { provide: LogOutput, useValue: isLogOutput(output) ? output : undefined },
        RefusalLog,
        LogFlush,
      ],
      exports: [ServiceLog, LogOutput, RefusalLog],
    };
  }
}
