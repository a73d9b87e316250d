/** Runs a program in the foreground as if it had been started directly: same terminal, signals, exit code. */
import { spawn } from 'node:child_process';
import os from 'node:os';
import { ROOT } from './paths.mjs';

const PARENT_CHECK_MS = 200;

/**
 * @param {string} command
 * @param {string[]} args
 * @param {object} [options]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {boolean} [options.onceIsEnough] the program takes a second interrupt for the wish to end at once, however soon it
 *   comes, as Python's servers do. A terminal tells each of its processes of a Ctrl-C, so there none is passed on.
 * @returns {void} when the program ends, this process ends with the same code
 */
export function runInForeground(command, args, { env = process.env, onceIsEnough = false } = {}) {
  const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', env });
  const toldByTerminal = onceIsEnough && process.stdin.isTTY === true ? 'SIGINT' : undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A Windows console tells every process itself, and kill() there would end the child without warning.
      if (process.platform !== 'win32' && signal !== toldByTerminal) child.kill(signal);
    });
  }
  if (process.env.npm_lifecycle_event) endWithParent(child);
  child.once('error', (error) => {
    console.error(`${command} cannot be started: ${error.message}`);
    process.exit(1);
  });
  child.once('exit', (code, signal) => process.exit(code ?? 128 + os.constants.signals[signal]));
}

/** npm gives a SIGTERM to the shell between it and us; a shell such as dash dies of it without passing it on. */
function endWithParent(child) {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent && !child.killed) child.kill('SIGTERM');
  }, PARENT_CHECK_MS);
}
