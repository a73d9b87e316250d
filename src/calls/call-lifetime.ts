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

/** How long one call may go on: until its total limit, until its caller goes, or until the service stops. */
export class CallLifetime {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  /** Where it stands among the calls that run; RunningCalls alone uses it. */
  place = -1;
  /** `performance.now()` at which the total limit ends. */
  readonly deadlineAt: number;

  /**
   * @param startedAt when the request came in; `performance.now()`
   * @param totalMs the total limit, counted from there
   * @param writeStallMs how long a caller may take nothing of what is written to it
   */
  constructor(
    startedAt: number,
    totalMs: number,
    readonly writeStallMs: number,
  ) {
    this.deadlineAt = startedAt + totalMs;
    this.#timer = setTimeout(
      () => {
        this.abort(
          new GatewayError('TIMEOUT', 'The call took longer than the total request timeout.', {
            upstreamFailure: 'total_timeout',
          }),
        );
      },
      Math.max(1, this.deadlineAt - performance.now()),
    );
  }

  /** Aborted, with a GatewayError or {@link CallerGone} as its reason, when the call has to stop. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Stops the call. */
  abort(reason: GatewayError | CallerGone): void {
    clearTimeout(this.#timer);
    this.#controller.abort(reason);
  }

  /** The call has ended by itself. */
  release(): void {
    clearTimeout(this.#timer);
  }
}
