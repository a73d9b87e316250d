import { Inject, Injectable } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  InjectThrottlerOptions,
  InjectThrottlerStorage,
  normalizeIp,
  ThrottlerGuard,
} from '@nestjs/throttler';
import type {
  ThrottlerLimitDetail,
  ThrottlerModuleOptions,
  ThrottlerRequest,
  ThrottlerStorage,
} from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../auth/caller';
import { IS_PUBLIC } from '../auth/public.decorator';
import type { DoorName } from '../config/door-names';
import { Settings } from '../config/settings';
import type { Deployment } from '../catalogue/deployment';
import type { RequestTrace } from '../traces/request-trace';
import { DeploymentChoice } from '../routing/deployment-choice';
import { Admission } from './admission';
import { AdmissionRules } from './admission-rule';
import type { AdmissionRule, AskedFor, ClosesOnce } from './admission-rule';
import { askedModel } from './asked-model';
import { budgetRefusal } from './budget-refusal';
import { BucketStore } from './buckets/bucket-store';
import type { BucketCharge, BucketDecision, BucketState, MaybePromise } from './buckets/bucket-store';
import { limitDetail, stateOf } from './limit-detail';
import type { LimitDetail } from './limit-detail';
import { LimitEvents } from './limit-events';
import { CallEnd } from './call-end';
import type { CallDemand } from './call-demand';
import { countsTokens, LIMIT_KINDS } from './limit-kinds';
import type { LimitKind } from './limit-kinds';
import { limitRefusal } from './limit-refusal';
import { OF_DOOR } from './of-door.decorator';
import { addRateLimit, requestHeaderOf } from './rate-limit-headers';
import { addressCharge } from './rules/address-rate.rule';
import { TAKES_SLOT } from './takes-slot.decorator';
import { estimatedTokens } from './token-reservation';

/** What the limits look at in a request, and write into it. */
export type LimitedRequest = Pick<
  FastifyRequest,
  'params' | 'body' | 'rawBody' | 'answerHeaders' | 'admission' | 'address'
> & {
  readonly raw: Pick<FastifyRequest['raw'], 'headers'>;
  readonly trace: Pick<RequestTrace, 'notes'>;
};

/** What a handler's metadata says to the limits. */
interface Limited {
  /** What it asks of a model; undefined where it calls none. */
  readonly demand: CallDemand | undefined;
  /** Undefined for a route that every key may use. */
  readonly door: DoorName | undefined;
}

/**
 * Limits every route that is neither `@Public()` nor `@SkipThrottle()`. A request without a valid key is throttled as
 * @nestjs/throttler does it, by its address ({@link getTracker}) with the module's limit; AuthGuard, which comes after,
 * refuses it. A valid key has several limits, each an {@link AdmissionRule}, that decide together ({@link handleRequest}),
 * so that a refusal charges nothing. A virtual key's call of a model ({@link TakesSlot}) is limited at its deployments too:
 * the first that admits it is the one that is asked.
 */
@Injectable()
export class LimitsGuard extends ThrottlerGuard {
  protected override headerPrefix = 'x-ratelimit';
  /** The handlers that are limited, as the package has decided by their metadata, with what it said of each. */
  readonly #limited = new WeakMap<object, Limited>();

  constructor(
    @InjectThrottlerOptions() options: ThrottlerModuleOptions,
    @InjectThrottlerStorage() storage: ThrottlerStorage,
    metadata: Reflector,
    @Inject(BucketStore) private readonly store: BucketStore,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(AdmissionRules) private readonly rules: readonly AdmissionRule[],
    @Inject(LimitEvents) private readonly events: LimitEvents,
    private readonly choice: DeploymentChoice,
  ) {
    super(options, storage, metadata);
  }

