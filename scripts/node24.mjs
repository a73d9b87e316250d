/** `node scripts/node24.mjs <file> [args]`: runs a JavaScript file of this repository on Node 24, dependencies installed. */
import { runInForeground } from './setup/foreground.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { nodeBinary } from './setup/node-binary.mjs';
import { main } from './setup/setup-error.mjs';

await main(async () => {
  await ensureInstalled();
  runInForeground(nodeBinary(), process.argv.slice(2));
});
