import { Inject, Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { Settings } from '../config/settings';
import { ModelLabels } from './model-labels';
import type { LabelCaller } from './model-labels';
import { TalliedCounter } from './tallied-metrics';
import type { CounterTally } from './tallied-metrics';

/** Groups with series of their own; the others count together. */
const MAX_GROUPS = 200;
/** Pairs of group and alias with series of their own. */
const MAX_SERIES = 2_000;
const OTHER = 'other';
/** The label of the internal keys, which are in no group: no group can have this name. */
const INTERNAL_KEYS = '(internal keys)';

/** What is told of a call beside its cost. */
export interface CostlyCall {
  /** The alias that was asked for: the caller's choice. */
  readonly model: string;
  readonly caller: LabelCaller;
  readonly isAnswered: boolean;
}

interface Tally extends CounterTally {
  value: number;
}

/**
 * What calls cost, by group of keys and alias, as counted when they ended: a price that is corrected later changes the reports
 * of the ledger, and no longer these.
 */
@Injectable()
export class CostMetrics {
  readonly #costs = new Map<string, Map<string, Tally>>();
  readonly #unpriced = new Map<string, Tally>();
  #series = 0;

  constructor(
    @Inject(Registry) registry: Registry,
    private readonly models: ModelLabels,
    @Inject(Settings) private readonly settings: Pick<Settings, 'metricsEnabled'>,
  ) {
    const registers = [registry];
    const costs = this.#costs;
    new TalliedCounter(
      {
        name: 'llm_proxy_cost_usd_total',
        help: 'What calls cost in US dollars, by the prices of their time; attempts that failed are among it.',
        registers,
      },
      function* () {
        for (const byAlias of costs.values()) yield* byAlias.values();
      },
    );
    new TalliedCounter(
      {
        name: 'llm_proxy_unpriced_calls_total',
        help: 'Calls whose cost is not known, because a price is missing: they are not in llm_proxy_cost_usd_total.',
        registers,
      },
      () => this.#unpriced.values(),
    );
  }

  /**
   * Counts a call that has ended.
   * @param group the path of its key's group; undefined for internal keys
   * @param usd undefined where a price is missing
   */
  ended(group: string | undefined, { model, caller, isAnswered }: CostlyCall, usd: number | undefined): void {
    if (usd === 0 || !this.settings.metricsEnabled) return;
    const alias = this.models.label(model, caller, isAnswered);
    (usd === undefined ? this.#unpricedOf(alias) : this.#costOf(group ?? INTERNAL_KEYS, alias)).value +=
      usd ?? 1;
  }

  #unpricedOf(model: string): Tally {
    let tally = this.#unpriced.get(model);
    if (tally === undefined) this.#unpriced.set(model, (tally = { labels: { model }, value: 0 }));
    return tally;
  }

  #costOf(group: string, model: string): Tally {
    const ofGroup = this.#costs.get(group);
    if (ofGroup === undefined && this.#costs.size >= MAX_GROUPS && group !== OTHER) {
      return this.#costOf(OTHER, model);
    }
    const known = ofGroup?.get(model);
    if (known !== undefined) return known;
    if (this.#series >= MAX_SERIES && model !== OTHER) return this.#costOf(group, OTHER);
    const tally = { labels: { group, model }, value: 0 };
    this.#series++;
    if (ofGroup === undefined) this.#costs.set(group, new Map([[model, tally]]));
    else ofGroup.set(model, tally);
    return tally;
  }
}
