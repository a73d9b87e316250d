import type { BucketCharge } from '../bucket-store';

/** Corrections of earlier charges that the server has not heard of yet, those of one bucket added up. */
export class UnsettledCharges {
  readonly #charges = new Map<string, BucketCharge>();

  get size(): number {
    return this.#charges.size;
  }

  add(charges: readonly BucketCharge[]): void {
    for (const charge of charges) {
      const before = this.#charges.get(charge.key);
      const cost = charge.cost + (before?.cost ?? 0);
      this.#charges.set(charge.key, before === undefined ? charge : { ...charge, cost });
    }
  }

  /** Hands over the oldest, at most so many. */
  take(atMost: number): readonly BucketCharge[] {
    const taken: BucketCharge[] = [];
    for (const charge of this.#charges.values()) {
      if (taken.length === atMost) break;
      taken.push(charge);
    }
    for (const { key } of taken) this.#charges.delete(key);
    return taken;
  }
}
