import { BucketCounts } from './bucket-counts';
import type { CallMeasures, TokenMeasures } from './call-measures';
import { GAP_BUCKETS_MS } from './gap-histogram';
import type { CounterTally } from './tallied-metrics';

const DURATION_BOUNDS_S = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600];
const FIRST_TOKEN_BOUNDS_S = [0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 3, 5, 10, 30, 60, 120];
const GAP_BOUNDS_S = GAP_BUCKETS_MS.map((ms) => ms / 1_000);

interface Outcome extends CounterTally {
  value: number;
}

/** Keys with totals of their own, in one series: each makes four more. */
const MAX_KEYS = 200;
/** The label of every key beyond them. */
const OTHER_KEYS = 'other';

/** The running totals of the tokens of one model for one key. */
class TokenTotals {
  promptTokens = 0;
  completionTokens = 0;
  cachedTokens = 0;
  reasoningTokens = 0;

  add({ promptTokens, completionTokens, cachedTokens, reasoningTokens }: TokenMeasures): void {
    this.promptTokens += promptTokens;
    this.completionTokens += completionTokens;
    this.cachedTokens += cachedTokens;
    this.reasoningTokens += reasoningTokens;
  }
}

/** Everything that is counted for one route and one model; plain numbers, so that a call costs no look-up of labels. */
export class CallSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly duration = new BucketCounts(DURATION_BOUNDS_S);
  readonly firstToken = new BucketCounts(FIRST_TOKEN_BOUNDS_S);
  readonly gaps = new BucketCounts(GAP_BOUNDS_S);
  readonly #outcomes = new Map<string, Outcome>();
  readonly #tokens = new Map<string, TokenTotals>();

  constructor(route: string, model: string) {
    this.labels = { route, model };
  }

  /** Counts a call that has ended. */
  ended(call: CallMeasures): void {
    this.outcome(call.status, call.code ?? codeOfEnding(call.ending), call.streamed);
    this.duration.observe(call.durationMs / 1_000);
    if (call.firstTokenMs !== undefined) this.firstToken.observe(call.firstTokenMs / 1_000);
    if (call.streamed) this.gaps.add(call.gaps.counts, call.gaps.sumMs / 1_000);
    const { usage } = call.facts;
    // Those of a replay are another call's.
    if (usage !== undefined && call.notes.replayed === undefined)
      this.#tokensOf(call.request.caller.name).add(usage);
  }

  /** Counts one request by how it was answered. */
  outcome(status: number, code: string, streamed: boolean): void {
    const key = `${status}${streamed ? '+' : '-'}${code}`;
    let outcome = this.#outcomes.get(key);
    if (outcome === undefined) {
      outcome = {
        labels: { ...this.labels, status: String(status), code, streamed: String(streamed) },
        value: 0,
      };
      this.#outcomes.set(key, outcome);
    }
    outcome.value++;
  }

  /** The requests, one series for each way in which they were answered. */
  requests(): Iterable<CounterTally> {
    return this.#outcomes.values();
  }

  /** The tokens, one series for each key and class. */
  *tokens(): Iterable<CounterTally> {
    for (const [key, totals] of this.#tokens) {
      const labels = { ...this.labels, key };
      yield { labels: { ...labels, type: 'prompt' }, value: totals.promptTokens };
      yield { labels: { ...labels, type: 'completion' }, value: totals.completionTokens };
      yield { labels: { ...labels, type: 'cached' }, value: totals.cachedTokens };
      yield { labels: { ...labels, type: 'reasoning' }, value: totals.reasoningTokens };
    }
  }

  #tokensOf(key: string): TokenTotals {
    const known = this.#tokens.get(key);
    if (known !== undefined) return known;
    if (this.#tokens.size >= MAX_KEYS && key !== OTHER_KEYS) return this.#tokensOf(OTHER_KEYS);
    const totals = new TokenTotals();
    this.#tokens.set(key, totals);
    return totals;
  }
}

/** `OK`, or that nobody was left to answer: a caller who goes is no error of the catalogue. */
function codeOfEnding(ending: string): string {
  return ending === 'whole' ? 'OK' : ending.toUpperCase();
}