  /**
   * Metadata does not change: where the package has once had a call limited, the calls of valid keys come to their limits
   * without being asked about in fourteen steps of a promise each.
   */
  override canActivate(context: ExecutionContext): Promise<boolean> {
    const limited = this.#limited.get(context.getHandler());
    const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
    return limited === undefined || caller === undefined
      ? super.canActivate(context)
      : this.#admitCaller(context, caller, limited);
  }

  protected override shouldSkip(context: ExecutionContext): Promise<boolean> {
    return Promise.resolve(this.#says(context, IS_PUBLIC));
  }

  /** @throws GatewayError RATE_LIMIT, or OVERLOADED when the slots are full, which charges no bucket. */
  protected override async handleRequest(throttled: ThrottlerRequest): Promise<boolean> {
    const { context, limit } = throttled;
    const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
    if (caller === undefined) return limit === 0 || super.handleRequest(throttled);
    const decided = { demand: this.#demand(context), door: this.#door(context) };
    this.#limited.set(context.getHandler(), decided);
    return this.#admitCaller(context, caller, decided);
  }

  async #admitCaller(context: ExecutionContext, caller: Caller, { demand, door }: Limited): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const { raw } = http.getResponse<FastifyReply>();
    const end = demand?.outlives?.(request.body) ? outliving(request, raw) : raw;
    await this.admit(request, caller, demand, end, door);
    return true;
  }

  /**
   * Admits a request with a valid key, or one call of a connection that makes several.
   * @param demand what it asks of a model; undefined where it calls none
   * @param response what was taken is given back when this is closed
   * @param door the door that it came by; undefined for a route that every key may use
   * @throws GatewayError RATE_LIMIT, or OVERLOADED when the slots are full, which charges no bucket
   */
  admit(
    request: LimitedRequest,
    caller: Caller,
    demand: CallDemand | undefined,
    response: ClosesOnce,
    door?: DoorName,
  ): Promise<void> {
    const { notes } = request.trace;
    if (notes === undefined) return this.#decide(request, caller, demand, response, door);
    notes.admissionAt = performance.now();
    return this.#decide(request, caller, demand, response, door).finally(() => {
      notes.admittedAt = performance.now();
    });
  }

  async #decide(
    request: LimitedRequest,
    caller: Caller,
    demand: CallDemand | undefined,
    response: ClosesOnce,
    door: DoorName | undefined,
  ): Promise<void> {
    const asked = this.#asked(request, caller, demand, door);
    for (const rule of this.rules) {
      const ready = rule.prepare?.(asked);
      if (ready !== undefined) await ready;
    }
    let entered = 0;
    try {
      for (const rule of this.rules) {
        rule.enter?.(asked);
        entered++;
      }
      try {
        const admitted = this.#admit(request, asked);
        if (admitted instanceof Promise) await admitted;
      } catch (refusal) {
        if (!(await this.#downgrade(request, asked))) throw refusal;
      }
    } catch (refusal) {
      for (const rule of this.rules.slice(0, entered)) rule.leave?.(asked);
      asked.budgets?.release();
      throw refusal;
    }
    for (const rule of this.rules) rule.hold?.(asked, response, request.admission);
  }

  /**
   * Calls another alias where the budget that refuses says so, and that one's budgets have room.
   * @returns false where the call is refused
   */
  async #downgrade(request: LimitedRequest, asked: AskedFor): Promise<boolean> {
    const { caller } = asked;
    const tried = new Set([asked.model]);
    while (caller.kind === 'virtual') {
      const alias = asked.budgets?.refusal?.budget.downgradeTo;
      if (alias === undefined || tried.has(alias) || caller.key.assignments(alias).length === 0) break;
      tried.add(alias);
      asked.model = alias;
      asked.budgets = undefined;
      for (const rule of this.rules) await rule.prepare?.(asked);
      try {
        await this.#admit(request, asked);
      } catch (refusal) {
        if (!isExhausted(asked)) throw refusal;
        continue;
      }
      if (request.admission !== undefined) request.admission.downgradedTo = alias;
      request.answerHeaders.push('x-llm-proxy-downgraded-to', alias);
      return true;
    }
    return false;
  }

  /** The address, seen through trusted proxies; an IPv6 network of 64 bits counts as one. */
  protected override getTracker(request: Record<string, unknown>): Promise<string> {
    return Promise.resolve(normalizeIp(String(request['address']), this.ipv6SubnetPrefix));
  }

  /** One bucket for all routes. */
  protected override generateKey(_context: ExecutionContext, tracker: string): string {
    return tracker;
  }

  /** The package's headers under the names that OpenAI's have; `retry-after` comes with the error. */
  protected override setResponseHeader(
    reply: Record<string, unknown>,
    name: string,
    value: string | number,
  ): void {
    const header = requestHeaderOf(name, Number(value));
    if (header !== undefined) (reply as unknown as FastifyReply).request.answerHeaders.push(...header);
  }

  /** Tells the caller which bucket refused, and when to try again. @throws GatewayError RATE_LIMIT, always */
  protected override throwThrottlingException(
    context: ExecutionContext,
    detail: ThrottlerLimitDetail & LimitDetail,
  ): Promise<void> {
    return this.#refuse(context.switchToHttp().getRequest<FastifyRequest>(), detail);
  }

  /** @throws GatewayError RATE_LIMIT, always */
  #refuse({ answerHeaders }: LimitedRequest, detail: ThrottlerLimitDetail & LimitDetail): never {
    const charge = detail.charge ?? this.#ofAddress(detail);
    addRateLimit(answerHeaders, charge, stateOf(detail));
    this.events.refused(charge.limit);
    throw limitRefusal(charge, detail.timeToBlockExpire * 1_000);
  }

  #demand(context: ExecutionContext): CallDemand | undefined {
    const targets = [context.getHandler(), context.getClass()];
    return this.reflector.getAllAndOverride<CallDemand | undefined>(TAKES_SLOT, targets);
  }

  #asked(
    request: LimitedRequest,
    caller: Caller,
    demand: CallDemand | undefined,
    door: DoorName | undefined,
  ): AskedFor {
    const { address } = request;
    const none = { promptTokens: 0, answerTokens: 0, tokens: 0, request: undefined, budgets: undefined };
    if (demand === undefined) return { caller, address, door, model: undefined, ...none };
    const model = askedModel(request, demand, this.settings.defaultModel);
    if (caller.kind !== 'virtual') return { caller, address, door, model, ...none };
    const { prompt, answer } = estimatedTokens(request, demand);
    const tokens = {
      promptTokens: prompt,
      answerTokens: answer,
      tokens: prompt + answer,
    };
    return { caller, address, door, model, ...tokens, request, budgets: undefined };
  }

  #door(context: ExecutionContext): DoorName | undefined {
    const targets = [context.getHandler(), context.getClass()];
    return this.reflector.getAllAndOverride<DoorName | undefined>(OF_DOOR, targets);
  }

  #says(context: ExecutionContext, key: string): boolean {
    const targets = [context.getHandler(), context.getClass()];
    return this.reflector.getAllAndOverride<boolean | undefined>(key, targets) ?? false;
  }

  #ofAddress({ tracker }: ThrottlerLimitDetail): BucketCharge {
    const { addressRps: ratePerSecond, addressBurst: burst } = this.settings;
    return addressCharge(tracker, ratePerSecond, burst);
  }

  /** Charges the buckets of every rule, in one atomic step. */
  #admit(request: LimitedRequest, asked: AskedFor): MaybePromise<void> {
    const charges: BucketCharge[] = [];
    for (const rule of this.rules) rule.charges?.(asked, charges);
    if (asked.model !== undefined && asked.caller.kind === 'virtual') {
      return this.#admitAssigned(request, asked, asked.model, charges);
    }
    if (charges.length === 0) return;
    const taken = this.store.take(charges);
    if (taken instanceof Promise) return taken.then((decision) => this.#conclude(request, decision, charges));
    return this.#conclude(request, taken, charges);
  }

  #chargesAt(deployment: Deployment, tokens: number): BucketCharge[] {
    const charges: BucketCharge[] = [];
    for (const rule of this.rules) rule.chargesAt?.(deployment, tokens, charges);
    return charges;
  }

  /**
   * Admits a virtual key's call to the first deployment that has room. Those before it go to the end of the order: by the
   * time routing falls back to them they may have room again.
   */
  #admitAssigned(
    request: LimitedRequest,
    { caller, tokens, budgets }: AskedFor,
    model: string,
    charges: readonly BucketCharge[],
  ): MaybePromise<void> {
    const deployments = this.choice.deployments(model, caller, {
      raw: request.rawBody,
      body: request.body,
      headers: request.raw.headers,
    });
    const chargesAt = (deployment: Deployment): BucketCharge[] => this.#chargesAt(deployment, tokens);
    const options = deployments.map(chargesAt);
    const decided = (decision: BucketDecision): MaybePromise<void> => {
      if (budgets?.refusal !== undefined) throw budgetRefusal(budgets.refusal);
      const chosen = decision.alternative ?? 0;
      const atDeployment = options[chosen] ?? [];
      const all = atDeployment.length === 0 ? charges : [...charges, ...atDeployment];
      if (decision.refusedBy !== undefined) return this.#conclude(request, decision, all);
      void this.#conclude(request, decision, all);
      const reserved = charges.filter(({ limit }) => countsTokens(limit));
      request.admission = new Admission(
        this.store,
        startingAt(chosen, deployments),
        chargesAt,
        atDeployment,
        reserved,
      );
    };
    const taken = this.store.take(charges, options, budgets);
    return taken instanceof Promise ? taken.then(decided) : decided(taken);
  }

  /** Tells the caller what is left: at the bucket that refused, or at those that will be the first to do so. */
  #conclude(
    request: LimitedRequest,
    { refusedBy, retryAfterMs, buckets }: BucketDecision,
    charges: readonly BucketCharge[],
  ): MaybePromise<void> {
    if (refusedBy !== undefined) {
      const charge = charges[refusedBy];
      const state = buckets[refusedBy];
      if (charge === undefined || state === undefined) return;
      this.#refuse(request, limitDetail(charge, state, retryAfterMs));
    }
    const { answerHeaders } = request;
    for (const rule of this.rules) rule.admitted?.(charges, buckets);
    const fewest: Record<LimitKind['counts'], Left | undefined> = { requests: undefined, tokens: undefined };
    for (let index = 0; index < charges.length; index++) {
      const charge = charges[index];
      const state = buckets[index];
      if (charge === undefined || state === undefined) continue;
      const { whose, counts } = LIMIT_KINDS[charge.limit];
      if (whose === 'model') continue;
      const before = fewest[counts];
      if (before === undefined || state.remaining < before.state.remaining)
        fewest[counts] = { charge, state };
    }
    for (const left of [fewest.tokens, fewest.requests])
      if (left !== undefined) addRateLimit(answerHeaders, left.charge, left.state);
  }
}

/** A bucket, and what is left in it. */
interface Left {
  readonly charge: BucketCharge;
  readonly state: BucketState;
}

/** The response closes it as long as the call has not taken it over. */
function outliving(request: FastifyRequest, response: ClosesOnce): CallEnd {
  const end = new CallEnd();
  request.callEnd = end;
  response.once('close', () => {
    if (!end.held) end.close();
  });
  return end;
}

function isExhausted({ budgets }: AskedFor): boolean {
  return budgets?.refusal !== undefined;
}

function startingAt(first: number, deployments: readonly Deployment[]): readonly Deployment[] {
  return first === 0 ? deployments : [...deployments.slice(first), ...deployments.slice(0, first)];
}
