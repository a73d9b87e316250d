import { Logger } from 'nestjs-pino';
import type { Environment } from '../config/environment';
import type { Settings } from '../config/settings';
import { stopOnSignals } from '../shutdown/stop-signals';
import { createApp } from './create-app';
import { listenOptions } from './server-options';
import { greet } from './start-messages';
import { releaseStartupMemory } from './startup-memory';
import { tryListening } from './try-listening';

/** Makes the application, listens, and says so. Rejects when it cannot start. */
export async function serve(environment: Environment, settings: Settings): Promise<void> {
  const place = listenOptions(settings.port, settings.host);
  await tryListening(place);
  const app = await createApp(environment);
  stopOnSignals(app);
  releaseStartupMemory();
  // Of a failed listen Nest would log its own words; what explainFailedStart says is enough.
  app.useLogger(false);
  await app.listen(place);
  app.useLogger(app.get(Logger));
  await greet(app, settings);
}
