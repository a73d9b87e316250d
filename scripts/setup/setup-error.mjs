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

/** Runs a script's body; a SetupError ends the process with 1 and its message, a signal as a shell reports it. */
export async function main(body) {
  try {
    await body();
  } catch (error) {
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
