/** A failure the person at the terminal can mend: printed as its message alone, without a stack. */
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

/** Runs a script's body; a SetupError ends the process with 1 and its message. */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    if (error.details) console.error(error.details.trimEnd());
    console.error(error.message);
    process.exitCode = 1;
  }
}
