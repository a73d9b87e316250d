/** What a provider says that was used on a day (UTC) of a model; undefined for what its export does not tell. */
export interface ProviderLine {
  readonly day: string;
  readonly model: string;
  readonly requests?: number;
  /** Whole prompts, what was read from a cache and written to it included. */
  readonly input?: number;
  readonly cached?: number;
  readonly output?: number;
  readonly cost?: number;
}

/** A figure of {@link ProviderLine}. */
export type Figure = 'requests' | 'input' | 'cached' | 'output' | 'cost';

/** What an export tells. */
export interface ProviderExport {
  readonly lines: readonly ProviderLine[];
  /** Whether models are called as a bill calls them: in other words, or in another order than in their names. */
  readonly isBill: boolean;
  /** Names of what was billed beside tokens of a model, or in an unknown unit: with what it cost in US dollars, where that is told. */
  readonly beside: ReadonlyMap<string, number | undefined>;
}

/** All figures, in the order in which they are told. */
export const FIGURES: readonly Figure[] = ['requests', 'input', 'cached', 'output', 'cost'];
