import type { TokenUsage } from '../wire/canonical/token-usage';
import type { Attempt } from './attempt';
import type { RescueMode } from './rescue-mode';

/** One try to go on with a stream that broke. */
export interface Rescue {
  /** The deployments, by their ids: whose stream broke, and which one went on. */
  readonly from: string;
  readonly to: string;
  readonly mode: RescueMode;
  /** Characters that the caller had by then. */
  readonly at: number;
  /**
   * `rescued`: the answer became whole. `diverged`: it said something else than what was delivered. `refused`: the target
   * does not take an assistant's turn at the end. `failed`: it broke off, too, or did not answer.
   */
  outcome: 'running' | 'rescued' | 'diverged' | 'refused' | 'failed';
  /** It broke off, too, and the caller has what had come of it: the answer has a part of its own from there. */
  isPart?: boolean;
}

/** How an answer was rescued, as its caller is told. */
export interface Rescued {
  readonly rescued: readonly unknown[];
}

/** What layers have to tell of a call, for its record and its door. */
export class CallNotes {
  readonly rescues: Rescue[] = [];
  /** The answer is that of another call with the same key: `stored`, or still running when this one came. */
  replayed: 'stored' | 'attached' | undefined;
  /** That call's attempt, where it is. */
  replayedAttempt: Attempt | undefined;
  /** How that call's answer was rescued, as its caller was told. */
  replayedRescue: Rescued | undefined;
  /** Whether another deployment was asked as well because the first was slow, and whether its answer came first. */
  hedge: 'lost' | 'won' | undefined;
  /** The deployment after whose failure no other attempt was made, because its retry budget was used up. */
  retryRefusedAt: string | undefined;
  /** What the caller was told of its usage, where no single attempt's own figures say it. */
  usage: TokenUsage | undefined;

  /** How the answer was rescued, as its caller is told; undefined where it was not. */
  get rescued(): Rescued | undefined {
    const told = this.rescues.filter(
      ({ outcome, isPart }) => isPart === true || outcome === 'rescued' || outcome === 'running',
    );
    return told.length === 0
      ? this.replayedRescue
      : { rescued: told.map(({ from, to, mode, at }) => ({ from, to, mode, at })) };
  }
}
