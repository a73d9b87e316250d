import { Injectable } from '@nestjs/common';
import { GatewayError } from '../errors/gateway-error';
import { Metrics } from '../telemetry/metrics';
import type { CallLifetime } from './call-lifetime';

/** The calls that are under way, so that they can be counted and stopped. */
@Injectable()
export class RunningCalls {
  readonly #running = new Set<CallLifetime>();

  constructor(metrics: Metrics) {
    metrics.setInFlightSource(() => this.count);
  }

  get count(): number {
    return this.#running.size;
  }

  add(lifetime: CallLifetime): void {
    this.#running.add(lifetime);
  }

  remove(lifetime: CallLifetime): void {
    this.#running.delete(lifetime);
  }

  /** Stops every call: streams end with an error event. */
  abortAll(): void {
    const reason = new GatewayError('OVERLOADED', 'The gateway is shutting down. Try again.', {
      retryAfterMs: 1_000,
    });
    for (const lifetime of this.#running) lifetime.abort(reason);
  }
}
