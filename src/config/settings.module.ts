import { Global, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ConfigModule, registerAs } from '@nestjs/config';
import { ProcessEnvironment } from './environment';
import type { Environment } from './environment';
import { readSettings } from './read-settings';
import { Settings } from './settings';

/** Under which name @nestjs/config keeps the settings. */
const NAMESPACE = 'settings';

/** The settings as they were validated, and the module that hands them to the application. */
export interface HostedSettings {
  /** For what has to be known before the application is made: the log, the server's limits, which modules there are. */
  readonly settings: Settings;
  readonly module: DynamicModule;
}

/** Hands the settings that @nestjs/config validated and hosts to all who ask for {@link Settings}. */
@Global()
@Module({})
export class SettingsModule {
  /**
   * Validates the settings of an environment and hosts them in @nestjs/config. The module reads neither `.env` nor the
   * process's variables by itself: both are in the environment that it is given, read by the one strict reader.
   * @throws SettingsError naming each unknown variable and each bad value
   */
  static async host(environment: Environment): Promise<HostedSettings> {
    let validated: Settings | undefined;
    const settings = (): Settings => (validated ??= readSettings(environment));
    const hosted = registerAs(NAMESPACE, settings);
    const host = await ConfigModule.forRoot({
      ignoreEnvFile: true,
      ignoreEnvVars: true,
      skipProcessEnv: true,
      // Under a name of their own, because a text at the top would be written into the process's environment.
      validate: () => ({ [NAMESPACE]: settings() }),
      load: [hosted],
    });
    const module = {
      module: SettingsModule,
      imports: [host],
      providers: [
        { provide: Settings, useExisting: hosted.KEY },
        { provide: ProcessEnvironment, useValue: environment },
      ],
      exports: [Settings, ProcessEnvironment],
    };
    return { settings: settings(), module };
  }
}
