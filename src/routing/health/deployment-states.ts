import { Inject, Injectable } from '@nestjs/common';
import type { Deployment } from '../../catalogue/deployment';
import type { ConnectionEntry } from '../../registry/memory/registry-view';
import { Settings } from '../../config/settings';
import type { BreakerRules } from './breaker';
import { DeploymentState } from './deployment-state';
import { keepNewest } from './keep-newest';
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
 * What is remembered of each deployment that was asked since the start. At the upstream of the mode each model is one, so that
 * what one of them fails costs no other its retries; its breaker never opens (docs/adr/0023).
 */
@Injectable()
export class DeploymentStates {
  readonly rules: BreakerRules;
  private readonly budget: BudgetRules;
  readonly #byId = new Map<string, DeploymentState>();
  /** By model, at the upstream of the mode. */
  readonly #ofMode = new Map<string, DeploymentState>();

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

  /** Takes from a deployment's retry budget. @returns false where that is used up */
  spendRetry(deployment: Deployment): boolean {
    return this.of(deployment).retries.spend(performance.now());
  }

  /** Made at the first use. */
  of({
    id,
    connection,
    remoteModel,
  }: Pick<Deployment, 'id' | 'connection' | 'remoteModel'>): DeploymentState {
    if (connection === undefined) return this.#ofMode.get(remoteModel) ?? this.#makeOfMode(id, remoteModel);
    return this.named(id, connection);
  }

  /** The same by its name, `connection/model`. */
  named(
    id: string,
    { id: connectionId, revision }: Pick<ConnectionEntry, 'id' | 'revision'>,
  ): DeploymentState {
    const known = this.#byId.get(id);
    const now = known?.connection;
    if (known === undefined || now?.id !== connectionId || now.revision < revision)
      return this.#make(id, { id: connectionId, revision }, known);
    if (now.revision === revision) return known;
    // Calls that began before the connection was changed: how they fare says nothing about what it is now.
    return new DeploymentState(id, { id: connectionId, revision }, this.rules, this.budget, known);
  }

  /** Only if it was asked since the start. */
  known(id: string): DeploymentState | undefined {
    return this.#byId.get(id);
  }

  all(): Iterable<DeploymentState> {
    return this.#byId.values();
  }

  #makeOfMode(id: string, model: string): DeploymentState {
    const state = new DeploymentState(id, undefined, NEVER, this.budget);
    keepNewest(this.#ofMode, model, state, MAX_STATES);
    return state;
  }

  #make(
    id: string,
    connection: Pick<ConnectionEntry, 'id' | 'revision'>,
    before: DeploymentState | undefined,
  ): DeploymentState {
    const state = new DeploymentState(id, connection, this.rules, this.budget, before);
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
