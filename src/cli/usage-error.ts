/** The command was not used as it is meant to be: exit code 2. The message is one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
