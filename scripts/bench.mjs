/** `npm run bench`: the benchmark, or with `soak` first the soak, on Node 24 and against a fresh build. */
import { ensureCompiled } from './setup/compile.mjs';
import { runInForeground } from './setup/foreground.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { nodeBinary } from './setup/node-binary.mjs';
import { main } from './setup/setup-error.mjs';

await main(async () => {
  await ensureInstalled();
  await ensureCompiled();
  const [first, ...others] = process.argv.slice(2);
  const program =
    first === 'soak' ? ['bench/soak.mjs', ...others] : ['bench/run.mjs', ...process.argv.slice(2)];
  runInForeground(nodeBinary(), program);
});
