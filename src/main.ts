import 'reflect-metadata';
import { processEnvironment } from './config/environment';
import { readSettings } from './config/read-settings';
import { createApp } from './create-app';
import { releaseStartupMemory } from './startup-memory';
import { stopOnSignals } from './shutdown/stop-signals';
import { explainFailedStart, greet } from './start-messages';

async function main(): Promise<void> {
  const environment = processEnvironment();
  const app = await createApp(environment);
  const settings = readSettings(environment);
  stopOnSignals(app);
  releaseStartupMemory();
  await app.listen(settings.port, settings.host);
  await greet(app, settings);
}

main().catch((problem: unknown) => {
  process.stderr.write(`${explainFailedStart(problem)}\n`);
  process.exit(1);
});
