import { keepNewest } from './keep-newest';

/** A caller's failure is remembered so long, until another caller's confirms it. */
const WITNESS_MS = 60_000;
const MAX_KEPT = 10_000;

/** A caller's failure at a deployment or a connection. */
interface Witness {
  readonly caller: string;
  readonly at: number;
  /** Another one has met the same. */
  readonly confirmed: boolean;
}

/** Who failed where: what two callers have met, with no success in between, is not of their making. */
export class Witnesses {
  readonly #last = new Map<string, Witness>();

  get isEmpty(): boolean {
    return this.#last.size === 0;
  }

  /** A caller has failed. @returns whether two callers have, a moment ago */
  confirm(key: string, caller: string): boolean {
    const at = performance.now();
    const known = this.#last.get(key);
    const recent = known !== undefined && at - known.at < WITNESS_MS;
    const confirmed = recent && (known.confirmed || known.caller !== caller);
    keepNewest(this.#last, key, { caller, at, confirmed }, MAX_KEPT);
    return confirmed;
  }

  forget(...keys: readonly string[]): void {
    for (const key of keys) this.#last.delete(key);
  }
}
