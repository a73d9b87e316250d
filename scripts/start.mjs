/**
 * `npm start`: installs, compiles and writes `.env` where that is still to do, then serves.
 * `npm run start:prod` (`--production`): the same without `.env`, on the environment alone.
 * Further arguments go to the service.
 */
import { ensureCompiled, isCompiled } from './setup/compile.mjs';
import { ensureEnvFile } from './setup/env-file.mjs';
import { runInForeground } from './setup/foreground.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { nodeBinary, nodeFlags } from './setup/node-binary.mjs';
import { MAIN, heapFlag } from './setup/paths.mjs';
import { main } from './setup/setup-error.mjs';

await main(async () => {
  const flagged = process.argv[2] === '--production';
  const production = flagged || process.env.NODE_ENV === 'production';
  const args = process.argv.slice(flagged ? 3 : 2);
  await ensureInstalled({ purpose: production && isCompiled() ? 'run' : 'build' });
  await ensureCompiled();
  if (!production) ensureEnvFile();
  const env = production ? { ...process.env, NODE_ENV: 'production' } : process.env;
  runInForeground(nodeBinary(), [...nodeFlags(), heapFlag(), MAIN, ...args], { env });
});
