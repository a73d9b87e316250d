import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Settings } from '../config/settings';
import type { ErrorCode, UpstreamFailure } from '../errors/gateway-error';
import { toGatewayError } from '../errors/to-gateway-error';
import type { Deployment } from '../models/deployment';
import { isRetryable, retryDelayMs } from './retry-policy';

/** What became of one attempt, for the log line. */
export interface AttemptReport {
  readonly deployment: string;
  readonly outcome: 'ok' | 'aborted' | UpstreamFailure | ErrorCode;
  readonly ms: number;
}

/** A call on its way through the deployments that can answer it. */
export interface Route<T> {
  /** In the order in which they are to be tried. */
  readonly deployments: readonly [Deployment, ...Deployment[]];
  /** `performance.now()` at which the call's total limit ends. */
  readonly deadlineAt: number;
  /** Aborted when the call is over: the caller has gone, the total limit has passed. */
  readonly signal: AbortSignal;
  /** Makes one attempt; rejects as adapters do. */
  readonly attempt: (deployment: Deployment) => Promise<T>;
  /** Whether nothing has reached the caller yet, so that another attempt can begin from the start. */
  readonly untouched: () => boolean;
  /** Gets a report of each attempt. */
  readonly reports: AttemptReport[];
}

/** Tries a call's deployments until one answers, a failure is final, or time runs out. */
@Injectable()
export class Router {
  readonly #retries: number;

  constructor(@Inject(Settings) settings: Settings) {
    this.#retries = settings.retries;
  }

  /** @throws the last attempt's GatewayError, or the signal's reason once that is aborted. */
  async run<T>(route: Route<T>): Promise<T> {
    const { deployments, signal, reports } = route;
    const most = Math.max(deployments.length, 1) + this.#retries;
    for (let failed = 0; ;) {
      const deployment = deployments[failed % deployments.length] ?? deployments[0];
      const startedAt = performance.now();
      try {
        const answer = await route.attempt(deployment);
        reports.push({ deployment: deployment.id, outcome: 'ok', ms: performance.now() - startedAt });
        return answer;
      } catch (thrown) {
        const now = performance.now();
        if (signal.aborted) {
          reports.push({ deployment: deployment.id, outcome: 'aborted', ms: now - startedAt });
          throw signal.reason;
        }
        const error = toGatewayError(thrown);
        reports.push({
          deployment: deployment.id,
          outcome: error.upstreamFailure ?? error.code,
          ms: now - startedAt,
        });
        failed++;
        if (failed >= most || !isRetryable(error) || !route.untouched()) throw error;
        const delayMs =
          failed < deployments.length ? 0 : retryDelayMs(error, failed - deployments.length + 1);
        if (now + delayMs >= route.deadlineAt) throw error;
        if (delayMs > 0) await pause(delayMs, signal);
      }
    }
  }
}

async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(delayMs, undefined, { signal });
  } catch {
    throw signal.reason;
  }
}
