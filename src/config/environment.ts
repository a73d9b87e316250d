import { readEnvFile } from './env-file';

/** Environment variables as the operating system hands them over. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** DI token of the environment that the service was started with. */
export const ProcessEnvironment = Symbol('ProcessEnvironment');

/**
 * The process's environment, with `.env` of the working directory beneath it: what is set outside wins. In production
 * (`NODE_ENV=production`) the file is never read.
 * @throws SettingsError when `.env` cannot be read, or has a line that is not plain
 */
export function processEnvironment(): Environment {
  if (process.env['NODE_ENV'] === 'production') return process.env;
  return { ...readEnvFile('.env'), ...process.env };
}
