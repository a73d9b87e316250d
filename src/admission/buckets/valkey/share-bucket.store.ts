import type { BucketCharge, BucketDecision, BucketStore } from '../bucket-store';
import { MemoryBucketStore } from '../memory/memory-bucket.store';

/**
 * One replica's share of buckets that all replicas have together, for as long as they cannot be asked: rate and burst
 * divided by the number of replicas, but at least one token of burst, so that a single request stays possible.
 *
 * A call that costs more than the share's burst is let in when the share is full, and leaves it in debt.
 */
export class ShareBucketStore implements BucketStore {
  readonly #memory = new MemoryBucketStore();

  /** @param replicas how many have to share, this one included; asked again for each decision */
  constructor(private readonly replicas: () => number) {}

  take(
    charges: readonly BucketCharge[],
    alternatives: readonly (readonly BucketCharge[])[] = [],
  ): BucketDecision {
    const replicas = this.replicas();
    if (replicas === 1) return this.#memory.take(charges, alternatives);
    const decision = this.#memory.take(
      admissible(charges, replicas),
      alternatives.map((alternative) => admissible(alternative, replicas)),
    );
    if (decision.refusedBy === undefined) {
      const taken = alternatives[decision.alternative ?? 0] ?? [];
      this.#memory.settle([...excess(charges, replicas), ...excess(taken, replicas)]);
    }
    return decision;
  }

  settle(charges: readonly BucketCharge[]): void {
    const replicas = this.replicas();
    this.#memory.settle(charges.map((charge) => shareOf(charge, replicas)));
  }

  /**
   * Notes what a bucket holds for all replicas together. A share that begins where that ended hands out no second burst,
   * however often the server comes and goes.
   */
  restore(charge: BucketCharge, tokens: number): void {
    const replicas = this.replicas();
    this.#memory.restore(shareOf(charge, replicas), tokens / replicas);
  }

  /** What a bucket holds for all replicas together, as far as this one knows; undefined where it is full or not known. */
  known(charge: BucketCharge): number | undefined {
    const held = this.#memory.held(charge);
    return held === undefined ? undefined : Math.min(charge.burst, held * this.replicas());
  }
}

function shareOf(charge: BucketCharge, replicas: number): BucketCharge {
  return {
    ...charge,
    ratePerSecond: charge.ratePerSecond / replicas,
    burst: Math.max(Math.min(1, charge.burst), charge.burst / replicas),
  };
}

function admissible(charges: readonly BucketCharge[], replicas: number): BucketCharge[] {
  return charges.map((charge) => {
    const share = shareOf(charge, replicas);
    return { ...share, cost: Math.min(share.cost, share.burst) };
  });
}

/** What was not taken of charges that cost more than the burst of a share. */
function excess(charges: readonly BucketCharge[], replicas: number): BucketCharge[] {
  return charges
    .map((charge) => shareOf(charge, replicas))
    .filter(({ cost, burst }) => cost > burst)
    .map((share) => ({ ...share, cost: share.cost - share.burst }));
}
