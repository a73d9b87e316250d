import { Injectable } from '@nestjs/common';
import { GatewayError } from '../errors/gateway-error';
import { Metrics } from '../metrics/metrics';
import type { CallLifetime } from './call-lifetime';

/**
 * The calls that are under way, so that they can be counted and stopped. Not in a Set: V8's keeps a chain from each table
 * that it has outgrown to the next one, and with it thousands of ended calls until the next full collection.
 */
@Injectable()
export class RunningCalls {
  readonly #running: CallLifetime[] = [];

  constructor(metrics: Metrics) {
    metrics.setInFlightSource(() => this.count);
  }

  get count(): number {
    return this.#running.length;
  }

  add(lifetime: CallLifetime): void {
    lifetime.runningPlace = this.#running.push(lifetime) - 1;
  }

  remove(lifetime: CallLifetime): void {
    const place = lifetime.runningPlace;
    if (this.#running[place] !== lifetime) return;
    const last = this.#running.pop();
    if (last === undefined || last === lifetime) return;
    this.#running[place] = last;
    last.runningPlace = place;
  }

  /** Stops every call: streams end with an error event. */
  abortAll(): void {
    const reason = new GatewayError('OVERLOADED', 'The gateway is shutting down. Try again.', {
      retryAfterMs: 1_000,
    });
    for (const lifetime of [...this.#running]) lifetime.abort(reason);
  }
}
