/**
 * `npm test [-- jest arguments]`: every test, on Node 24. What the files of a run need beyond node_modules is made ready by
 * jest-sequencer.mjs.
 */
import path from 'node:path';
import { runInForeground } from './setup/foreground.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { nodeBinary } from './setup/node-binary.mjs';
import { STATE, inRoot } from './setup/paths.mjs';
import { main } from './setup/setup-error.mjs';

const NODE_OPTIONS = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  // For Jest's workers as well: what tests make is garbage soon. A larger young generation, and a collector that does not
  // take the cores from the other workers, are a third of the CPU time of tests with large bodies.
  '--min-semi-space-size=32',
  '--max-semi-space-size=32',
  '--single-threaded-gc',
  // As the service runs: without it, everything is collected after each 64 MiB of buffers.
  '--external-memory-accounted-in-global-limit',
];

await main(async () => {
  await ensureInstalled();
  const jest = inRoot('node_modules', 'jest', 'bin', 'jest.js');
  // For Jest, its workers and the services that tests start: V8 would compile the same files in each.
  const env = { ...process.env, NODE_COMPILE_CACHE: path.join(STATE, 'compile-cache') };
  runInForeground(nodeBinary(), [...NODE_OPTIONS, jest, ...process.argv.slice(2)], { env });
});
