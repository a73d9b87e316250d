/** `npm run litellm`: a LiteLLM proxy in the foreground, installed first where that is still to do. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readEnvFile } from './setup/env-file.mjs';
import { runInForeground } from './setup/foreground.mjs';
import { ensureLiteLlm } from './setup/litellm-venv.mjs';
import { inRoot } from './setup/paths.mjs';
import { SetupError, main } from './setup/setup-error.mjs';
import { calledIn } from './setup/whole-paths.mjs';

const HELP = `Usage: npm run litellm -- [options]

Starts a LiteLLM proxy for LLM Proxy Service. Provider keys (OPENAI_API_KEY, ...) and LITELLM_MASTER_KEY are read
from the environment and from .env; without LITELLM_MASTER_KEY, LLM_PROXY__LITELLM_API_KEY is the master key, and
without either LiteLLM asks for none (on a loopback address only).

  --config <file>   LiteLLM configuration (default: litellm/config.yaml)
  --port <n>        port (default: LITELLM_PORT, else 4000)
  --host <address>  address to listen on (default: 127.0.0.1)
  --no-env-file     leave .env alone
  --help            this text`;

const READY_LIMIT_MS = 120_000;
const LOOPBACK = /^(127\.|localhost$|::1$)/;

const OPTIONS = {
  config: { type: 'string', default: inRoot('litellm', 'config.yaml') },
  port: { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  'no-env-file': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

await main(async () => {
  const options = readOptions();
  if (options.help) {
    console.log(HELP);
    return;
  }
  const fromFile = options['no-env-file'] ? {} : await readEnvFile();
  const env = environment(fromFile, options.host);
  const port = readPort(options.port ?? env.LITELLM_PORT ?? '4000');
  const config = path.resolve(calledIn('litellm'), options.config);
  if (!existsSync(config))
    throw new SetupError(`There is no file ${config}: name another one with --config.`);
  const litellm = await ensureLiteLlm();
  await requireFree(options.host, port);
  await tellMissingKeys(config, env);
  const args = ['--config', config, '--host', options.host, '--port', String(port)];
  runInForeground(litellm, args, { env, onceIsEnough: true });
  const keyKnown = !env.LITELLM_MASTER_KEY || env.LITELLM_MASTER_KEY === fromFile.LLM_PROXY__LITELLM_API_KEY;
  await announce(options.host, port, keyKnown ? '' : " LLM_PROXY__LITELLM_API_KEY='<the master key>'");
});

function readOptions() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    throw new SetupError(`${error.message}\n\n${HELP}`);
  }
}

function environment(fromFile, host) {
  const env = { ...fromFile, ...process.env };
  env.LITELLM_MASTER_KEY ||= env.LLM_PROXY__LITELLM_API_KEY ?? '';
  if (!env.LITELLM_MASTER_KEY) delete env.LITELLM_MASTER_KEY;
  // LiteLLM refuses to start without a key, or with a well-known one; where only this machine reaches it, it may.
  if (LOOPBACK.test(host)) env.LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY ??= 'true';
  else if (!env.LITELLM_MASTER_KEY)
    throw new SetupError(`Set LITELLM_MASTER_KEY: ${host} is reached by others.`);
  // A database address meant for another program would make LiteLLM look for its own tables there.
  delete env.DATABASE_URL;
  return {
    ...env,
    LITELLM_LOCAL_MODEL_COST_MAP: 'True',
    LITELLM_TELEMETRY: 'False',
    LITELLM_DONT_SHOW_FEEDBACK_BOX: 'true',
    // Its other mode looks for a .env of its own in every folder above its installation.
    LITELLM_MODE: 'PRODUCTION',
  };
}

/** A call of such a model ends with the provider's refusal, which does not say that a key is missing here. */
async function tellMissingKeys(config, env) {
  let without;
  try {
    const { modelsWithoutKey } = await import('./setup/models-without-key.mjs');
    without = modelsWithoutKey(readFileSync(config, 'utf8'), env);
  } catch {
    // Before the first `npm start` there is no parser, and a mistake in the file is for LiteLLM to name.
    return;
  }
  if (without.length === 0) return;
  console.log('These models have no key, so their calls will be refused; set what is named in .env:');
  for (const { model, missing } of without) console.log(`  ${model}: ${missing.join(', ')}`);
}

function readPort(text) {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new SetupError(`"${text}" is no port: give a number from 1 to 65535.`);
}

/** LiteLLM would quietly take another port when 4000 is in use. */
function requireFree(host, port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', async (error) =>
      reject(
        new SetupError(
          error.code === 'EADDRINUSE'
            ? await portInUse(port, 'choose another with --port')
            : `Cannot listen on ${host}:${port} (${error.message}): choose another --host or --port.`,
        ),
      ),
    );
    probe.listen(port, host, () => probe.close(resolve));
  });
}

/** The service's own words; it may not have been built yet. */
async function portInUse(port, elseDo) {
  try {
    return (await import('../dist/bootstrap/port-holder.js')).portInUse(port, elseDo);
  } catch {
    return `Port ${port} is in use: stop what listens there, or ${elseDo}.`;
  }
}

/** @param {string} key what the service must be told about the master key; empty when `.env` says it already */
async function announce(host, port, key) {
  const address = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
  const deadline = Date.now() + READY_LIMIT_MS;
  while (Date.now() < deadline) {
    if (await answers(`${address}/health/liveliness`)) {
      const where = port === 4000 ? '' : ` LLM_PROXY__LITELLM_PROXY_URL=${address}`;
      console.log(
        `LiteLLM is ready on ${address}. Now, in another terminal: LLM_PROXY__LLM_MODE=litellm${where}${key} npm start`,
      );
      return;
    }
    await sleep(250);
  }
  console.error(
    `LiteLLM has not answered on ${address} for ${READY_LIMIT_MS / 1000} s: see its messages above.`,
  );
}

async function answers(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
