/**
 * The Python environment that the LiteLLM proxy runs in: litellm/.venv, installed from the hash-locked
 * litellm/requirements.lock (PyPI has carried back-doored LiteLLM releases; a hash admits none).
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { ROOT, inRoot } from './paths.mjs';
import { SetupError } from './setup-error.mjs';

const WINDOWS = process.platform === 'win32';
const VENV = inRoot('litellm', '.venv');
const STAMP = inRoot('litellm', '.venv', '.requirements.sha256');
const LOCK = inRoot('litellm', 'requirements.lock');
const INSTALL_LIMIT_MS = 15 * 60_000;

const inVenv = (program) => inRoot('litellm', '.venv', WINDOWS ? `Scripts/${program}.exe` : `bin/${program}`);

/**
 * @returns {string} the path of the `litellm` command, installed first when missing or when the lock file changed
 * @throws {SetupError} when there is no suitable Python or an installation step fails
 */
export function ensureLiteLlm() {
  const hash = createHash('sha256').update(readFileSync(LOCK)).digest('hex');
  const ready = existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash && isUsable(inVenv('python'));
  if (!ready) install(hash);
  return inVenv('litellm');
}

function install(hash) {
  const python = findPython();
  console.error('Installing the LiteLLM proxy into litellm/.venv (a minute or so the first time) ...');
  rmSync(VENV, { recursive: true, force: true });
  step([...python, '-m', 'venv', VENV]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'];
  step([inVenv('python'), ...pip, '--require-hashes', '--only-binary', ':all:', '-r', LOCK]);
  writeFileSync(STAMP, hash);
}

function step([command, ...args]) {
  const result = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8', timeout: INSTALL_LIMIT_MS });
  if (result.status === 0) return;
  throw new SetupError(
    'The LiteLLM proxy could not be installed: check that the Python package index can be reached, then run the command again.',
    result.error ? String(result.error.message) : `${result.stdout}${result.stderr}`,
  );
}

/** Python 3.10 to 3.13 is what the lock file was installed with; `python3` may be older or newer than that. */
function findPython() {
  const named = ['python3.13', 'python3.12', 'python3.11', 'python3.10'].map((name) => [name]);
  const candidates = [['python3'], ['python'], ...(WINDOWS ? [['py', '-3']] : []), ...named];
  const found = candidates.find((command) => isUsable(...command));
  if (found) return found;
  throw new SetupError(
    'The LiteLLM proxy needs Python 3.10 to 3.13 with its venv module: install it and run the command again.',
  );
}

function isUsable(command, ...args) {
  const probe = 'import sys, venv, ensurepip; sys.exit(not (3, 10) <= sys.version_info < (3, 14))';
  return spawnSync(command, [...args, '-c', probe], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}
