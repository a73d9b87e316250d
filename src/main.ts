import 'reflect-metadata';
import { Logger } from 'nestjs-pino';
import { processEnvironment } from './config/environment';
import { Settings } from './config/settings';
import { createApp } from './bootstrap/create-app';
import { listenOptions } from './bootstrap/server-options';
import { stopOnSignals } from './shutdown/stop-signals';
import { explainFailedStart, greet } from './bootstrap/start-messages';
import { releaseStartupMemory } from './bootstrap/startup-memory';

async function main(): Promise<void> {
  const app = await createApp(processEnvironment());
  const settings = app.get(Settings);
  stopOnSignals(app);
  releaseStartupMemory();
  // Of a failed listen Nest would log its own words; what explainFailedStart says is enough.
  app.useLogger(false);
  await app.listen(listenOptions(settings.port, settings.host));
  app.useLogger(app.get(Logger));
  await greet(app, settings);
}

main().catch((problem: unknown) => {
  process.stderr.write(`${explainFailedStart(problem)}\n`);
  process.exit(1);
});
