/**
 * Runs commands of the compiled `llm-proxy`, one after another, in one process: most of a command's CPU time is the loading
 * of its modules. Each has an environment, a folder, arguments and standard streams of its own, and has ended when nothing
 * that it opened is left, as its process would.
 * Asked by messages `{ args, environment, folder, input }`; answers `{ code, stdout, stderr }`.
 */
const path = require('node:path');
const { PassThrough, Writable } = require('node:stream');
const { enableCompileCache } = require('node:module');

enableCompileCache();
// By a path: before the first build there is nothing to resolve.
const DIST = path.join(module.path, '..', '..', '..', 'dist');
const CLI = path.join(DIST, 'cli.js');
const { runCli } = require(path.join(DIST, 'cli', 'run-cli.js'));

/** How often it is looked whether a command has closed everything. */
const POLL_MS = 5;

process.on('message', (command) => {
  void run(command).then((outcome) => process.send(outcome));
});
process.once('disconnect', () => process.exit());

async function run({ args, environment, folder, input }) {
  const stdout = new Collected();
  const stderr = new Collected();
  const stdin = new PassThrough();
  stdin.end(input);
  // The very environment of the process: what is not JavaScript reads it too, such as for the home directory.
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
  process.chdir(folder);
  process.argv = [process.execPath, CLI, ...args];
  for (const [name, value] of Object.entries({ stdin, stdout, stderr })) {
    Object.defineProperty(process, name, { configurable: true, value });
  }
  const before = process.getActiveResourcesInfo();
  const code = await runCli(() => Promise.reject(new Error('the service is not started by this process')));
  while (isMore(process.getActiveResourcesInfo(), before)) {
    // Does not count as a resource itself.
    await new Promise((resolvePause) => setTimeout(resolvePause, POLL_MS).unref());
  }
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** Whether some kind of resource is there more often than it was. */
function isMore(now, before) {
  const count = (kinds, kind) => kinds.filter((one) => one === kind).length;
  return [...new Set(now)].some((kind) => count(now, kind) > count(before, kind));
}

class Collected extends Writable {
  text = '';

  constructor() {
    super({ decodeStrings: false });
  }

  _write(piece, _encoding, done) {
    this.text += String(piece);
    done();
  }
}
