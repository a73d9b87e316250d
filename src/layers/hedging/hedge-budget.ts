const WINDOW_MS = 10_000;
/** The share of an alias's calls that may be hedged; one in a window always may. */
const SHARE = 0.1;
const MAX_ALIASES = 2_000;

interface Counted {
  startedAt: number;
  calls: number;
  hedges: number;
}

/** Keeps hedges rare: where everything is slow, asking twice makes it slower. */
export class HedgeBudget {
  /** By alias; the oldest first. */
  readonly #counted = new Map<string, Counted>();

  /** A call that may be hedged begins. */
  begin(alias: string): void {
    this.#of(alias).calls++;
  }

  /** @returns whether there may be one more hedge */
  spend(alias: string): boolean {
    const counted = this.#of(alias);
    if (counted.hedges >= Math.max(1, counted.calls * SHARE)) return false;
    counted.hedges++;
    return true;
  }

  #of(alias: string): Counted {
    const now = performance.now();
    const known = this.#counted.get(alias);
    if (known !== undefined) {
      if (now - known.startedAt >= WINDOW_MS) Object.assign(known, { startedAt: now, calls: 0, hedges: 0 });
      return known;
    }
    const counted: Counted = { startedAt: now, calls: 0, hedges: 0 };
    this.#counted.set(alias, counted);
    const [oldest] = this.#counted.keys();
    if (this.#counted.size > MAX_ALIASES && oldest !== undefined) this.#counted.delete(oldest);
    return counted;
  }
}
