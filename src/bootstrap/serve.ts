import { Logger } from 'nestjs-pino';
import type { Environment } from '../config/environment';
import { Settings } from '../config/settings';
import { stopOnSignals } from '../shutdown/stop-signals';
import { createApp } from './create-app';
import { listenOptions } from './server-options';
import { greet } from './start-messages';
import { releaseStartupMemory } from './startup-memory';

/** Makes the application, listens, and says so. Rejects when it cannot start. */
export async function serve(environment: Environment): Promise<void> {
  const app = await createApp(environment);
  const settings = app.get(Settings);
  stopOnSignals(app);
  releaseStartupMemory();
  // Of a failed listen Nest would log its own words; what explainFailedStart says is enough.
  app.useLogger(false);
  await app.listen(listenOptions(settings.port, settings.host));
  app.useLogger(app.get(Logger));
  await greet(app, settings);
}
