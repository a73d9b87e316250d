import { Inject, Injectable } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import { ModelLabels } from './model-labels';

/** Counts what the rate limits and slots do. */
@Injectable()
export class LimitMetrics {
  readonly #refusals: Counter<'limit'>;
  readonly #nearRefusals: Counter<'model'>;

  constructor(
    @Inject(Registry) registry: Registry,
    private readonly models: ModelLabels,
  ) {
    this.#refusals = new Counter({
      name: 'llm_proxy_limiter_refusals_total',
      help: 'Requests refused by a rate limit (429) or for want of a slot (503).',
      labelNames: ['limit'],
      registers: [registry],
    });
    this.#nearRefusals = new Counter({
      name: 'llm_proxy_limiter_near_refusals_total',
      help: "Calls admitted that left a model's bucket under a fifth.",
      labelNames: ['model'],
      registers: [registry],
    });
  }

  /** A request was refused. @param limit one of the limits' own names */
  refused(limit: string): void {
    this.#refusals.inc({ limit });
  }

  /** A call was admitted that left little for the next. @param model the caller's choice */
  nearlyRefused(model: string): void {
    this.#nearRefusals.inc({ model: this.models.label(model, undefined, false) });
  }
}
