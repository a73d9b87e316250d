/** `npm run bench`: the benchmark, or with `soak`, `ledger` or `kill` first one of these, on Node 24 and against a fresh build. */
import { ensureCompiled } from './setup/compile.mjs';
import { runInForeground } from './setup/foreground.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { nodeBinary } from './setup/node-binary.mjs';
import { main } from './setup/setup-error.mjs';

await main(async () => {
  await ensureInstalled();
  await ensureCompiled();
  const [first, ...others] = process.argv.slice(2);
  const byName = ['soak', 'ledger', 'kill'].find((name) => name === first);
  const program =
    byName === undefined ? ['bench/run.mjs', ...process.argv.slice(2)] : [`bench/${byName}.mjs`, ...others];
  runInForeground(nodeBinary(), program);
});
