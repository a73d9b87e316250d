import type { Deployment } from '../catalogue/deployment';
import type { GatewayError } from '../errors/gateway-error';
import type { BudgetClaim } from '../ledger/budgets/budget-claim';
import type { AssignmentEntry } from '../registry/memory/registry-view';
import type { BucketCharge, BucketDecision, BucketStore, MaybePromise } from './buckets/bucket-store';
import { countsTokens } from './limit-kinds';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a virtual key's call of a model; undefined where a deployment's own limits do not count. */
    admission: Admission | undefined;
  }
}

/** An assignment whose limits were charged for this call. */
interface Admitted {
  readonly assignment: AssignmentEntry | undefined;
  /** The tokens reserved; undefined where it does not limit them. */
  readonly reserved: BucketCharge | undefined;
}

/**
 * What the limits let a call in to. The first deployment's assignment has been charged; {@link enter} charges that of
 * another when routing falls back to it; {@link settle} corrects the reserved tokens when the call ends. The code that makes
 * the call says so by {@link begin} and then settles once, in whatever way it ends; a call that nobody began gives its
 * tokens back when its response is closed.
 */
export class Admission {
  readonly #admitted: Admitted[];
  #last: AssignmentEntry | undefined;
  #begun = false;
  #settled = false;
  /** What the call reserved of budgets; undefined where it has none. */
  budget: BudgetClaim | undefined;
  /** The alias that is called in place of the one that was asked for, because a budget is used up. */
  downgradedTo: string | undefined;
  /** Why the call may not be made: it was let in for the answer of an earlier one alone, which costs nothing. */
  refusal: GatewayError | undefined;
  /** Everything that the call was charged when it was let in. */
  charged: readonly BucketCharge[] = [];
  /** What the head of a stream tells of budgets; undefined where it tells nothing. */
  streamHeaders: Readonly<Record<string, string>> | undefined;

  /**
   * @param deployments in the order in which they are to be tried: first the one that was admitted
   * @param chargesAt what the call is charged at another deployment
   * @param charges what the first deployment's assignment was charged
   * @param reserved tokens that were reserved whichever deployment answers
   */
  constructor(
    private readonly store: BucketStore,
    readonly deployments: readonly Deployment[],
    private readonly chargesAt: (deployment: Deployment) => readonly BucketCharge[],
    charges: readonly BucketCharge[],
    private readonly reserved: readonly BucketCharge[] = [],
  ) {
    this.#last = deployments[0]?.assignment;
    this.#admitted = [{ assignment: this.#last, reserved: charges.find(isReservation) }];
  }

  /** The call goes to its deployments now: from here on the code that makes it settles its end. */
  begin(): void {
    this.#begun = true;
  }

  /**
   * Charges a deployment's assignment, once however often it is tried.
   * @returns false when its limits refuse: it is to be skipped
   */
  enter(deployment: Deployment): MaybePromise<boolean> {
    const { assignment } = deployment;
    if (this.#admitted.some((admitted) => admitted.assignment === assignment)) {
      this.#last = assignment;
      return true;
    }
    const charges = this.chargesAt(deployment);
    if (charges.length === 0) return this.#enter(assignment, charges, undefined);
    const taken = this.store.take(charges);
    return taken instanceof Promise
      ? taken.then((decision) => this.#enter(assignment, charges, decision))
      : this.#enter(assignment, charges, taken);
  }

  /**
   * Takes or gives back the difference between the reserved and the used tokens; what was reserved for attempts that
   * failed is given back whole. Only the first call counts.
   * @param tokensUsed prompt and answer together; 0 when nothing was used
   * @param by the deployment that used them; the last one entered by default
   */
  settle(tokensUsed: number, by?: Deployment): MaybePromise<void> {
    if (this.#settled) return;
    this.#settled = true;
    const last = by === undefined ? this.#last : by.assignment;
    const corrections: BucketCharge[] = [];
    for (const reserved of this.reserved) {
      if (tokensUsed !== reserved.cost) corrections.push(withCost(reserved, tokensUsed - reserved.cost));
    }
    for (const { assignment, reserved } of this.#admitted) {
      if (reserved === undefined) continue;
      const correction = (assignment === last ? tokensUsed : 0) - reserved.cost;
      if (correction !== 0) corrections.push(withCost(reserved, correction));
    }
    if (corrections.length > 0) return this.store.settle(corrections);
  }

  /**
   * The call gets the answer of another one, which was charged for it: its request is given back. The service's own limit for a key
   * still counts it, because answering costs.
   */
  joined(): void {
    const requests = this.charged.filter(({ limit }) => !countsTokens(limit) && limit !== 'key');
    this.charged = [];
    if (requests.length > 0) void this.store.settle(requests.map((charge) => withCost(charge, -charge.cost)));
  }

  /** Gives the tokens back if no call was begun: its body was refused, its caller left. */
  responseClosed(): void {
    if (this.#begun) return;
    this.budget?.release();
    void this.settle(0);
  }

  #enter(
    assignment: AssignmentEntry | undefined,
    charges: readonly BucketCharge[],
    decision: BucketDecision | undefined,
  ): boolean {
    if (decision?.refusedBy !== undefined) return false;
    const reserved = charges.find(isReservation);
    if (this.#settled) {
      // The call ended while its charge was decided.
      if (reserved !== undefined) void this.store.settle([withCost(reserved, -reserved.cost)]);
      return false;
    }
    this.#admitted.push({ assignment, reserved });
    this.#last = assignment;
    return true;
  }
}

function isReservation({ limit }: BucketCharge): boolean {
  return countsTokens(limit);
}

function withCost({ limit, subject, ratePerSecond, burst, home }: BucketCharge, cost: number): BucketCharge {
  return { limit, subject, ratePerSecond, burst, cost, home };
}
