import { Inject, Injectable } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { normalizeIp, ThrottlerGuard } from '@nestjs/throttler';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { THROTTLER_SKIP } from '@nestjs/throttler/dist/throttler.constants';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IS_PUBLIC } from '../auth/public.decorator';
import { Settings } from '../config/settings';
import { askedModel } from './asked-model';
import { BucketStore } from './bucket-store';
import type { BucketDecision, BucketState } from './bucket-store';
import { LimitEvents } from './limit-events';
import { limitRefusal } from './limit-refusal';
import type { LimitCharge } from './limit-refusal';
import { ModelWarnings } from './model-warnings';
import { rateLimitHeaders } from './rate-limit-headers';
import { RequestSlots } from './request-slots';
import { TAKES_SLOT } from './takes-slot.decorator';

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
    const takesSlot = route.takesSlot && request.caller !== undefined;
    if (takesSlot) this.slots.acquire();
    try {
      const charges = this.#charges(context, request, takesSlot);
      if (charges.length > 0) {
        const taken = this.store.take(charges);
        this.#conclude(taken instanceof Promise ? await taken : taken, charges, reply);
      }
    } catch (refusal) {
      if (takesSlot) this.slots.release();
      throw refusal;
    }
    if (takesSlot) this.slots.releaseWhenClosed(reply.raw);
    return true;
  }

  /** One bucket for a limit and a subject, whichever of a route's aliases was called. */
  protected override generateKey(_context: ExecutionContext, subject: string, limit: string): string {
    return `${limit}:${subject}`;
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

  /** The charges of a request: first that of its key or address, then that of its model. */
  #charges(context: ExecutionContext, request: FastifyRequest, callsModel: boolean): LimitCharge[] {
    const { keyRps, keyBurst, addressRps, addressBurst, modelRps, modelBurst, defaultModel } = this.settings;
    const charges: LimitCharge[] = [];
    const add = (
      limit: LimitCharge['limit'],
      subject: string,
      ratePerSecond: number,
      burst: number,
    ): void => {
      if (ratePerSecond === 0 || burst === 0) return;
      charges.push({
        limit,
        subject,
        key: this.generateKey(context, subject, limit),
        ratePerSecond,
        burst,
        cost: 1,
      });
    };
    if (request.caller === undefined) add('address', normalizeIp(request.address), addressRps, addressBurst);
    else add('key', request.caller.keyId, keyRps, keyBurst);
    if (callsModel) add('model', askedModel(request, defaultModel), modelRps, modelBurst);
    return charges;
  }

  #conclude(
    { refusedBy, retryAfterMs, buckets }: BucketDecision,
    charges: readonly LimitCharge[],
    reply: FastifyReply,
  ): void {
    charges.forEach((charge, index) => {
      const state = buckets[index];
      if (state === undefined) return;
      if (refusedBy === undefined) this.#admitted(charge, state, reply);
      else if (refusedBy === index) this.#refuse(charge, state, retryAfterMs);
    });
  }

  #admitted(charge: LimitCharge, state: BucketState, reply: FastifyReply): void {
    if (charge.limit !== 'model') reply.headers(rateLimitHeaders(charge, state));
    else if (state.remaining < charge.burst * LOW_SHARE) {
      this.modelWarnings.nearlyRefused(charge.subject, state.remaining, charge.burst);
    }
  }

  #refuse(charge: LimitCharge, state: BucketState, retryAfterMs: number): never {
    this.events.refused(charge.limit);
    throw limitRefusal(charge, state, retryAfterMs);
  }
}
