import { Inject, Injectable } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { normalizeIp, ThrottlerGuard } from '@nestjs/throttler';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { THROTTLER_SKIP } from '@nestjs/throttler/dist/throttler.constants';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IS_PUBLIC } from '../auth/public.decorator';
import type { VirtualCaller } from '../auth/caller';
import { Settings } from '../config/settings';
import type { Deployment } from '../models/deployment';
import { ModelCatalogue } from '../models/model-catalogue';
import { Admission } from './admission';
import { askedModel } from './asked-model';
import { BucketStore } from './bucket-store';
import type { BucketCharge, BucketDecision, BucketState, MaybePromise } from './bucket-store';
import { assignmentCharges, limitCharge } from './limit-charges';
import { LimitEvents } from './limit-events';
import { limitRefusal } from './limit-refusal';
import { ModelWarnings } from './model-warnings';
import { addRateLimit } from './rate-limit-headers';
import { RequestSlots } from './request-slots';
import { TAKES_SLOT } from './takes-slot.decorator';
import { estimatedTokens } from './token-reservation';

/** The name under which `@SkipThrottle()` without arguments skips. */
const THROTTLER = 'default';
/** A model whose bucket holds less than this share of its burst is worth a warning. */
const LOW_SHARE = 0.2;

/** The package counts hits in a storage; this guard asks its {@link BucketStore} instead, and never the storage. */
const UNUSED_STORAGE: ThrottlerStorage = {
  increment: () => Promise.reject(new Error('Requests are limited by the BucketStore.')),
};

/** What the metadata of a route says; it does not change, so it is asked once per handler. */
interface RouteLimits {
  readonly exempt: boolean;
  readonly takesSlot: boolean;
}

/**
 * Limits every route that is neither `@Public()` nor `@SkipThrottle()`: a valid key by its own bucket, whoever has none by
 * the bucket of his address, and calls of a model ({@link TakesSlot}) by the model's bucket and the slots. All buckets
 * decide together, so that a refusal charges nothing. Strangers whose address has tokens left pass: AuthGuard, which
 * comes after, refuses them.
 *
 * A virtual key's call of a model is limited by the assignment too: by that of the first deployment that admits it.
 */
@Injectable()
export class LimitsGuard extends ThrottlerGuard {
  readonly #routes = new WeakMap<object, RouteLimits>();

  /** The first two parameters need their `@Inject`: without, those of ThrottlerGuard's constructor would apply. */
  constructor(
    @Inject(BucketStore) private readonly store: BucketStore,
    @Inject(Settings) private readonly settings: Settings,
    reflector: Reflector,
    private readonly slots: RequestSlots,
    private readonly modelWarnings: ModelWarnings,
    @Inject(LimitEvents) private readonly events: LimitEvents,
    private readonly catalogue: ModelCatalogue,
  ) {
    super([{ name: THROTTLER, limit: 0, ttl: 0 }], UNUSED_STORAGE, reflector);
  }

