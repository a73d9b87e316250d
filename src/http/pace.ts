/** Whether bytes come at a least rate, judged by one window of time after the other: what came quickly before does not excuse. */
export class Pace {
  #slow = false;

  /**
   * @param windowMs how long before it is judged
   * @param bytesPerSecond the least rate
   * @param since `performance.now()`
   * @param bytes that had come by then
   */
  constructor(
    private readonly windowMs: number,
    private readonly bytesPerSecond: number,
    private since: number,
    private bytes: number,
  ) {}

  /** Whether the last window that is over saw less than the least rate. */
  isSlow(now: number, bytes: number): boolean {
    const elapsedMs = now - this.since;
    if (elapsedMs < this.windowMs) return this.#slow;
    this.#slow = (bytes - this.bytes) * 1000 < this.bytesPerSecond * elapsedMs;
    this.since = now;
    this.bytes = bytes;
    return this.#slow;
  }

  /** Leaves out a time in which nothing could come. */
  skip(ms: number): void {
    this.since += ms;
  }
}
