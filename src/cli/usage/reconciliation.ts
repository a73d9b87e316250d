import type { UsageLine } from '../../ledger/reports/usage-line';
import { modelWords } from './cloud-bill';
import { FIGURES } from './provider-export';
import type { Figure, ProviderExport } from './provider-export';

/** A figure on which the ledger and a provider do not agree. */
export interface Difference {
  readonly day: string;
  readonly model: string;
  readonly figure: Figure;
  /** null where the ledger has nothing of this day and model, or does not know its cost. */
  readonly ledger: number | null;
  /** null where the provider has nothing of this day and model. */
  readonly provider: number | null;
  /** What the provider has beyond the ledger. */
  readonly difference: number;
}

type Figures = Readonly<Partial<Record<Figure, number | null>>>;

/** Names of snapshots end with their date: `gpt-4o-2024-08-06`, `claude-sonnet-4-5-20250929`, `…@20250929`. */
const SNAPSHOT = /[-@](?:\d{4}-\d\d-\d\d|\d{8})$/;

/**
 * Compares by day and model. A model's snapshots are one model, because callers ask for it by either name; a bill's models are
 * told by their words.
 * @param lines of the ledger, grouped by `day` and `model`
 * @param tolerance the share of the larger figure by which both may differ, 0 to 1
 */
export function reconcile(
  { lines: billed, isBill }: ProviderExport,
  lines: readonly UsageLine[],
  tolerance: number,
): readonly Difference[] {
  const keys = new ModelKeys(isBill);
  const theirs = new Map<string, Partial<Record<Figure, number>>>();
  const told = new Set<Figure>();
  for (const line of billed) {
    const sum = entryOf(theirs, keys.of(line.day, line.model));
    for (const figure of FIGURES) {
      const value = line[figure];
      if (value === undefined) continue;
      told.add(figure);
      sum[figure] = (sum[figure] ?? 0) + value;
    }
  }
  const ours = new Map<string, Partial<Record<Figure, number | null>>>();
  for (const line of lines) {
    const sum = entryOf(ours, keys.of(line.group['day'] ?? '', line.group['model'] ?? '', true));
    const values = figuresOf(line);
    for (const figure of FIGURES) {
      const [before, value] = [sum[figure] ?? 0, values[figure] ?? null];
      sum[figure] = value === null ? null : before + value;
    }
  }
  return [...new Set([...theirs.keys(), ...ours.keys()])].sort().flatMap((key) => {
    const [day = ''] = key.split('\n');
    const model = keys.nameOf(key);
    return [...told].flatMap((figure): Difference[] => {
      const [here, there] = [valueIn(ours.get(key), figure), valueIn(theirs.get(key), figure)];
      const difference = rounded((there ?? 0) - (here ?? 0));
      const largest = Math.max(Math.abs(here ?? 0), Math.abs(there ?? 0));
      const agree = here !== null && there !== null && Math.abs(difference) <= tolerance * largest;
      if (agree || (difference === 0 && largest === 0)) return [];
      return difference === 0 ? [] : [{ day, model, figure, ledger: here, provider: there, difference }];
    });
  });
}

function valueIn(figures: Figures | undefined, figure: Figure): number | null {
  const value = figures?.[figure];
  return value === undefined || value === null ? null : rounded(value);
}

/** What lines of the same day and model are known by. */
class ModelKeys {
  readonly #names = new Map<string, string>();

  constructor(private readonly isBill: boolean) {}

  /** @param isName whether the model is called by its name, and not by words of a bill */
  of(day: string, model: string, isName = !this.isBill): string {
    const name = model.slice(model.lastIndexOf('/') + 1).replace(SNAPSHOT, '');
    const key = `${day}\n${this.isBill ? modelWords(name) : name}`;
    if (isName || !this.#names.has(key)) this.#names.set(key, name);
    return key;
  }

  nameOf(key: string): string {
    return this.#names.get(key) ?? '';
  }
}

function entryOf<T>(map: Map<string, Partial<Record<Figure, T>>>, key: string) {
  const known = map.get(key);
  if (known !== undefined) return known;
  const fresh: Partial<Record<Figure, T>> = {};
  map.set(key, fresh);
  return fresh;
}

function figuresOf(line: UsageLine): Readonly<Record<Figure, number | null>> {
  const { calls, input_tokens, cached_tokens, output_tokens, cost_usd } = line;
  return {
    requests: calls,
    input: input_tokens,
    cached: cached_tokens,
    output: output_tokens,
    cost: cost_usd,
  };
}

/** Below a millionth of a dollar is the noise of rounding. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