  /** @throws GatewayError RATE_LIMIT, or OVERLOADED when the slots are full, which charges no bucket. */
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const route = this.#routeOf(context);
    if (route.exempt) return true;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const { caller } = request;
    const takesSlot = route.takesSlot && caller !== undefined;
    if (takesSlot) this.slots.acquire();
    try {
      const model = takesSlot ? askedModel(request, this.settings.defaultModel) : undefined;
      const charges = this.#charges(request, model);
      if (model !== undefined && caller?.kind === 'virtual') {
        const admitted = this.#admit(model, caller, charges, request);
        if (admitted instanceof Promise) await admitted;
      } else if (charges.length > 0) {
        const taken = this.store.take(charges);
        this.#conclude(taken instanceof Promise ? await taken : taken, charges, request.answerHeaders);
      }
    } catch (refusal) {
      if (takesSlot) this.slots.release();
      throw refusal;
    }
    if (takesSlot) this.slots.releaseWhenClosed(reply.raw, request.admission);
    return true;
  }

  #routeOf(context: ExecutionContext): RouteLimits {
    const handler = context.getHandler();
    let route = this.#routes.get(handler);
    if (route === undefined) {
      const says = (key: string): boolean =>
        this.reflector.getAllAndOverride<boolean | undefined>(key, [handler, context.getClass()]) ?? false;
      route = { exempt: says(IS_PUBLIC) || says(THROTTLER_SKIP + THROTTLER), takesSlot: says(TAKES_SLOT) };
      this.#routes.set(handler, route);
    }
    return route;
  }

  /** The charges of a request: first that of its key or address, then that of its model if it calls one. */
  #charges({ caller, address }: FastifyRequest, model: string | undefined): BucketCharge[] {
    const { keyRps, keyBurst, addressRps, addressBurst, modelRps, modelBurst } = this.settings;
    const charges: BucketCharge[] = [];
    const home = caller?.kind === 'virtual' ? caller.key : undefined;
    const own =
      caller === undefined
        ? limitCharge('address', normalizeIp(address), addressRps, addressBurst, 1)
        : limitCharge('key', caller.keyId, keyRps, keyBurst, 1, home);
    if (own !== undefined) charges.push(own);
    const models = model === undefined ? undefined : limitCharge('model', model, modelRps, modelBurst, 1);
    if (models !== undefined) charges.push(models);
    return charges;
  }

  /**
   * Admits a virtual key's call to the first deployment whose assignment has room. Those before it go to the end of the
   * order: by the time routing falls back to them they may have room again.
   */
  #admit(
    model: string,
    caller: VirtualCaller,
    charges: readonly BucketCharge[],
    request: FastifyRequest,
  ): MaybePromise<void> {
    const deployments = this.catalogue.deployments(model, caller);
    const tokens = estimatedTokens(request);
    const options = deployments.map(({ assignment }) => assignmentCharges(assignment, tokens));
    const decided = (decision: BucketDecision): void => {
      const chosen = decision.alternative ?? 0;
      const ofAssignment = options[chosen] ?? [];
      const all = ofAssignment.length === 0 ? charges : [...charges, ...ofAssignment];
      this.#conclude(decision, all, request.answerHeaders);
      request.admission = new Admission(this.store, startingAt(chosen, deployments), tokens, ofAssignment);
    };
    const taken = this.store.take(charges, options);
    if (taken instanceof Promise) return taken.then(decided);
    decided(taken);
  }

  /**
   * Tells the caller where he stands: at the bucket that refused, or at those that will be the first to do so.
   * @param headers of the answer
   * @throws GatewayError RATE_LIMIT when a bucket refused
   */
  #conclude(
    { refusedBy, retryAfterMs, buckets }: BucketDecision,
    charges: readonly BucketCharge[],
    headers: string[],
  ): void {
    let fewest: BucketState | undefined;
    let ofFewest: BucketCharge | undefined;
    for (let index = 0; index < charges.length; index++) {
      const charge = charges[index];
      const state = buckets[index];
      if (charge === undefined || state === undefined) continue;
      if (refusedBy === index) {
        addRateLimit(headers, charge, state);
        this.events.refused(charge.limit);
        throw limitRefusal(charge, retryAfterMs);
      }
      if (refusedBy !== undefined) continue;
      if (charge.limit === 'model') this.#warnOf(charge, state);
      else if (charge.limit === 'assignment-tokens') addRateLimit(headers, charge, state);
      else if (fewest === undefined || state.remaining < fewest.remaining) {
        fewest = state;
        ofFewest = charge;
      }
    }
    if (fewest !== undefined && ofFewest !== undefined) addRateLimit(headers, ofFewest, fewest);
  }

  #warnOf({ subject, burst }: BucketCharge, { remaining }: BucketState): void {
    if (remaining < burst * LOW_SHARE) this.modelWarnings.nearlyRefused(subject, remaining, burst);
  }
}

function startingAt(first: number, deployments: readonly Deployment[]): readonly Deployment[] {
  return first === 0 ? deployments : [...deployments.slice(first), ...deployments.slice(0, first)];
}
