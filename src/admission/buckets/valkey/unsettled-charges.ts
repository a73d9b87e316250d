import type { BucketCharge } from '../bucket-store';
import { bucketName } from './bucket-script';

/** Corrections of earlier charges that the server has not heard of yet, those of one bucket added up. */
export class UnsettledCharges {
  readonly #charges = new Map<string, BucketCharge>();
  #waitingSince = 0;

  get size(): number {
    return this.#charges.size;
  }

  /** How long the oldest has waited, in milliseconds; after some were taken, possibly longer than the oldest. */
  get waitedMs(): number {
    return performance.now() - this.#waitingSince;
  }

  add(charges: readonly BucketCharge[]): void {
    if (this.#charges.size === 0) this.#waitingSince = performance.now();
    for (const charge of charges) {
      const name = bucketName(charge);
      const before = this.#charges.get(name);
      const cost = charge.cost + (before?.cost ?? 0);
      this.#charges.set(name, before === undefined ? charge : { ...charge, cost });
    }
  }

  /** Hands over the oldest, at most so many. */
  take(atMost: number): readonly BucketCharge[] {
    const taken: BucketCharge[] = [];
    for (const charge of this.#charges.values()) {
      if (taken.length === atMost) break;
      taken.push(charge);
    }
    for (const charge of taken) this.#charges.delete(bucketName(charge));
    return taken;
  }
}
