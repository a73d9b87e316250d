import { Inject, Injectable } from '@nestjs/common';
import { abortReason } from '../cancellation/cancellation';
import type { CancelSignal } from '../cancellation/cancellation';
import { pause } from '../cancellation/waits';
import { Settings } from '../config/settings';
import type { ErrorCode, GatewayError, UpstreamFailure } from '../errors/gateway-error';
import { toGatewayError } from '../errors/to-gateway-error';
import type { Deployment } from '../catalogue/deployment';
import { DeploymentHealth } from '../catalogue/deployment-health';
import { ProviderFileService } from '../catalogue/provider-file.service';
import { isRetryable, mayFallBack, retryDelayMs, wasTaken } from './retry-policy';
import type { RetryRules } from './retry-policy';

/** What became of one attempt, for the log line. */
export interface AttemptReport {
  readonly deployment: string;
  readonly outcome: 'ok' | 'aborted' | 'limited' | UpstreamFailure | ErrorCode;
  readonly ms: number;
  /** The upstream had the request and gave no answer: the attempt counts as used. */
  readonly taken?: true;
}

/** A call on its way through the deployments that can answer it. */
export interface Route<T> {
  /** In the order in which they are to be tried. */
  readonly deployments: readonly [Deployment, ...Deployment[]];
  /** Whose call it is: the `keyId`. */
  readonly caller: string;
  /** `performance.now()` at which the call's total limit ends. */
  readonly deadlineAt: number;
  /** Aborted when the call is over: the caller has gone, the total limit has passed. */
  readonly signal: CancelSignal;
  /** Whether a deployment's own limits admit an attempt; asked for each but the first, which was admitted with the call. */
  readonly enter: (deployment: Deployment) => boolean | Promise<boolean>;
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

  constructor(
    @Inject(Settings) settings: Settings,
    private readonly health: DeploymentHealth,
    private readonly file: ProviderFileService,
  ) {
    this.#retries = settings.retries;
  }

  /**
   * Each deployment is tried once in its turn; those whose failure may be gone on a second try come round again, after a
   * wait, as often as retries are allowed. One that had the request and gave no answer is asked again once at most, and
   * only where there is no other.
   * @throws the last attempt's GatewayError, or the signal's reason once that is aborted
   */
  async run<T>(route: Route<T>): Promise<T> {
    const { signal } = route;
    const fresh: Deployment[] = [...route.deployments];
    const failedOnce: Deployment[] = [];
    let deployment = route.deployments[0];
    fresh.shift();
    let askedAgain = false;
    for (let retries = 0; ;) {
      const startedAt = performance.now();
      let error: GatewayError;
      try {
        const answer = await route.attempt(deployment);
        report(route, deployment, 'ok', startedAt);
        this.health.succeeded(deployment, route.caller);
        return answer;
      } catch (thrown) {
        if (signal.aborted) {
          report(route, deployment, 'aborted', startedAt);
          throw abortReason(signal);
        }
        error = toGatewayError(thrown);
        report(route, deployment, outcomeOf(error), startedAt, wasTaken(error));
      }
      this.health.failed(deployment, error, route.caller);
      if (!route.untouched()) throw error;
      if (isRetryable(error)) {
        const again = !wasTaken(error) || (route.deployments.length === 1 && !askedAgain);
        if (again) failedOnce.push(deployment);
        askedAgain ||= wasTaken(error);
      } else if (!mayFallBack(error)) throw error;
      const other = await this.#nextFresh(route, fresh);
      if (other !== undefined) {
        deployment = other;
        continue;
      }
      const again = failedOnce.shift();
      if (again === undefined || retries >= (this.#rules.retries ?? this.#retries)) throw error;
      retries++;
      const delayMs = retryDelayMs(error, retries, this.#rules);
      if (performance.now() + delayMs >= route.deadlineAt) throw error;
      if (delayMs > 0) await pause(delayMs, signal);
      deployment = again;
    }
  }

  get #rules(): RetryRules {
    return this.file.retry;
  }

  /** The next deployment that was not tried yet and whose own limits admit the attempt. */
  async #nextFresh<T>(route: Route<T>, fresh: Deployment[]): Promise<Deployment | undefined> {
    for (let next = fresh.shift(); next !== undefined; next = fresh.shift()) {
      if (performance.now() >= route.deadlineAt) return undefined;
      if (await route.enter(next)) return next;
      report(route, next, 'limited', performance.now());
    }
    return undefined;
  }
}

function report<T>(
  { reports }: Route<T>,
  { id }: Deployment,
  outcome: AttemptReport['outcome'],
  startedAt: number,
  taken = false,
): void {
  reports.push({ deployment: id, outcome, ms: performance.now() - startedAt, ...(taken && { taken }) });
}

function outcomeOf(error: GatewayError): AttemptReport['outcome'] {
  return error.upstreamFailure ?? error.code;
}
