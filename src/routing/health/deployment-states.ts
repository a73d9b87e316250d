import { Inject, Injectable } from '@nestjs/common';
import type { Deployment } from '../../catalogue/deployment';
import type { ConnectionEntry } from '../../registry/memory/registry-view';
import { Settings } from '../../config/settings';
import type { BreakerRules } from './breaker';
import { DeploymentState } from './deployment-state';
import type { BudgetRules } from './retry-budget';

/** Internal keys may name any model of a connection: so many are remembered. */
const MAX_STATES = 2_000;
/** Among so many of the oldest one is looked for that may go. */
const MAX_SEARCHED = 50;
/** A breaker that never opens. */
const NEVER: BreakerRules = {
  failures: 0,
  failureShare: 1,
  minAttempts: Infinity,
  windowMs: 1_000,
  waitMs: 0,
  maxWaitMs: 0,
};

/** The settings that breakers and budgets go by. */
export type HealthSettings = Pick<
  Settings,
  | 'breakerFailures'
  | 'breakerFailureShare'
  | 'breakerMinAttempts'
  | 'breakerWindowMs'
  | 'breakerWaitMs'
  | 'breakerMaxWaitMs'
  | 'retryBudgetShare'
  | 'retryBudgetPerSecond'
>;

/**
 * What is remembered of each deployment that was asked since the start. The upstream of the mode is one, whatever the model,
 * and its breaker never opens: LiteLLM has several deployments behind it, and keeps their health itself.
 */
@Injectable()
export class DeploymentStates {
  readonly rules: BreakerRules;
  private readonly budget: BudgetRules;
  readonly #byId = new Map<string, DeploymentState>();

  constructor(@Inject(Settings) settings: HealthSettings) {
    this.rules = {
      failures: settings.breakerFailures,
      failureShare: settings.breakerFailureShare,
      minAttempts: settings.breakerMinAttempts,
      windowMs: settings.breakerWindowMs,
      waitMs: settings.breakerWaitMs,
      maxWaitMs: settings.breakerMaxWaitMs,
    };
    this.budget = { share: settings.retryBudgetShare, perSecond: settings.retryBudgetPerSecond };
  }

  /** Made where there is none yet. */
  of({ id, connection, adapter }: Pick<Deployment, 'id' | 'connection' | 'adapter'>): DeploymentState {
    if (connection === undefined) {
      const { upstream } = adapter;
      return this.#byId.get(upstream) ?? this.#make(upstream, 0, undefined, NEVER);
    }
    return this.named(id, connection);
  }

  /** The same by its name, `connection/model`. */
  named(id: string, { revision }: Pick<ConnectionEntry, 'revision'>): DeploymentState {
    const known = this.#byId.get(id);
    return known?.revision === revision ? known : this.#make(id, revision, known);
  }

  /** Only if it was asked since the start. */
  known(id: string): DeploymentState | undefined {
    return this.#byId.get(id);
  }

  all(): Iterable<DeploymentState> {
    return this.#byId.values();
  }

  #make(
    id: string,
    revision: number,
    before: DeploymentState | undefined,
    rules: BreakerRules = this.rules,
  ): DeploymentState {
    const state = new DeploymentState(id, revision, rules, this.budget);
    state.draining = before?.draining ?? false;
    this.#byId.set(id, state);
    if (this.#byId.size > MAX_STATES) this.#dropOne(state);
    return state;
  }

  /** The oldest of which nothing is known that matters, else the oldest that is not taken out by hand. */
  #dropOne(newest: DeploymentState): void {
    const now = performance.now();
    let second: DeploymentState | undefined;
    let searched = 0;
    for (const state of this.#byId.values()) {
      if (state === newest || state.draining) continue;
      if (searched++ === MAX_SEARCHED) break;
      if (state.inFlight === 0 && state.breaker.isSpotless(now)) {
        this.#byId.delete(state.id);
        return;
      }
      second ??= state;
    }
    if (second !== undefined) this.#byId.delete(second.id);
  }
}
