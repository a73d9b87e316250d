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
import type { ClosesOnce } from './admission-rule';
import type { BucketState } from './buckets/bucket-store';
import type { CallDemand } from './call-demand';
import { CallEnd } from './call-end';
import { CallLimits } from './call-limits';
import { LimitEvents } from './limit-events';
import { limitRefusal } from './limit-refusal';
import { OF_DOOR } from './of-door.decorator';
import { addRateLimit, requestHeaderOf } from './rate-limit-headers';
import { addressCharge } from './rules/address-rate.rule';
import { TAKES_SLOT } from './takes-slot.decorator';

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
 * refuses it. The limits of a valid key are {@link CallLimits}.
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
    @Inject(Settings) private readonly settings: Pick<Settings, 'addressRps' | 'addressBurst'>,
    @Inject(LimitEvents) private readonly events: LimitEvents,
    private readonly limits: CallLimits,
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
    await this.limits.admit(request, caller, demand, end, door);
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
    detail: ThrottlerLimitDetail,
  ): Promise<void> {
    const { addressRps, addressBurst } = this.settings;
    const charge = addressCharge(detail.tracker, addressRps, addressBurst);
    addRateLimit(
      context.switchToHttp().getRequest<FastifyRequest>().answerHeaders,
      charge,
      bucketState(detail),
    );
    this.events.refused(charge.limit);
    throw limitRefusal(charge, detail.timeToBlockExpire * 1_000);
  }

  #demand(context: ExecutionContext): CallDemand | undefined {
    const targets = [context.getHandler(), context.getClass()];
    return this.reflector.getAllAndOverride<CallDemand | undefined>(TAKES_SLOT, targets);
  }

  #door(context: ExecutionContext): DoorName | undefined {
    const targets = [context.getHandler(), context.getClass()];
    return this.reflector.getAllAndOverride<DoorName | undefined>(OF_DOOR, targets);
  }

  #says(context: ExecutionContext, key: string): boolean {
    const targets = [context.getHandler(), context.getClass()];
    return this.reflector.getAllAndOverride<boolean | undefined>(key, targets) ?? false;
  }
}

/** The state of the bucket that a refusal of the package tells of, in whose terms hits are tokens that are missing. */
function bucketState({ limit, totalHits, timeToExpire }: ThrottlerLimitDetail): BucketState {
  return { remaining: limit - totalHits, fullInMs: timeToExpire * 1_000 };
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
