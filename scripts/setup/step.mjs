/** One step of the setup: a tool that runs in a child process, with signs of life, and never outlives us unwatched. */
import { spawn } from 'node:child_process';
import { ROOT } from './paths.mjs';
import { Interrupted } from './setup-error.mjs';

const TERMINAL_TICK_MS = 1000;
const LOG_TICK_MS = 10_000;
const PARENT_CHECK_MS = 200;
/** npm undoes what it has begun when it is interrupted, which takes longer than beginning anew the next time. */
const STOP_LIMIT_MS = 5000;
const OUTPUT_LIMIT = 1024 * 1024;

/**
 * Runs a tool to its end. Everything is shown on standard error; standard output belongs to the command that is set up.
 * @param {string} what it does, to be shown: "Compiling"
 * @param {[string, ...string[]]} commandLine
 * @param {object} [options]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {boolean} [options.ownProgress] in a terminal the tool shows its own progress instead of our seconds
 * @param {boolean} [options.shell] run through a shell, as `.cmd` files have to be
 * @param {number} [options.timeoutMs] after which it is ended
 * @param {(pid: number) => void} [options.started]
 * @returns {Promise<{ ok: boolean, output: string }>} its output as far as it was not shown, at most its last megabyte
 * @throws {Interrupted} after the tool has ended, when a signal came meanwhile
 */
export async function runStep(what, [command, ...args], options = {}) {
  const { env = process.env, ownProgress = false, shell = false, timeoutMs, started } = options;
  const terminal = process.stderr.isTTY === true;
  const shown = terminal && ownProgress;
  console.error(`${what} ...`);
  const child = spawn(command, args, {
    cwd: ROOT,
    env,
    shell,
    stdio: shown ? ['ignore', 2, 2] : ['ignore', 'pipe', 'pipe'],
  });
  if (child.pid !== undefined) started?.(child.pid);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => (output = (output + text).slice(-OUTPUT_LIMIT)));
  }
  const stopProgress = shown ? () => undefined : showSeconds(what, terminal);
  const watch = passSignals(child);
  const limit = timeoutMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      output += error.message;
      resolve(undefined);
    });
    child.once('close', resolve);
  });
  clearTimeout(limit);
  stopProgress();
  const signal = watch.end();
  if (signal) throw new Interrupted(signal, what);
  return { ok: code === 0, output };
}

/** Elapsed seconds: in a terminal on one line, elsewhere a line each ten seconds. */
function showSeconds(what, terminal) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const timer = setInterval(
    () => {
      if (terminal) process.stderr.write(`\r${what} ... ${seconds()} s`);
      else console.error(`${what} ... ${seconds()} s`);
    },
    terminal ? TERMINAL_TICK_MS : LOG_TICK_MS,
  );
  return () => {
    clearInterval(timer);
    if (terminal && seconds() > 0) process.stderr.write('\n');
  };
}

/** Passes a signal on to the child, and ends it when that does not; also when npm, which started us, has gone. */
function passSignals(child) {
  let received;
  let killer;
  const stop = (signal) => {
    received ??= signal;
    child.kill(signal);
    killer ??= setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, stop);
  const parent = process.ppid;
  const parentCheck = process.env.npm_lifecycle_event
    ? setInterval(() => {
        if (process.ppid !== parent && !received) stop('SIGTERM');
      }, PARENT_CHECK_MS)
    : undefined;
  return {
    end: () => {
      for (const signal of signals) process.off(signal, stop);
      clearInterval(parentCheck);
      clearTimeout(killer);
      return received;
    },
  };
}
