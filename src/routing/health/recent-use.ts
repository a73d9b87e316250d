import type { DeploymentLimits } from '../../registry/memory/registry-view';
import { RecentOutcomes } from './recent-outcomes';

const MINUTE_MS = 60_000;
/** The counts move on in steps of so much. */
const STEP_MS = MINUTE_MS / 10;
/** Until one of the calls that run may have ended. */
const CALL_MS = 1_000;

/** What a deployment was asked in the last minute, by which its own limits go. Nothing is counted where it has none. */
export class RecentUse {
  readonly #requests = new RecentOutcomes(MINUTE_MS);
  readonly #tokens = new RecentOutcomes(MINUTE_MS);

  asked(now: number): void {
    this.#requests.add(true, now);
  }

  /** Told when the call of an attempt has ended: calls that run already are not stopped. */
  used(tokens: number, now: number): void {
    this.#tokens.add(true, now, tokens);
  }

  /** Milliseconds until there may be room for another attempt; 0 where there is. */
  waitMs(
    { requestsPerMinute = Infinity, tokensPerMinute = Infinity, concurrent = Infinity }: DeploymentLimits,
    inFlight: number,
    now: number,
  ): number {
    if (inFlight >= concurrent) return CALL_MS;
    const isFull =
      this.#requests.counts(now).ok >= requestsPerMinute || this.#tokens.counts(now).ok >= tokensPerMinute;
    return isFull ? STEP_MS : 0;
  }
}
