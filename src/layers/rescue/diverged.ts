/** The answer that was to go on is another one than what its caller has, or does not fit to it: he gets nothing of it. */
export class Diverged extends Error {
  override readonly name = 'Diverged';

  /** @param wasWritten whether it was written before that was seen, so that no other one fits to the caller's any longer */
  constructor(readonly wasWritten = false) {
    super();
  }
}
