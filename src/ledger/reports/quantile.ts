import { HISTOGRAM_BOUNDS_MS, SUM_MEASURES } from '../store/ledger-tables';

/** Where the first class of each histogram is among the measures; the others follow it. */
const FIRST = { ft: SUM_MEASURES.indexOf('ft_0'), du: SUM_MEASURES.indexOf('du_0') } as const;
const CLASSES = HISTOGRAM_BOUNDS_MS.length + 1;

/**
 * The time below which a share of a histogram's calls lies.
 * @param measures in the order of `SUM_MEASURES`
 * @returns milliseconds; null where there are no calls
 */
export function quantile(measures: readonly number[], of: 'ft' | 'du', share: number): number | null {
  const first = FIRST[of];
  let total = 0;
  for (let at = 0; at < CLASSES; at++) total += measures[first + at] ?? 0;
  if (total === 0) return null;
  const wanted = share * total;
  let below = 0;
  for (let at = 0; at < CLASSES; at++) {
    const count = measures[first + at] ?? 0;
    if (count > 0 && below + count >= wanted) {
      const from = HISTOGRAM_BOUNDS_MS[at - 1] ?? 0;
      const to = HISTOGRAM_BOUNDS_MS[at] ?? HISTOGRAM_BOUNDS_MS.at(-1) ?? 0;
      return Math.round(from + ((to - from) * (wanted - below)) / count);
    }
    below += count;
  }
  return null;
}
