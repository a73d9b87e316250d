import type { PlainValue } from '../../database/repeated-query';
import type { EndedRecord } from '../ledger-record';
import { addCall, noMeasures } from './call-sums';
import type { Measures } from './call-sums';
import { SUM_DIMENSIONS, SUM_MEASURES } from './ledger-tables';
import type { SumDimensions } from './ledger-tables';

interface HourSum {
  readonly of: SumDimensions;
  readonly measures: Measures;
}

/** What the calls of a batch add to the sums of hours. */
export class HourSums {
  /** Sums by what tells most of them apart; those of one entry are told apart one by one. */
  readonly #sums = new Map<string, HourSum[]>();

  add(call: EndedRecord): void {
    addCall(call, this.#sumAt);
  }

  /** Rows for {@link SUM_COLUMNS}, in one order everywhere: two processes that take rows in different orders would wait for each other. */
  rows(): readonly PlainValue[][] {
    return [...this.#sums.values()]
      .flat()
      .map(({ of, measures }) => ({ places: SUM_DIMENSIONS.map((name) => of[name]), measures }))
      .map(({ places, measures }) => ({ key: JSON.stringify(places), places, measures }))
      .sort((one, other) => (one.key < other.key ? -1 : 1))
      .map(({ places, measures }) => [...places, ...SUM_MEASURES.map((name) => measures[name] ?? 0)]);
  }

  readonly #sumAt = (of: SumDimensions): Measures => {
    // A key of everything would take longer to make than the sum. Names that together read the same only share an entry.
    const key = `${of.key_id} ${of.model} ${of.service_tier}`;
    const alike = this.#sums.get(key);
    const found = alike?.find((sum) => isSame(sum.of, of));
    if (found !== undefined) return found.measures;
    const measures = noMeasures();
    if (alike === undefined) this.#sums.set(key, [{ of, measures }]);
    else alike.push({ of, measures });
    return measures;
  };
}

/** The columns of the rows of sums. */
export const SUM_COLUMNS: readonly string[] = [...SUM_DIMENSIONS, ...SUM_MEASURES];

function isSame(one: SumDimensions, other: SumDimensions): boolean {
  return (
    one.hour === other.hour &&
    one.status === other.status &&
    one.context_over === other.context_over &&
    one.key_id === other.key_id &&
    one.group_path === other.group_path &&
    one.alias === other.alias &&
    one.model === other.model &&
    one.deployment === other.deployment &&
    one.provider === other.provider &&
    one.door === other.door &&
    one.service_tier === other.service_tier
  );
}
