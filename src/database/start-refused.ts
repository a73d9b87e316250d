/** The service must not start as it is; the message is one line that says why, and what to do. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}
