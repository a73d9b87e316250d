/**
 * `npm start`: installs, compiles and writes `.env` where that is still to do, then serves.
 * `npm run start:prod` (`--production`): the same without `.env`, on the environment alone.
 * It takes no further arguments: what the service does is told by settings.
 */
import { ensureCompiled, isCompiled } from './setup/compile.mjs';
import { ensureEnvFile } from './setup/env-file.mjs';
import { runInForeground } from './setup/foreground.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { nodeBinary, nodeFlags } from './setup/node-binary.mjs';
import { ALLOCATOR, MAIN, heapFlag } from './setup/paths.mjs';
import { SetupError, main } from './setup/setup-error.mjs';

const HELP = `Usage: npm start                  in development: settings from the environment and .env, which is made if it is missing
       npm run start:prod         in production: settings from the environment alone

Installs and compiles what is missing, then serves until Ctrl-C. It takes no options. The service is told what to do
by settings, LLM_PROXY__ and a name; docs/configuration.md has them all:

  LLM_PROXY__PORT=8132 npm start

The commands that administer a service: npm run llm-proxy -- --help`;

await main(async () => {
  const [flag, ...more] = process.argv.slice(2);
  const flagged = flag === '--production';
  const args = flagged || flag === undefined ? more : [flag, ...more];
  if (args.some((arg) => arg === '--help' || arg === '-h')) return void console.log(HELP);
  if (args.length > 0) throw new SetupError(`${args[0]} means nothing here.\n\n${HELP}`);
  const production = flagged || process.env.NODE_ENV === 'production';
  await ensureInstalled({ purpose: production && isCompiled() ? 'run' : 'build' });
  await ensureCompiled();
  if (!production) ensureEnvFile();
  const env = { ...ALLOCATOR, ...process.env, ...(production && { NODE_ENV: 'production' }) };
  runInForeground(nodeBinary(), [...nodeFlags(), heapFlag(), MAIN], { env });
});
