/**
 * The Jest environment of test files that share their worker's process as it is, without a `vm` context of their own
 * (jest-shared-runtime.mjs). What a file changed in the process is put back after it: mocks, the environment's variables, the
 * working folder.
 */
import { ModuleMocker } from 'jest-mock';

export default class SharedEnvironment {
  global = globalThis;
  fakeTimers = null;
  moduleMocker = new ModuleMocker(globalThis);
  /** Modules that outlive the file would keep timers that never fire. */
  fakeTimersModern = { useFakeTimers: () => refuse('fake timers'), useRealTimers: () => undefined };
  #before = processState();

  async setup() {}

  async teardown() {
    this.moduleMocker.restoreAllMocks();
    putBack(this.#before);
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  /** Asked for by Jest's runner; nothing runs in a context. */
  getVmContext() {
    return null;
  }
}

/** @throws {Error} saying what a file has to do that needs `what` */
export function refuse(what) {
  throw new Error(
    `A test file with ${what} needs modules of its own: begin it with /** @jest-environment node */`,
  );
}

/** What Jest's runner and tests change for a file. */
function processState() {
  return {
    variables: { ...process.env },
    folder: process.cwd(),
    exit: process.exit,
    console: globalThis.console,
  };
}

function putBack({ variables, folder, exit, console }) {
  for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
  Object.assign(process.env, variables);
  process.chdir(folder);
  process.exit = exit;
  globalThis.console = console;
}
