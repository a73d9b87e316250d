/**
 * Brings node_modules in step with package-lock.json. npm's own record of what it installed
 * (node_modules/.package-lock.json) and the folders on the disk are compared with the lock file, so whatever way the
 * packages came, npm runs only when something is missing or of another version; and what an interrupted install left
 * behind is repaired by the next one.
 */
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { withLock } from './lock.mjs';
import { NODE_PACKAGE, lacksNode, requireNode } from './node-binary.mjs';
import { ROOT, STATE, inRoot } from './paths.mjs';
import { SetupError } from './setup-error.mjs';
import { runStep } from './step.mjs';

/** What compiling takes. They are optional packages, because an image of the service leaves them out. */
const COMPILER = ['typescript', '@types/node', '@types/pg', 'esbuild'].map((name) => `node_modules/${name}`);

/** Whatever the caller's settings leave out: the compiler and Node itself are optional packages. */
const ALWAYS = ['--include=optional', '--loglevel=error', '--no-audit', '--no-fund'];

/**
 * @param {object} [options]
 * @param {'run' | 'build' | 'develop'} [options.purpose] run: what the compiled service needs; build: the compiler too;
 *   develop: everything
 * @throws {SetupError} when no Node can run the service, or npm fails; npm's output is in its details
 */
export async function ensureInstalled({ purpose = 'develop' } = {}) {
  if (isInstalled(purpose)) return;
  requireNode();
  await withLock('install', async ({ add }) => {
    if (isInstalled(purpose)) return;
    // Adding to what is there leaves a running service its files; `npm ci` removes everything first.
    const adding = isInstalled('run');
    const command = adding ? ['install', '--no-save'] : ['ci'];
    const packages = purpose === 'develop' ? '--include=dev' : '--omit=dev';
    const what = adding ? 'Installing what is still missing' : 'Installing dependencies';
    const npm = [...npmCommand(), ...command, packages, ...ALWAYS, ...cacheOption()];
    const shell = npm[0].endsWith('.cmd');
    const { ok, output } = await runStep(what, npm, { ownProgress: true, shell, started: add });
    if (!ok) {
      throw new SetupError(
        `npm ${command[0]} failed (above): check that the npm registry can be reached, that this folder can be written, ` +
          'and that package-lock.json is unchanged, then run the command again.',
        output,
      );
    }
    const [missing] = missingPackages(purpose);
    if (missing !== undefined)
      throw new SetupError(`npm said that it installed everything, and yet ${missing} is not there.`, output);
  });
}

function isInstalled(purpose) {
  return missingPackages(purpose).length === 0;
}

/** @returns {string[]} the first location in node_modules that is not as the lock file wants it, if there is one */
function missingPackages(purpose) {
  const record = inRoot('node_modules', '.package-lock.json');
  if (!existsSync(record)) return ['node_modules'];
  const installed = packagesOf(record);
  const missing = Object.entries(packagesOf(inRoot('package-lock.json'))).find(([location, wanted]) => {
    if (location === '') return false;
    const version = installed[location]?.version;
    if (version === undefined) return !mayBeAbsent(location, wanted, purpose);
    if (version === wanted.version && existsSync(inRoot(location, 'package.json'))) return false;
    // A development package that is not needed now may be of any version: it is put right when it is.
    return !(wanted.dev && purpose !== 'develop');
  });
  if (missing) return [missing[0]];
  return lacksNode() ? [`node_modules/${NODE_PACKAGE}`] : [];
}

/** npm marks with `devOptional` what both development and an optional package want. */
function mayBeAbsent(location, { dev, devOptional, optional }, purpose) {
  if (COMPILER.includes(location)) return purpose === 'run';
  if (dev) return purpose !== 'develop' || optional === true;
  if (devOptional) return purpose !== 'develop';
  return optional === true;
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch (error) {
    throw new SetupError(`${path.relative(ROOT, file)} cannot be read (${error.message}): restore it.`);
  }
}

/** The npm that started us if there is one, else the one beside the running Node, else the one on the PATH. */
function npmCommand() {
  const node = process.env.npm_node_execpath ?? process.execPath;
  const home = path.dirname(node);
  const cli = [
    process.env.npm_execpath,
    path.join(home, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    path.join(home, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ].find((file) => file && path.basename(file) === 'npm-cli.js' && existsSync(file));
  if (cli) return [node, cli];
  // A .cmd file starts through a shell only; the arguments are constants of ours.
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}

/** npm's cache is in the home folder, which some users do not have or may not write. */
function cacheOption() {
  const usual = process.env.npm_config_cache ?? path.join(os.homedir(), '.npm');
  if (isWritable(usual)) return [];
  console.error(`npm's cache (${usual}) cannot be written: .setup/npm-cache is used instead.`);
  return [`--cache=${path.relative(ROOT, path.join(STATE, 'npm-cache'))}`];
}

function isWritable(folder) {
  const nearest = existsSync(folder) ? folder : path.dirname(folder);
  if (!existsSync(nearest) && nearest !== folder) return isWritable(nearest);
  try {
    accessSync(nearest, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
