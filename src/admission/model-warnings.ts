import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { ServiceLog } from '../log/service-log';
import { LimitEvents } from './limit-events';

/** A model is warned about at most once in this time. */
const QUIET_MS = 10_000;
/** Models warned about in that time: callers make up names as they like. */
const MAX_MODELS = 100;

/** Says that a model's limit is about to refuse, so that an operator can raise it before callers notice. */
@Injectable()
export class ModelWarnings {
  /** When each model was last warned about, the longest ago first. */
  readonly #warnedAt = new Map<string, number>();

  constructor(
    @Inject(LimitEvents) private readonly events: LimitEvents,
    @Inject(ServiceLog) private readonly log: Logger,
  ) {}

  /** Counts, and logs unless it was logged a moment ago, that a model's bucket holds `remaining` of `burst` tokens. */
  nearlyRefused(model: string, remaining: number, burst: number): void {
    this.events.nearlyRefused(model);
    const now = performance.now();
    for (const [warned, at] of this.#warnedAt) {
      if (now - at < QUIET_MS) break;
      this.#warnedAt.delete(warned);
    }
    if (this.#warnedAt.has(model) || this.#warnedAt.size >= MAX_MODELS) return;
    this.#warnedAt.set(model, now);
    this.log.warn(
      { model, remaining: Math.floor(remaining), burst },
      'The request limit of a model is nearly used up: MODEL_RPS and MODEL_BURST set it.',
    );
  }
}
