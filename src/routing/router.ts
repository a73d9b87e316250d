import { Inject, Injectable } from '@nestjs/common';
import { abortReason } from '../cancellation/cancellation';
import type { CancelSignal } from '../cancellation/cancellation';
import { pause } from '../cancellation/waits';
import { Settings } from '../config/settings';
import type { GatewayError } from '../errors/gateway-error';
import { toGatewayError } from '../errors/to-gateway-error';
import type { Deployment } from '../catalogue/deployment';
import { DeploymentHealth } from './health/deployment-health';
import { ProviderFileService } from '../catalogue/provider-file.service';
import type { Answer, AnswerCall, AnswerSink, AnswerSource } from './answer-source';
import { askStream, askWhole } from './ask-deployment';
import { Attempt } from './attempt';
import { isRetryable, mayFallBack, retryDelayMs, wasTaken } from './retry-policy';
import type { RetryRules } from './retry-policy';

/** Tries a call's deployments until one answers, a failure is final, or time runs out. */
@Injectable()
export class Router implements AnswerSource {
  constructor(
    @Inject(Settings)
    private readonly settings: Pick<
      Settings,
      'retries' | 'headersTimeoutMs' | 'firstTokenTimeoutMs' | 'idleTimeoutMs'
    >,
    @Inject(DeploymentHealth) private readonly health: Pick<DeploymentHealth, 'failed' | 'succeeded'>,
    @Inject(ProviderFileService) private readonly file: { readonly retry: RetryRules },
  ) {}

  /** @throws the last attempt's GatewayError, or the signal's reason once that is aborted */
  whole(call: AnswerCall, signal: CancelSignal): Promise<Answer> {
    return this.#run(call, signal, (attempt) => askWhole(call, attempt, signal));
  }

  /** @throws like {@link whole}; after the first frame no other attempt is made */
  stream(call: AnswerCall, sink: AnswerSink, signal: CancelSignal): Promise<void> {
    return this.#run(call, signal, (attempt) => askStream(call, attempt, sink, this.settings, signal));
  }

  /**
   * Each deployment is tried once in its turn; those whose failure may be gone on a second try come round again, after a
   * wait, as often as retries are allowed. One that had the request and gave no answer is asked again once at most, and
   * only where there is no other.
   */
  async #run<T>(call: AnswerCall, signal: CancelSignal, ask: (attempt: Attempt) => Promise<T>): Promise<T> {
    const fresh: Deployment[] = [...call.deployments];
    const failedOnce: Deployment[] = [];
    let deployment = fresh.shift();
    if (deployment === undefined) throw new Error('A call without a deployment came to the router.');
    let askedAgain = false;
    for (let retries = 0; ;) {
      const attempt = new Attempt(deployment);
      call.attempts.push(attempt);
      let error: GatewayError;
      try {
        const answer = await ask(attempt);
        attempt.ended('ok');
        this.health.succeeded(deployment, call.caller);
        return answer;
      } catch (thrown) {
        if (signal.aborted) {
          attempt.ended('aborted');
          throw abortReason(signal);
        }
        error = toGatewayError(thrown);
        attempt.taken = wasTaken(error);
        attempt.ended(error.upstreamFailure ?? error.code);
      }
      this.health.failed(deployment, error, call.caller);
      if (attempt.frames > 0) throw error;
      if (isRetryable(error)) {
        const again = !attempt.taken || (call.deployments.length === 1 && !askedAgain);
        if (again) failedOnce.push(deployment);
        askedAgain ||= attempt.taken;
      } else if (!mayFallBack(error)) throw error;
      const other = await this.#nextFresh(call, fresh);
      if (other !== undefined) {
        deployment = other;
        continue;
      }
      const again = failedOnce.shift();
      const rules = this.file.retry;
      if (again === undefined || retries >= (rules.retries ?? this.settings.retries)) throw error;
      retries++;
      const delayMs = retryDelayMs(error, retries, rules);
      if (performance.now() + delayMs >= call.deadlineAt) throw error;
      if (delayMs > 0) await pause(delayMs, signal);
      deployment = again;
    }
  }

  /** The next deployment that was not tried yet and whose own limits admit the attempt. */
  async #nextFresh(call: AnswerCall, fresh: Deployment[]): Promise<Deployment | undefined> {
    for (let next = fresh.shift(); next !== undefined; next = fresh.shift()) {
      if (performance.now() >= call.deadlineAt) return undefined;
      if (await call.enter(next)) return next;
      const skipped = new Attempt(next);
      skipped.ended('limited');
      call.attempts.push(skipped);
    }
    return undefined;
  }
}
