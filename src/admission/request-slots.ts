import { Inject, Injectable } from '@nestjs/common';
import { Settings } from '../config/settings';
import { GatewayError } from '../errors/gateway-error';
import type { ClosesOnce, EndsWithResponse } from './admission-rule';
import { LimitEvents } from './limit-events';

/** A slot becomes free whenever some call ends, so it is worth trying again soon. */
const RETRY_AFTER_MS = 1_000;

/** The slots of the calls that may run at the same time (`MAX_CONCURRENT_REQUESTS`). */
@Injectable()
export class RequestSlots {
  readonly #size: number;
  #inUse = 0;
  #onIdle: (() => void) | undefined;

  constructor(
    settings: Settings,
    @Inject(LimitEvents) private readonly events: LimitEvents,
  ) {
    this.#size = settings.maxConcurrentRequests;
  }

  /** Calls that hold a slot now. */
  get inUse(): number {
    return this.#inUse;
  }

  /**
   * Takes a slot, to be given back by exactly one {@link release} or {@link releaseWhenClosed}.
   * @throws GatewayError OVERLOADED when all are taken.
   */
  acquire(): void {
    if (this.#inUse >= this.#size) {
      this.events.refused('slots');
      throw new GatewayError(
        'OVERLOADED',
        'The gateway is handling as many calls as it can. Try again shortly.',
        {
          retryAfterMs: RETRY_AFTER_MS,
        },
      );
    }
    this.#inUse++;
  }

  /** Gives a slot back at once. */
  release(): void {
    this.#inUse--;
    if (this.#inUse === 0) this.#onIdle?.();
  }

  /**
   * Gives a slot back when the response was sent or its connection is gone; Node emits `close` once for either.
   * @param admitted what the call was admitted with, to be told too
   */
  releaseWhenClosed(response: ClosesOnce, admitted?: EndsWithResponse): void {
    const closed = (): void => {
      admitted?.responseClosed();
      this.release();
    };
    if (response.closed) closed();
    else response.once('close', closed);
  }

  /** Resolves once no call holds a slot: each has been answered, to the last byte, or left by its caller. */
  idle(): Promise<void> {
    if (this.#inUse === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onIdle = resolve;
    });
  }
}
