const WINDOW_MS = 10_000;
/** Nobody needs more than a few. */
const MAX_IN_WINDOW = 240;

/** Counts what comes on one connection and asks for no turn, in windows of ten seconds. */
export class MessageRate {
  #since = performance.now();
  #count = 0;

  /** One more has come. @returns whether that is too many */
  exceeded(now = performance.now()): boolean {
    if (now - this.#since >= WINDOW_MS) {
      this.#since = now;
      this.#count = 0;
    }
    return ++this.#count > MAX_IN_WINDOW;
  }
}
