import type { Ledger } from '../ledger';
import { hourOf } from '../utc-hours';

/** How much of the latest call is in a mean. */
const WEIGHT = 0.2;
/** Means that are kept of each kind; when there are more, all are learned anew. */
const MAX_REMEMBERED = 5_000;
/** Calls of so long ago are asked of the ledger. */
const SINCE_MS = 7 * 86_400_000;
/** A ledger that is away is not asked for so long. */
const AWAY_MS = 60_000;

/** What calls of a key and alias use in the mean. */
interface MeanUse {
  usd: number;
  tokens: number;
}

/**
 * What calls usually use, so that what they reserve is not below it: of a key and alias in all, of a deployment in its
 * answers. Read from the ledger once, then learned from each call that is answered.
 */
export class UsualUse {
  readonly #calls = new Map<string, MeanUse>();
  readonly #answers = new Map<string, number>();
  #reading: Promise<void> | undefined;
  #isRead = false;
  #awayUntil = 0;

  constructor(private readonly ledger: Pick<Ledger, 'query' | 'isOn'>) {}

  /** What calls of a key by an alias use; undefined while no call was made. */
  ofCalls(keyId: string, alias: string): Readonly<MeanUse> | undefined {
    return this.#calls.get(`${keyId}\n${alias}`);
  }

  /** Tokens of a deployment's answers; undefined while it gave none. */
  ofAnswers(deployment: string): number | undefined {
    return this.#answers.get(deployment);
  }

  /** A call was answered. */
  learnCall(keyId: string, alias: string, { usd, tokens }: Readonly<MeanUse>): void {
    const name = `${keyId}\n${alias}`;
    const mean = this.#calls.get(name);
    if (mean === undefined) {
      keep(this.#calls, name, { usd, tokens });
      return;
    }
    mean.usd += (usd - mean.usd) * WEIGHT;
    mean.tokens += (tokens - mean.tokens) * WEIGHT;
  }

  /** A deployment has answered with so many tokens. */
  learnAnswer(deployment: string, tokens: number): void {
    const mean = this.#answers.get(deployment);
    if (mean === undefined) keep(this.#answers, deployment, tokens);
    else this.#answers.set(deployment, mean + (tokens - mean) * WEIGHT);
  }

  /** Reads what calls used before this process started, once; does not fail. Undefined where it is known. */
  read(): Promise<void> | undefined {
    if (this.#isRead || !this.ledger.isOn || performance.now() < this.#awayUntil) return undefined;
    return (this.#reading ??= this.#read().finally(() => (this.#reading = undefined)));
  }

  async #read(): Promise<void> {
    const since = hourOf(Date.now() - SINCE_MS);
    try {
      const { calls, answers } = await this.ledger.query('usual', { since, most: MAX_REMEMBERED });
      this.#isRead = true;
      for (const { keyId, alias, usd, tokens } of calls) {
        if (this.ofCalls(keyId, alias) === undefined) this.learnCall(keyId, alias, { usd, tokens });
      }
      for (const { deployment, tokens } of answers) {
        if (this.ofAnswers(deployment) === undefined) this.learnAnswer(deployment, tokens);
      }
    } catch {
      // The ledger says by itself that it is away.
      this.#awayUntil = performance.now() + AWAY_MS;
    }
  }
}

function keep<Value>(means: Map<string, Value>, name: string, value: Value): void {
  if (means.size >= MAX_REMEMBERED) means.clear();
  means.set(name, value);
}
