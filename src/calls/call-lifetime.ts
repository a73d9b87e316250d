import { Cancellation } from '../cancellation/cancellation';
import { clearDeadline, setDeadline } from '../cancellation/deadlines';
import type { Deadline } from '../cancellation/deadlines';
import { GatewayError } from '../errors/gateway-error';

/** The reason of an abort that the caller brought about: there is nobody left to answer. */
export class CallerGone extends Error {
  override readonly name = 'CallerGone';

  constructor(readonly why: 'closed' | 'stalled') {
    super(
      why === 'closed' ? 'The caller closed the connection.' : 'The caller stopped reading and was cut off.',
    );
  }
}

/**
 * How long one call may go on: until its total limit, until its caller goes, or until the service stops. It is the call's
 * signal too, aborted with a GatewayError or {@link CallerGone} when the call has to stop.
 */
export class CallLifetime extends Cancellation implements Deadline {
  /** `performance.now()` at which the total limit ends. */
  dueAt = Infinity;
  place = -1;
  /** Where it is among the calls that run; RunningCalls alone uses it. */
  runningPlace = -1;
  #onLeave: ((why: CallerGone) => void) | undefined;

  /**
   * @param startedAt when the request came in; `performance.now()`
   * @param totalMs the total limit, counted from there
   */
  constructor(startedAt: number, totalMs: number) {
    super();
    setDeadline(this, startedAt + totalMs);
  }

  /** The total limit has passed. */
  onDue(): void {
    this.abort(
      new GatewayError('TIMEOUT', 'The call took longer than the total request timeout.', {
        upstreamFailure: 'total_timeout',
      }),
    );
  }

  /** The call is held by something that lives longer: it is told when the caller leaves. */
  hold(onLeave: (why: CallerGone) => void): void {
    this.#onLeave = onLeave;
  }

  /** The caller has left: the call ends at once, unless it is held. */
  leave(why: CallerGone['why']): void {
    const reason = new CallerGone(why);
    if (this.#onLeave === undefined) this.abort(reason);
    else this.#onLeave(reason);
  }

  /** Stops the call. */
  override abort(reason: GatewayError | CallerGone): void {
    this.release();
    super.abort(reason);
  }

  /** The call has ended by itself. */
  release(): void {
    clearDeadline(this);
  }
}
