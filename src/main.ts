import 'reflect-metadata';
import { explainFailedStart } from './bootstrap/failed-start';
import { processEnvironment } from './config/environment';
import { makeRoomForLookups } from './config/lookup-threads';
import { readSettings } from './config/read-settings';
import { readTelemetry } from './config/telemetry-settings';
import { shareLookups } from './dns/shared-lookups';
import { heedSignalsOfStart } from './shutdown/start-signals';

async function main(): Promise<void> {
  heedSignalsOfStart();
  makeRoomForLookups();
  shareLookups();
  const environment = processEnvironment();
  // What is wrong with the settings is told before the application is loaded, which takes more than a second.
  const settings = readSettings(environment);
  readTelemetry(environment);
  await import('./bootstrap/serve.js').then(({ serve }) => serve(environment, settings));
}

main().catch((problem: unknown) => {
  process.stderr.write(`${explainFailedStart(problem)}\n`);
  process.exit(1);
});
