import { toBillionths } from '../to-billionths';
import type { UsagePart, UsageTimes, UseMeasure } from './usage-sums';

/** One line of a report: a group, and what it used. Money in US dollars. */
export interface UsageLine extends UsageTimes {
  /** Of each grouping its value, by name; of a key its name beside its id. */
  readonly group: Readonly<Record<string, string>>;
  readonly calls: number;
  readonly estimated_calls: number;
  readonly input_tokens: number;
  readonly cached_tokens: number;
  readonly cache_write_tokens: number;
  /** Part of those before. */
  readonly cache_write_1h_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_tokens: number;
  readonly audio_input_tokens: number;
  readonly audio_output_tokens: number;
  readonly image_tokens: number;
  readonly image_output_tokens: number;
  readonly images: number;
  readonly audio_seconds: number;
  readonly characters: number;
  readonly searches: number;
  /** At the prices of today's price book for the time of use; null where no price is known for any of it. */
  readonly cost_usd: number | null;
  /** Calls whose cost is not known, and not part of it; one that was tried more than once counts as often as it used something. */
  readonly unpriced_calls: number;
  /** What budgets were charged, as it was charged. */
  readonly charged_usd: number;
  /** What reading from caches saved. */
  readonly saved_usd: number;
  readonly cached_share: number;
}

/** Adds up what a group used and what that cost. */
export class UseTally {
  readonly #measures: Partial<Record<UseMeasure, number>> = {};
  #cost: number | null = null;
  #unpriced = 0;
  #saved = 0;

  /** @param cost in US dollars; undefined where a price is not known. @param saved what caches saved of it */
  add(measures: UsagePart['measures'], cost: number | undefined, saved: number): void {
    this.#addMeasures(measures);
    if (cost === undefined) this.#unpriced += measures.billed_attempts ?? 1;
    else {
      this.#cost = (this.#cost ?? 0) + cost;
      this.#saved += saved;
    }
  }

  addAll(other: UseTally): void {
    this.#addMeasures(other.#measures);
    if (other.#cost !== null) this.#cost = (this.#cost ?? 0) + other.#cost;
    this.#unpriced += other.#unpriced;
    this.#saved += other.#saved;
  }

  line(group: Readonly<Record<string, string>>, times: UsageTimes): UsageLine {
    const of = (name: UseMeasure): number => this.#measures[name] ?? 0;
    return {
      group,
      calls: of('calls'),
      estimated_calls: of('estimated_calls'),
      input_tokens: of('input_tokens'),
      cached_tokens: of('cached_tokens'),
      cache_write_tokens: of('cache_write_tokens'),
      cache_write_1h_tokens: of('cache_write_1h_tokens'),
      output_tokens: of('output_tokens'),
      reasoning_tokens: of('reasoning_tokens'),
      audio_input_tokens: of('audio_input_tokens'),
      audio_output_tokens: of('audio_output_tokens'),
      image_tokens: of('image_tokens'),
      image_output_tokens: of('image_output_tokens'),
      images: of('images'),
      audio_seconds: of('audio_seconds'),
      characters: of('characters'),
      searches: of('searches'),
      cost_usd: this.#cost === null ? null : toBillionths(this.#cost),
      unpriced_calls: this.#unpriced,
      charged_usd: toBillionths(of('charged_usd')),
      saved_usd: toBillionths(this.#saved),
      cached_share: of('input_tokens') === 0 ? 0 : of('cached_tokens') / of('input_tokens'),
      ...times,
    };
  }

  #addMeasures(measures: UsagePart['measures']): void {
    // The names are those of the type.
    for (const name of Object.keys(measures) as UseMeasure[]) {
      this.#measures[name] = (this.#measures[name] ?? 0) + (measures[name] ?? 0);
    }
  }
}
