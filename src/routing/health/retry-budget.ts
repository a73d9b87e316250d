import { RecentOutcomes } from './recent-outcomes';

/** What further attempts a deployment's failures may cost. */
export interface BudgetRules {
  /** For each call; 0.2 is one in five. */
  readonly share: number;
  /** And so many a second, so that a quiet deployment has some too. */
  readonly perSecond: number;
}

const SPAN_S = 10;

/** Bounds the attempts that follow failed ones, at the same deployment or another: under load they would make it worse. */
export class RetryBudget {
  /** Calls that came here count as `ok`, further attempts as `failed`. */
  readonly #recent = new RecentOutcomes(SPAN_S * 1_000);

  constructor(private readonly rules: BudgetRules) {}

  /** A call has come here. */
  called(now: number): void {
    this.#recent.add(true, now);
  }

  /** Takes one further attempt. @returns false where none is left */
  spend(now: number): boolean {
    const { ok, failed } = this.#recent.counts(now);
    if (failed + 1 > ok * this.rules.share + this.rules.perSecond * SPAN_S) return false;
    this.#recent.add(false, now);
    return true;
  }
}
