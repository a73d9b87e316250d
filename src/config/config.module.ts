import { Global, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ProcessEnvironment } from './environment';
import type { Environment } from './environment';
import { Settings } from './settings';

/** Hands the settings, read and validated before anything else was made, to whoever asks for them. */
@Global()
@Module({})
export class ConfigModule {
  static with(settings: Settings, environment: Environment): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: Settings, useValue: settings },
        { provide: ProcessEnvironment, useValue: environment },
      ],
      exports: [Settings, ProcessEnvironment],
    };
  }
}
