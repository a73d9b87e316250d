/**
 * Brings node_modules in step with package-lock.json. npm's own record of what it installed
 * (node_modules/.package-lock.json) is compared with the lock file, so whatever way the packages came,
 * `npm ci` runs only when something is missing or of another version.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT, inRoot } from './paths.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * @param {{ production?: boolean }} [options] production: development dependencies may be absent
 * @throws {SetupError} when `npm ci` fails; npm's output is in its details
 */
export function ensureInstalled({ production = false } = {}) {
  if (isInstalled(production)) return;
  console.error('Installing dependencies (npm ci; a minute or so the first time) ...');
  // NODE_ENV=production or an `omit` in the caller's settings would leave out the compiler or Node 24.
  const result = runNpm(['ci', '--include=dev', '--include=optional', '--loglevel=error']);
  if (result.status === 0) return;
  throw new SetupError(
    'npm ci failed (above): check that the npm registry can be reached and that package-lock.json is unchanged, then run the command again.',
    result.error ? String(result.error.message) : `${result.stdout}${result.stderr}`,
  );
}

function isInstalled(production) {
  const record = inRoot('node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = packagesOf(record);
  return Object.entries(packagesOf(inRoot('package-lock.json'))).every(([location, wanted]) => {
    const mayBeAbsent =
      location === '' || wanted.optional || (production && (wanted.dev || wanted.devOptional));
    const version = installed[location]?.version;
    return version === undefined ? mayBeAbsent : version === wanted.version;
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch (error) {
    throw new SetupError(`${path.relative(ROOT, file)} cannot be read (${error.message}): restore it.`);
  }
}

/** The npm that started us if there is one, else the one beside the running Node, else the one on the PATH. */
function runNpm(args) {
  const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 };
  const node = process.env.npm_node_execpath ?? process.execPath;
  const home = path.dirname(node);
  const cli = [
    process.env.npm_execpath,
    path.join(home, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    path.join(home, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ].find((file) => file && path.basename(file) === 'npm-cli.js' && existsSync(file));
  if (cli) return spawnSync(node, [cli, ...args], options);
  // A .cmd file starts through a shell only; the arguments are constants of ours.
  return process.platform === 'win32'
    ? spawnSync(`npm.cmd ${args.join(' ')}`, { ...options, shell: true })
    : spawnSync('npm', args, options);
}
