/**
 * Installs LiteLLM for the tests of a run while those that do not need it run: an installation takes one core for a minute, in
 * which the others had nothing to do. What came of it is in a file, for which `test/support/upstream/litellm-proxy.ts` waits.
 *
 *   node scripts/setup/litellm-for-tests.mjs <file>     writes {"command": "…/litellm"} or {"reason": "…"}
 */
import { spawn } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureLiteLlm } from './litellm-venv.mjs';
import { STATE } from './paths.mjs';
import { SetupError } from './setup-error.mjs';

const SELF = fileURLToPath(import.meta.url);

/** Begins it in a process of its own. @returns the file that is there once it is over */
export function installLiteLlmMeanwhile() {
  const file = path.join(STATE, `litellm-for-tests-${process.pid}.json`);
  mkdirSync(STATE, { recursive: true });
  rmSync(file, { force: true });
  process.on('exit', () => rmSync(file, { force: true }));
  spawn(process.execPath, [SELF, file], { stdio: ['ignore', 2, 2] }).unref();
  return file;
}

async function outcome() {
  const tryAgain = process.env.LLM_PROXY_TEST_REQUIRE_ALL === '1';
  try {
    return { command: await ensureLiteLlm({ tryAgain }) };
  } catch (error) {
    if (!(error instanceof SetupError)) return { reason: String(error) };
    if (tryAgain) console.error(error.details ?? '');
    return { reason: error.message };
  }
}

if (process.argv[1] === SELF) {
  const [, , file] = process.argv;
  writeFileSync(`${file}.part`, JSON.stringify(await outcome()));
  renameSync(`${file}.part`, file);
}
