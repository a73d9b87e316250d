const QUIET_MS = 60_000;

/** Counts what may happen very often: a flood of it is not to become a flood of lines. */
export class OnceAMinute {
  #saidAt = -Infinity;
  #count = 0;

  /** Notes that it happened. @returns how often since the last line, where one is due now */
  due(): number | undefined {
    this.#count++;
    const now = performance.now();
    if (now - this.#saidAt < QUIET_MS) return undefined;
    this.#saidAt = now;
    const count = this.#count;
    this.#count = 0;
    return count;
  }
}
