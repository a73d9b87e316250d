/**
 * The Python environment that the LiteLLM proxy runs in: litellm/.venv, installed from the hash-locked
 * litellm/requirements.lock (PyPI has carried back-doored LiteLLM releases; a hash admits none). The lock is complete, so
 * pip resolves nothing (`--no-deps`): an older pip would look for an extra such as `pydantic[email]` anew, and find a newer
 * version without a hash. `pip check` says afterwards whether everything fits together.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withLock } from './lock.mjs';
import { STATE, inRoot } from './paths.mjs';
import { SetupError } from './setup-error.mjs';
import { runStep } from './step.mjs';

const WINDOWS = process.platform === 'win32';
const INSTALL_LIMIT_MS = 15 * 60_000;
const LAST_LINES = 12;

/** Of the product; a test gives others. */
const PLACES = {
  venv: inRoot('litellm', '.venv'),
  lock: inRoot('litellm', 'requirements.lock'),
  /** Remembers that the last installation failed, and why. */
  failure: path.join(STATE, 'litellm-failure.json'),
  command: 'litellm',
  /** Its name among the locks between processes. */
  step: 'litellm',
};

/** The first line, or where that would be too long or has a blank, the second one. */
const PYTHON_OF_COMMAND = /^#!(\/[^\n]*python[^/\n]*)\n|^#!\/bin\/sh\n'''exec' "?([^"\n]+?)"? "\$0"/;

/**
 * @param {object} [options]
 * @param {boolean} [options.tryAgain] false: when the last installation of the same lock with the same Python failed, fail
 *   at once with its reason
 * @param {Partial<typeof PLACES>} [options.places]
 * @returns {Promise<string>} the path of the `litellm` command, installed first when missing or when the lock file changed
 * @throws {SetupError} when there is no suitable Python or an installation step fails; pip's last lines are in its details
 */
export async function ensureLiteLlm({ tryAgain = true, places = {} } = {}) {
  const at = { ...PLACES, ...places };
  const hash = createHash('sha256').update(readFileSync(at.lock)).digest('hex');
  if (!isInstalled(at, hash)) {
    await withLock(at.step, async ({ add }) => {
      if (!isInstalled(at, hash)) await install(at, hash, tryAgain, add);
    });
  }
  return inVenv(at.venv, at.command);
}

function isInstalled({ venv, command }, hash) {
  const stamp = stampOf(venv);
  return (
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === hash &&
    existsSync(inVenv(venv, command)) &&
    leadsToPython(inVenv(venv, command)) &&
    pythonVersion(inVenv(venv, 'python')) !== undefined
  );
}

/** pip writes the whole path of the environment's Python into a command, which leads nowhere once the clone was moved. */
function leadsToPython(command) {
  const [, plain, quoted] = PYTHON_OF_COMMAND.exec(readFileSync(command, 'latin1').slice(0, 4096)) ?? [];
  const python = plain ?? quoted;
  return python === undefined || existsSync(Buffer.from(python, 'latin1'));
}

async function install({ venv, lock, failure }, hash, tryAgain, started) {
  const { command: python, version } = findPython();
  const key = `${hash} ${python.join(' ')} ${version}`;
  const remembered = tryAgain ? undefined : readFailure(failure);
  if (remembered?.key === key)
    throw new SetupError(
      `${remembered.message} (So it was at ${remembered.at}; "npm run litellm" tries again.)`,
    );
  rmSync(failure, { force: true });
  rmSync(venv, { recursive: true, force: true });
  const pip = [inVenv(venv, 'python'), '-I', '-m', 'pip', '--disable-pip-version-check', '--no-input'];
  const fromLock = ['--quiet', '--no-deps', '--require-hashes', '--only-binary', ':all:', '--retries', '2'];
  try {
    await step(
      `Making ${path.basename(venv)} with Python ${version}`,
      [...python, '-m', 'venv', venv],
      started,
    );
    await step(
      'Installing the LiteLLM proxy into litellm/.venv',
      [...pip, 'install', ...fromLock, '-r', lock],
      started,
    );
    await step('Checking that its packages fit together', [...pip, 'check'], started);
  } catch (error) {
    if (error instanceof SetupError) rememberFailure(failure, key, error);
    throw error;
  }
  writeFileSync(stampOf(venv), hash);
}

async function step(what, command, started) {
  // A setting such as PIP_USER or PIP_TARGET, meant for other installations, would lead the packages elsewhere.
  const env = { ...process.env, PIP_USER: '0' };
  for (const name of ['PIP_TARGET', 'PIP_PREFIX', 'PIP_ROOT', 'PYTHONHOME']) delete env[name];
  const { ok, output } = await runStep(what, command, { env, timeoutMs: INSTALL_LIMIT_MS, started });
  if (ok) return;
  const lines = output.trim().split(/\r?\n/).slice(-LAST_LINES);
  const last = lines.findLast((line) => line.trim() !== '') ?? 'it said nothing';
  throw new SetupError(`The LiteLLM proxy could not be installed: ${last.trim()}`, lines.join('\n'));
}

function rememberFailure(file, key, { message }) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ key, message, at: new Date().toISOString() }));
}

function readFailure(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The lock file has wheels for Python 3.10 to 3.14; `python3` may be older or newer than that. */
function findPython() {
  const named = ['python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'].map((name) => [name]);
  const candidates = [['python3'], ['python'], ...(WINDOWS ? [['py', '-3']] : []), ...named];
  for (const command of candidates) {
    const version = pythonVersion(...command);
    if (version !== undefined) return { command, version };
  }
  throw new SetupError(
    'The LiteLLM proxy needs Python 3.10 to 3.14 with its venv module (on Debian and Ubuntu the package python3-venv): ' +
      'install it and run the command again.',
  );
}

/** @returns {string | undefined} the version, when it is one that the lock file is for and it can make environments */
function pythonVersion(command, ...args) {
  const probe =
    'import sys, venv, ensurepip; print("%d.%d.%d" % sys.version_info[:3]); sys.exit(not (3, 10) <= sys.version_info < (3, 15))';
  const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 30_000 };
  const { status, stdout } = spawnSync(command, [...args, '-I', '-c', probe], options);
  return status === 0 ? stdout.trim() : undefined;
}

function stampOf(venv) {
  return path.join(venv, '.requirements.sha256');
}

function inVenv(venv, program) {
  return path.join(venv, WINDOWS ? `Scripts/${program}.exe` : `bin/${program}`);
}
