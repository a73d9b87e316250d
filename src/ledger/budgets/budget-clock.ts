import type { Logger } from 'pino';

/** Clocks that are off by less are taken to be right. */
const TOLERATED_MS = 2_000;

/**
 * The time by which budgets begin and renew: that of the server in which replicas meet, so that a replica whose own clock is
 * off is in the same period as the others. Milliseconds since 1970.
 */
export class BudgetClock {
  #offsetMs = 0;

  constructor(private readonly log: Pick<Logger, 'warn'>) {}

  now(): number {
    return Date.now() + this.#offsetMs;
  }

  /** How far this machine's clock is behind, in milliseconds; 0 where it is right. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** A server has told its time. @param sentAt when it was asked, by this machine's clock */
  heard(serverTime: number, sentAt: number): void {
    // The server read its clock at some time of the wait, which is long where a process is held up: what is known may be right.
    const least = serverTime - Date.now();
    const most = serverTime - sentAt;
    if (this.#offsetMs > least - TOLERATED_MS && this.#offsetMs < most + TOLERATED_MS) return;
    const wasRight = this.#offsetMs === 0;
    const off = (least + most) / 2;
    this.#offsetMs = Math.abs(off) < TOLERATED_MS ? 0 : Math.round(off);
    if (!wasRight || this.#offsetMs === 0) return;
    const seconds = Math.round(-off / 1_000);
    this.log.warn(
      { alert: true, reason: `${seconds} s ahead` },
      "This machine's clock is off: budgets go by the clock of the server that replicas share.",
    );
  }
}
