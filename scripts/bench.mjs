/** `npm run bench`: the benchmark, on Node 24 and against a fresh build. Arguments go to bench/run.mjs. */
import { ensureCompiled } from './setup/compile.mjs';
import { runInForeground } from './setup/foreground.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { nodeBinary } from './setup/node-binary.mjs';
import { main } from './setup/setup-error.mjs';

await main(async () => {
  await ensureInstalled();
  await ensureCompiled();
  runInForeground(nodeBinary(), ['bench/run.mjs', ...process.argv.slice(2)]);
});
