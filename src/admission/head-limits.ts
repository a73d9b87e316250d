import type { FastifyRequest } from 'fastify';
import type { BucketDecision, BucketStore } from './buckets/bucket-store';
import type { LimitEvents } from './limit-events';
import { limitRefusal } from './limit-refusal';
import { addRateLimit } from './rate-limit-headers';
import type { AccessRule } from './rules/access.rule';
import type { KeyRateRule } from './rules/key-rate.rule';

const NOTHING = (): void => undefined;

/**
 * Decides by a request's head, before its body is read, whether its key has a request left. The request is reserved while
 * the body comes in, so that no more bodies are read than the key may send; it is given back just before the limits decide
 * for all of the call together, and where no call comes of it.
 */
export class HeadLimits {
  constructor(
    private readonly store: BucketStore,
    private readonly keyRate: KeyRateRule,
    private readonly access: Pick<AccessRule, 'refuseAddress'>,
    private readonly events: LimitEvents,
  ) {}

  /**
   * Reserves a request of the caller's key.
   * @returns what gives it back; to be called once
   * @throws GatewayError RATE_LIMIT when the key has none left, FORBIDDEN when it may not be used from where the request came
   */
  readonly admit = (request: FastifyRequest): (() => void) | Promise<() => void> => {
    const { caller, address, answerHeaders } = request;
    if (caller === undefined) return NOTHING;
    this.access.refuseAddress(caller, address);
    const charge = this.keyRate.chargeOf(caller);
    if (charge === undefined) return NOTHING;
    const decided = ({ refusedBy, retryAfterMs, buckets: [state] }: BucketDecision): (() => void) => {
      if (refusedBy === undefined) return () => void this.store.settle([{ ...charge, cost: -charge.cost }]);
      if (state !== undefined) addRateLimit(answerHeaders, charge, state);
      this.events.refused(charge.limit);
      throw limitRefusal(charge, retryAfterMs);
    };
    const taken = this.store.take([charge]);
    return taken instanceof Promise ? taken.then(decided) : decided(taken);
  };
}
