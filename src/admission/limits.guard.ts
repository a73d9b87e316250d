import { Inject, Injectable } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
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
import type { Caller, VirtualCaller } from '../auth/caller';
import { IS_PUBLIC } from '../auth/public.decorator';
import { Settings } from '../config/settings';
import type { Deployment } from '../catalogue/deployment';
import { DeploymentChoice } from '../routing/deployment-choice';
import { Admission } from './admission';
import { askedModel } from './asked-model';
import { BucketStore } from './buckets/bucket-store';
import type { BucketCharge, BucketDecision, BucketState, MaybePromise } from './buckets/bucket-store';
import { assignmentCharges, limitCharge } from './limit-charges';
import { limitDetail, stateOf } from './limit-detail';
import type { LimitDetail } from './limit-detail';
import { LimitEvents } from './limit-events';
import { limitRefusal } from './limit-refusal';
import { ModelWarnings } from './model-warnings';
import { addRateLimit, requestHeaderOf } from './rate-limit-headers';
import { RememberedMetadata } from './remembered-metadata';
import { RequestSlots } from './request-slots';
import type { CallDemand } from './call-demand';
import { TAKES_SLOT } from './takes-slot.decorator';
import { estimatedTokens } from './token-reservation';

/** A model whose bucket holds less than this share of its burst is worth a warning. */
const LOW_SHARE = 0.2;

/** A call of a model, as its door tells of it. */
interface AskedCall {
  readonly model: string;
  readonly demand: CallDemand;
}

/**
 * Limits every route that is neither `@Public()` nor `@SkipThrottle()`. A request without a valid key is throttled as
 * @nestjs/throttler does it, by its address ({@link getTracker}) with the module's limit; AuthGuard, which comes after,
 * refuses it. A valid key has several limits that decide together ({@link handleRequest}), so that a refusal charges
 * nothing: its own bucket, and for a call of a model ({@link TakesSlot}) the model's bucket and a slot. A virtual key's
 * call is limited by the assignment too: by that of the first deployment that admits it.
 */
@Injectable()
export class LimitsGuard extends ThrottlerGuard {
  protected override headerPrefix = 'x-ratelimit';

  constructor(
    @InjectThrottlerOptions() options: ThrottlerModuleOptions,
    @InjectThrottlerStorage() storage: ThrottlerStorage,
    metadata: RememberedMetadata,
    @Inject(BucketStore) private readonly store: BucketStore,
    @Inject(Settings) private readonly settings: Settings,
    private readonly slots: RequestSlots,
    private readonly modelWarnings: ModelWarnings,
    @Inject(LimitEvents) private readonly events: LimitEvents,
    private readonly choice: DeploymentChoice,
  ) {
    super(options, storage, metadata);
  }

  protected override shouldSkip(context: ExecutionContext): Promise<boolean> {
    return Promise.resolve(this.#says(context, IS_PUBLIC));
  }

  /** @throws GatewayError RATE_LIMIT, or OVERLOADED when the slots are full, which charges no bucket. */
  protected override async handleRequest(throttled: ThrottlerRequest): Promise<boolean> {
    const { context, limit } = throttled;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { caller } = request;
    if (caller === undefined) return limit === 0 || super.handleRequest(throttled);
    const demand = this.#demand(context);
    const takesSlot = demand !== undefined;
    if (takesSlot) this.slots.acquire();
    try {
      const asked = demand === undefined ? undefined : this.#asked(request, demand);
      const admitted = this.#admit(context, request, caller, asked);
      if (admitted instanceof Promise) await admitted;
    } catch (refusal) {
      if (takesSlot) this.slots.release();
      throw refusal;
    }
    const { raw } = context.switchToHttp().getResponse<FastifyReply>();
    if (takesSlot) this.slots.releaseWhenClosed(raw, request.admission);
    return true;
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
    const { answerHeaders } = context.switchToHttp().getRequest<FastifyRequest>();
    const charge = detail.charge ?? this.#ofAddress(detail);
    addRateLimit(answerHeaders, charge, stateOf(detail));
    this.events.refused(charge.limit);
    throw limitRefusal(charge, detail.timeToBlockExpire * 1_000);
  }

  #demand(context: ExecutionContext): CallDemand | undefined {
    const targets = [context.getHandler(), context.getClass()];
    return this.reflector.getAllAndOverride<CallDemand | undefined>(TAKES_SLOT, targets);
  }

