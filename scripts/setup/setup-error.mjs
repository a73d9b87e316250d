import os from 'node:os';

/** A failure that the person at the terminal can put right: printed as its message alone, without a stack. */
export class SetupError extends Error {
  /**
   * @param {string} message one line: what failed and what to do
   * @param {string} [details] a tool's own output, printed before the message
   */
  constructor(message, details) {
    super(message);
    this.details = details;
  }
}

/** A signal came during a step, and the step's process has ended. */
export class Interrupted extends Error {
  /**
   * @param {NodeJS.Signals} signal
   * @param {string} what was interrupted: "Compiling"
   */
  constructor(signal, what) {
    super(`${what}: stopped. The next command does it again from the start.`);
    this.signal = signal;
  }
}

/** What the system says of a file that this user may not use, or that finds no room. */
const NOT_USED = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT']);

/**
 * @param {NodeJS.ErrnoException & { dest?: string }} error of node:fs
 * @returns {Error} the same as a SetupError where the person at the terminal can put it right, else the error itself
 */
export function fileError(error) {
  const file = error?.dest ?? error?.path;
  if (file === undefined || !NOT_USED.has(error.code) || error.syscall?.startsWith('spawn')) return error;
  return new SetupError(
    `${file} cannot be read or written (${error.code}): run the command as the owner of this folder, on a disk that can be written.`,
  );
}

/** Runs a script's body; a SetupError ends the process with 1 and its message, a signal as a shell reports it. */
export async function main(body) {
  try {
    await body();
  } catch (thrown) {
    const error = fileError(thrown);
    if (error instanceof Interrupted) {
      console.error(error.message);
      process.exitCode = 128 + os.constants.signals[error.signal];
      return;
    }
    if (!(error instanceof SetupError)) throw error;
    if (error.details) console.error(error.details.trimEnd());
    console.error(error.message);
    process.exitCode = 1;
  }
}
