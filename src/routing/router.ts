import { Inject, Injectable } from '@nestjs/common';
import { abortReason } from '../cancellation/cancellation';
import type { CancelSignal } from '../cancellation/cancellation';
import { pause } from '../cancellation/waits';
import type { RouteSettings } from '../config/provider-file/route-settings';
import { Settings } from '../config/settings';
import { GatewayError } from '../errors/gateway-error';
import { toGatewayError } from '../errors/to-gateway-error';
import type { Deployment } from '../catalogue/deployment';
import type { AttemptPermit, Unavailable } from './health/attempt-permit';
import { DeploymentHealth } from './health/deployment-health';
import { ProviderFileService } from '../catalogue/provider-file.service';
import type { Answer, AnswerCall, AnswerSink, AnswerSource } from './answer-source';
import { askStream, askWhole } from './ask-deployment';
import { takersOf } from './fallback-reason';
import { Attempt } from './attempt';
import { Overtaken } from './overtaken';
import { noneAvailable, withAdvice } from './retry-advice';
import { isQuicklyGone, isRetryable, mayFallBack, retryDelayMs, wasTaken } from './retry-policy';
import type { RetryRules } from './retry-policy';
import { spendRetry } from './spend-retry';
import { Tried } from './tried-deployments';

/** What of the {@link DeploymentHealth} routing goes by. */
export type RoutingHealth = Pick<
  DeploymentHealth,
  'isLast' | 'unavailable' | 'mayAsk' | 'begin' | 'isUnblemished' | 'spendRetry'
>;

/** How far a call has come. */
interface Course {
  readonly call: AnswerCall;
  readonly signal: CancelSignal;
  /** Those that were not tried yet. */
  readonly fresh: Deployment[];
  readonly tried: Tried;
  /** The first refusal of the request itself: what the caller gets unless another deployment answers. */
  refusal: GatewayError | undefined;
}

/** An attempt that failed. */
interface Failed {
  readonly error: GatewayError;
  readonly attempt: Attempt;
  /** Whether it is the deployment's first failure lately. */
  readonly isFirst: boolean;
}

/** Tries a call's deployments until one answers, a failure is final, or time runs out. */
@Injectable()
export class Router implements AnswerSource {
  constructor(
    @Inject(Settings)
    private readonly settings: Pick<
      Settings,
      | 'retries'
      | 'retryWaitLimitMs'
      | 'attemptTimeoutMs'
      | 'headersTimeoutMs'
      | 'firstTokenTimeoutMs'
      | 'idleTimeoutMs'
    >,
    @Inject(DeploymentHealth) private readonly health: RoutingHealth,
    @Inject(ProviderFileService)
    private readonly file: {
      readonly retry: RetryRules;
      routeSettings?(alias: string): RouteSettings;
    },
  ) {}

  /** @throws the last attempt's GatewayError, OVERLOADED where none may be asked, or the signal's reason once that is aborted */
  whole(call: AnswerCall, signal: CancelSignal): Promise<Answer> {
    const limits = {
      attemptMs: this.settings.attemptTimeoutMs,
      headersMs: this.#routeOf(call).headersTimeoutMs,
      mayAsk: (one: Deployment) => call.isLeft?.(one) !== true && this.health.mayAsk(one, call.caller),
    };
    return this.#run(call, signal, (attempt) => askWhole(call, attempt, signal, limits));
  }

  /** @throws like {@link whole}; after the first frame no other attempt is made */
  stream(call: AnswerCall, sink: AnswerSink, signal: CancelSignal): Promise<void> {
    const { headersTimeoutMs } = this.#routeOf(call);
    const limits = headersTimeoutMs === undefined ? this.settings : { ...this.settings, headersTimeoutMs };
    return this.#run(call, signal, (attempt) => askStream(call, attempt, sink, limits, signal));
  }