  #asked(request: FastifyRequest, demand: CallDemand): AskedCall {
    return { model: askedModel(request, demand, this.settings.defaultModel), demand };
  }

  #says(context: ExecutionContext, key: string): boolean {
    const targets = [context.getHandler(), context.getClass()];
    return this.reflector.getAllAndOverride<boolean | undefined>(key, targets) ?? false;
  }

  #ofAddress({ tracker }: ThrottlerLimitDetail): BucketCharge {
    const { addressRps: ratePerSecond, addressBurst: burst } = this.settings;
    return { limit: 'address', subject: tracker, ratePerSecond, burst, cost: 1 };
  }

  /** Takes from the buckets of a key and of the model, if it calls one; for a virtual key from its assignment's too. */
  #admit(
    context: ExecutionContext,
    request: FastifyRequest,
    caller: Caller,
    asked: AskedCall | undefined,
  ): MaybePromise<void> {
    const charges = this.#charges(caller, asked?.model);
    if (asked !== undefined && caller.kind === 'virtual') {
      return this.#admitAssigned(context, request, asked, caller, charges);
    }
    if (charges.length === 0) return;
    const taken = this.store.take(charges);
    if (taken instanceof Promise) return taken.then((decision) => this.#conclude(context, decision, charges));
    return this.#conclude(context, taken, charges);
  }

  #charges(caller: Caller, model: string | undefined): BucketCharge[] {
    const { keyRps, keyBurst, modelRps, modelBurst } = this.settings;
    const home = caller.kind === 'virtual' ? caller.key : undefined;
    const charges: BucketCharge[] = [];
    const own = limitCharge('key', caller.keyId, keyRps, keyBurst, 1, home);
    if (own !== undefined) charges.push(own);
    const models = model === undefined ? undefined : limitCharge('model', model, modelRps, modelBurst, 1);
    if (models !== undefined) charges.push(models);
    return charges;
  }

  /**
   * Admits a virtual key's call to the first deployment whose assignment has room. Those before it go to the end of the
   * order: by the time routing falls back to them they may have room again.
   */
  #admitAssigned(
    context: ExecutionContext,
    request: FastifyRequest,
    { model, demand }: AskedCall,
    caller: VirtualCaller,
    charges: readonly BucketCharge[],
  ): MaybePromise<void> {
    const deployments = this.choice.deployments(model, caller);
    const tokens = estimatedTokens(request, demand);
    const options = deployments.map(({ assignment }) => assignmentCharges(assignment, tokens));
    const decided = (decision: BucketDecision): MaybePromise<void> => {
      const chosen = decision.alternative ?? 0;
      const ofAssignment = options[chosen] ?? [];
      const all = ofAssignment.length === 0 ? charges : [...charges, ...ofAssignment];
      if (decision.refusedBy !== undefined) return this.#conclude(context, decision, all);
      void this.#conclude(context, decision, all);
      request.admission = new Admission(this.store, startingAt(chosen, deployments), tokens, ofAssignment);
    };
    const taken = this.store.take(charges, options);
    return taken instanceof Promise ? taken.then(decided) : decided(taken);
  }

  /** Tells the caller where it stands: at the bucket that refused, or at those that will be the first to do so. */
  #conclude(
    context: ExecutionContext,
    { refusedBy, retryAfterMs, buckets }: BucketDecision,
    charges: readonly BucketCharge[],
  ): MaybePromise<void> {
    if (refusedBy !== undefined) {
      const charge = charges[refusedBy];
      const state = buckets[refusedBy];
      if (charge === undefined || state === undefined) return;
      return this.throwThrottlingException(context, limitDetail(charge, state, retryAfterMs));
    }
    const { answerHeaders } = context.switchToHttp().getRequest<FastifyRequest>();
    let fewest: BucketState | undefined;
    let ofFewest: BucketCharge | undefined;
    for (let index = 0; index < charges.length; index++) {
      const charge = charges[index];
      const state = buckets[index];
      if (charge === undefined || state === undefined) continue;
      if (charge.limit === 'model') this.#warnOf(charge, state);
      else if (charge.limit === 'assignment-tokens') addRateLimit(answerHeaders, charge, state);
      else if (fewest === undefined || state.remaining < fewest.remaining) {
        fewest = state;
        ofFewest = charge;
      }
    }
    if (fewest !== undefined && ofFewest !== undefined) addRateLimit(answerHeaders, ofFewest, fewest);
  }

  #warnOf({ subject, burst }: BucketCharge, { remaining }: BucketState): void {
    if (remaining < burst * LOW_SHARE) this.modelWarnings.nearlyRefused(subject, remaining, burst);
  }
}

function startingAt(first: number, deployments: readonly Deployment[]): readonly Deployment[] {
  return first === 0 ? deployments : [...deployments.slice(first), ...deployments.slice(0, first)];
}
