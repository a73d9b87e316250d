/**
 * A ciphertext that does not open. The message names the row, the key and what to do, for logs and the command line; it
 * holds nothing secret, but is not meant for callers.
 */
export class VaultError extends Error {
  override readonly name = 'VaultError';
}
