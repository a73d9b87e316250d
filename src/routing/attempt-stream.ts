import { clearDeadline, setDeadline } from '../cancellation/deadlines';
import type { Deadline } from '../cancellation/deadlines';
import { GatewayError } from '../errors/gateway-error';
import type { UpstreamFailure } from '../errors/gateway-error';
import type { StreamSink } from '../llm/llm-adapter';
import type { Attempt } from './attempt';

/** How long each phase of a stream may take, in milliseconds. */
export interface StreamLimits {
  readonly headersTimeoutMs: number;
  readonly firstTokenTimeoutMs: number;
  readonly idleTimeoutMs: number;
}

type Phase = keyof StreamLimits;

const PHASES: Readonly<Record<Phase, { failure: UpstreamFailure; message: string }>> = {
  headersTimeoutMs: {
    failure: 'headers_timeout',
    message: 'The upstream did not start to answer within the headers timeout.',
  },
  firstTokenTimeoutMs: {
    failure: 'first_token_timeout',
    message: 'The upstream sent no token within the first-token timeout.',
  },
  idleTimeoutMs: {
    failure: 'idle_timeout',
    message: 'The upstream fell silent in the middle of its answer for longer than the idle timeout.',
  },
};

/**
 * One attempt's way to the sink of the code that asked for it: keeps the limits of time between the upstream's signs of life, and
 * counts in the attempt what was delivered. While the reader is behind, the upstream is not to blame and its time does not
 * run.
 */
export class AttemptStream implements StreamSink, Deadline {
  onDrain: (() => void) | undefined;
  #phase: Phase = 'headersTimeoutMs';
  #lastSignAt = 0;
  #paused = false;
  dueAt = Infinity;
  place = -1;

  /** @param expire called with the error of a limit that has passed */
  constructor(
    private readonly attempt: Attempt,
    private readonly sink: StreamSink,
    private readonly limits: StreamLimits,
    private readonly expire: (error: GatewayError) => void,
  ) {
    this.#enter('headersTimeoutMs', performance.now());
    sink.onDrain = this.#onSinkDrain;
  }

  opened(headers: Readonly<Record<string, string>>): void {
    const now = performance.now();
    this.attempt.openedAt = now;
    this.#enter('firstTokenTimeoutMs', now);
    this.sink.opened(headers);
  }

  push(frames: Buffer, count: number): boolean {
    const now = performance.now();
    const { attempt } = this;
    if (attempt.firstFrameAt === undefined) {
      // What comes without a frame shows that the upstream lives, and is no token.
      if (count > 0) attempt.firstFrameAt = now;
      attempt.onBegun?.();
      this.#enter('idleTimeoutMs', now);
    } else {
      const gap = now - this.#lastSignAt;
      attempt.gaps.record(gap);
      if (gap > attempt.longestGapMs) attempt.longestGapMs = gap;
      this.#lastSignAt = now;
    }
    attempt.frames += count;
    attempt.bytes += frames.length;
    if (this.sink.push(frames, count)) return true;
    this.#paused = true;
    return false;
  }

  /** Stops the clock; nothing is pushed afterwards. */
  close(): void {
    clearDeadline(this);
    this.sink.onDrain = undefined;
  }

  #enter(phase: Phase, now: number): void {
    this.#phase = phase;
    this.#lastSignAt = now;
    setDeadline(this, now + this.limits[phase]);
  }

  readonly #onSinkDrain = (): void => {
    this.#paused = false;
    this.#lastSignAt = performance.now();
    this.onDrain?.();
  };

  /** The deadline is not moved with each frame: when it has come, it is seen how long the silence really was. */
  onDue(): void {
    const now = performance.now();
    const limit = this.limits[this.#phase];
    const left = this.#paused ? limit : limit - (now - this.#lastSignAt);
    if (left > 0) {
      setDeadline(this, now + left);
      return;
    }
    const { failure, message } = PHASES[this.#phase];
    this.expire(new GatewayError('TIMEOUT', message, { upstreamFailure: failure }));
  }
}