  /** Each deployment is tried in its turn; which is asked a second time {@link #again} says. */
  async #run<T>(call: AnswerCall, signal: CancelSignal, ask: (attempt: Attempt) => Promise<T>): Promise<T> {
    const [first, ...fresh] = call.deployments;
    if (first === undefined) throw new Error('A call without a deployment came to the router.');
    const course: Course = { call, signal, fresh, tried: new Tried(), refusal: undefined };
    const isReady = this.health.mayAsk(first, call.caller) && call.enter(first) === true;
    let deployment = isReady ? first : this.#free(call, await this.#next(course, undefined, first));
    while (deployment === undefined) {
      if (course.fresh.length === 0) throw noneAvailable(this.#unavailable(call));
      deployment = this.#free(call, await this.#next(course));
    }
    for (;;) {
      const end = await this.#attempt(course, deployment, ask);
      if ('answer' in end) return end.answer;
      const asked = deployment;
      do deployment = this.#free(call, await this.#after(course, asked, end));
      while (deployment === undefined);
    }
  }

  /**
   * While one was chosen, other calls may have taken its last place, or be the probe of its breaker.
   * @returns undefined where it may not be asked any longer
   */
  #free({ caller }: AnswerCall, chosen: Deployment | undefined): Deployment | undefined {
    return chosen !== undefined && this.health.mayAsk(chosen, caller) ? chosen : undefined;
  }

  /** @throws the signal's reason once that is aborted */
  async #attempt<T>(
    { call, signal, tried }: Course,
    deployment: Deployment,
    ask: (attempt: Attempt) => Promise<T>,
  ): Promise<{ readonly answer: T } | Failed> {
    const permit = this.health.begin(deployment, call.caller, tried.times(deployment) > 0);
    const attempt = new Attempt(deployment);
    attempt.comesOf = call.comesOf;
    if (permit.isProbe)
      attempt.onBegun = () => {
        attempt.onBegun = undefined;
        permit.answering();
      };
    call.attempts.push(attempt);
    try {
      const answer = await ask(attempt);
      attempt.ended('ok');
      permit.succeeded(attempt);
      return { answer };
    } catch (thrown) {
      if (signal.aborted) throw stopped(attempt, permit, call, signal);
      const error = toGatewayError(thrown);
      attempt.taken = wasTaken(error);
      attempt.ended(error.upstreamFailure ?? error.code);
      const isFirst = this.health.isUnblemished(deployment, call.caller);
      permit.failed(error);
      tried.failed(deployment, error);
      return { error, attempt, isFirst };
    }
  }

  /** Where the call goes after an attempt has failed. @throws its error where it goes nowhere */
  async #after(course: Course, deployment: Deployment, failed: Failed): Promise<Deployment> {
    const { error, attempt } = failed;
    const isSpent = course.call.request.passed?.stream?.isSpent === true;
    if (attempt.frames > 0 || isSpent) throw error;
    const takers = takersOf(error, deployment, this.#routeOf(course.call), course.call.request.body);
    if (takers !== undefined) {
      course.refusal ??= error;
      const taker = await this.#next(course, takers);
      if (taker === undefined) throw course.refusal;
      return taker;
    }
    if (!isRetryable(error) && !mayFallBack(error)) throw course.refusal ?? error;
    const next = await this.#afterFailure(course, deployment, failed);
    if (next === undefined) throw course.refusal ?? this.#advised(course, error);
    return next;
  }

  /** The same where the deployment is to blame. @returns undefined where the call goes nowhere */
  async #afterFailure(
    course: Course,
    deployment: Deployment,
    { error, attempt, isFirst }: Failed,
  ): Promise<Deployment | undefined> {
    const { tried } = course;
    const isQuick = isFirst && tried.times(deployment) === 1 && isQuicklyGone(error, attempt);
    const again = isQuick ? await this.#again(course, deployment, error) : undefined;
    if (again !== undefined) return again;
    const other = await this.#next(course);
    if (other !== undefined) return spendRetry(this.health, course.call, deployment) ? other : undefined;
    const hopeful = tried.mostHopeful(this.settings.retryWaitLimitMs);
    return hopeful && this.#again(course, hopeful.deployment, hopeful.error);
  }

  #routeOf({ request }: AnswerCall): RouteSettings {
    return this.file.routeSettings?.(request.model) ?? {};
  }

  /** The next deployment that was not tried yet, may be asked, and whose own limits admit the attempt. */
  async #next(
    { call, fresh }: Course,
    mayAnswer: (deployment: Deployment) => boolean = () => true,
    first?: Deployment,
  ): Promise<Deployment | undefined> {
    if (first !== undefined) fresh.unshift(first);
    for (;;) {
      const next = this.#best(call, fresh);
      if (next === undefined) return undefined;
      if (performance.now() >= call.deadlineAt) return undefined;
      if (call.isLeft?.(next) === true) continue;
      if (!mayAnswer(next) || !this.health.mayAsk(next, call.caller)) continue;
      const entered = call.enter(next);
      if (entered === true) return next;
      if (await entered) {
        if (this.health.mayAsk(next, call.caller)) return next;
        continue;
      }
      const skipped = new Attempt(next);
      skipped.ended('limited');
      call.attempts.push(skipped);
    }
  }

  /** Takes out the first one; those that have failed meanwhile, as by a credential that they share, come after the others. */
  #best({ caller, attempts }: AnswerCall, fresh: Deployment[]): Deployment | undefined {
    if (attempts.length === 0 || fresh.length < 2) return fresh.shift();
    const at = fresh.findIndex((one) => !this.health.isLast(one, caller));
    return fresh.splice(Math.max(at, 0), 1)[0];
  }

  /**
   * Waits for another attempt at a deployment that has failed this call.
   * @returns the deployment; undefined where none is to be made: retries or budget are used up, the caller's own client is
   * trying again, there is no time left, or its breaker is open
   */
  async #again(course: Course, deployment: Deployment, error: GatewayError): Promise<Deployment | undefined> {
    const { call, tried, signal } = course;
    const rules = this.file.retry;
    if (call.isRetried === true || tried.repeats >= (rules.retries ?? this.settings.retries))
      return undefined;
    const delayMs = retryDelayMs(error, tried.repeats + 1, rules);
    if (error.retryAfterMs !== undefined && delayMs > this.settings.retryWaitLimitMs) return undefined;
    if (performance.now() + delayMs >= call.deadlineAt) return undefined;
    if (!this.health.mayAsk(deployment, call.caller)) return undefined;
    if (!spendRetry(this.health, call, deployment)) return undefined;
    tried.repeats++;
    if (delayMs > 0) await pause(delayMs, signal);
    return this.health.mayAsk(deployment, call.caller) ? deployment : undefined;
  }

  /**
   * Where each of the call's deployments wants to be left alone for a while, because it says so or its breaker is open, the caller is
   * told when the first of them may be asked again.
   */
  #advised({ call, tried }: Course, error: GatewayError): GatewayError {
    const waits: number[] = [];
    for (const one of call.deployments) {
      const reason = this.health.unavailable(one, call.caller);
      const toldMs = tried.waitMs(one);
      if (reason === undefined && toldMs === undefined) return error;
      if (reason?.why !== 'draining') waits.push(Math.max(reason?.waitMs ?? 0, toldMs ?? 0));
    }
    return withAdvice(error, Math.min(...waits));
  }

  #unavailable({ deployments, caller }: AnswerCall): readonly Unavailable[] {
    return deployments.flatMap((one) => this.health.unavailable(one, caller) ?? []);
  }
}

/** The call was stopped while an attempt ran. The one that was silent for all of the call's time is to blame for that. */
function stopped(
  attempt: Attempt,
  permit: AttemptPermit,
  { attempts }: AnswerCall,
  signal: CancelSignal,
): Error {
  attempt.ended('aborted');
  // It had the request, and may have worked on it.
  attempt.taken = true;
  const reason = abortReason(signal);
  const isSilence = reason instanceof GatewayError && reason.code === 'TIMEOUT';
  if (isSilence && attempts.length === 1 && attempt.openedAt === undefined) permit.failed(reason);
  else if (reason instanceof Overtaken && reason.wasSlow) permit.overtaken(attempt);
  else permit.abandoned();
  return reason;
}
