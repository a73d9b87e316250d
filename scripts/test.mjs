/**
 * `npm test [-- jest arguments]`: every test, on Node 24. What the files of a run need beyond node_modules is made ready by
 * jest-sequencer.mjs.
 */
import { runInForeground } from './setup/foreground.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { nodeBinary } from './setup/node-binary.mjs';
import { inRoot } from './setup/paths.mjs';
import { main } from './setup/setup-error.mjs';

const NODE_OPTIONS = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];

await main(async () => {
  await ensureInstalled();
  const jest = inRoot('node_modules', 'jest', 'bin', 'jest.js');
  runInForeground(nodeBinary(), [...NODE_OPTIONS, jest, ...process.argv.slice(2)]);
});
