import 'reflect-metadata';
import { processEnvironment } from './config/environment';
import { readSettings, SettingsError } from './config/read-settings';
import { createApp } from './create-app';

async function main(): Promise<void> {
  const environment = processEnvironment();
  const settings = readSettings(environment);
  const app = await createApp(environment);
  await app.listen(settings.port, settings.host);
}

main().catch((problem: unknown) => {
  process.stderr.write(problem instanceof SettingsError ? `${problem.message}\n` : `${String(problem)}\n`);
  process.exitCode = 1;
});
