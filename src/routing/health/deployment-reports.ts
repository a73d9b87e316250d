import { Inject, Injectable } from '@nestjs/common';
import { DeploymentMetrics } from '../../metrics/deployment-metrics';
import { RegistryView } from '../../registry/memory/registry-view';
import type { ConnectionEntry } from '../../registry/memory/registry-view';
import type { BreakerState } from './breaker';
import type { DeploymentReport } from './deployment-report';
import { DeploymentHealth } from './deployment-health';
import type { DeploymentState } from './deployment-state';
import { DeploymentStates } from './deployment-states';

const MEDIAN = 0.5;
const HIGH = 0.95;
/** From the best to the worst. */
const STATES = ['closed', 'half_open', 'open'] as const satisfies readonly BreakerState[];

/** Shows how deployments fare: those of the registry and of the provider file, and others that were called. */
@Injectable()
export class DeploymentReports {
  constructor(
    private readonly states: DeploymentStates,
    private readonly health: DeploymentHealth,
    @Inject(RegistryView) private readonly registry: RegistryView,
    metrics: DeploymentMetrics,
  ) {
    metrics.setSource(() => {
      const { registered, others } = this.#found();
      return { registered: registered.sort(byId), others: others.sort(byId) };
    });
  }

  /** Sorted by id. */
  all(): readonly DeploymentReport[] {
    const { registered, others } = this.#found();
    return [...registered, ...others].sort(byId);
  }

  #found(): { readonly registered: DeploymentReport[]; readonly others: DeploymentReport[] } {
    const reports = new Map<string, DeploymentReport>();
    const others: DeploymentReport[] = [];
    for (const connection of this.registry.connections()) {
      for (const { name } of this.registry.models(connection)) {
        const report = this.#report(connection, name);
        reports.set(report.id, report);
      }
    }
    for (const { id } of this.states.all()) {
      const report = reports.has(id) ? undefined : this.get(id);
      // Internal keys may name models that nobody has: those that never answered are noise.
      if (report !== undefined && (report.success_rate ?? 0) > 0) others.push(report);
    }
    return { registered: [...reports.values()], others };
  }

  /** @param id `connection/model`; @returns undefined where there is no such connection, or nothing is known of the model */
  get(id: string): DeploymentReport | undefined {
    const slash = id.indexOf('/');
    const connection = slash > 0 ? this.registry.connection(id.slice(0, slash)) : undefined;
    if (connection === undefined) return undefined;
    const model = id.slice(slash + 1);
    const isKnown =
      this.registry.model(connection, model) !== undefined || this.states.known(id) !== undefined;
    return isKnown ? this.#report(connection, model) : undefined;
  }

  #report(connection: ConnectionEntry, model: string): DeploymentReport {
    const id = `${connection.name}/${model}`;
    const state = this.states.known(id);
    const now = performance.now();
    const { ok, failed } = state?.outcomes.counts(now) ?? { ok: 0, failed: 0 };
    const last = state?.lastFailure;
    const keptAway = state?.callersKeptAway(now).length ?? 0;
    return {
      id,
      connection: connection.name,
      provider: connection.provider,
      model,
      ...this.#stateOf(connection, state, now),
      keys_kept_away: keptAway,
      since: state === undefined ? null : new Date(state.since).toISOString(),
      last_error: last === undefined ? null : { kind: last.kind, at: new Date(last.at).toISOString() },
      first_token_p50_ms: rounded(state?.firstToken.percentileMs(MEDIAN)),
      first_token_p95_ms: rounded(state?.firstToken.percentileMs(HIGH)),
      in_flight: state?.inFlight ?? 0,
      attempts: ok + failed,
      success_rate: ok + failed === 0 ? null : Math.round((ok / (ok + failed)) * 1_000) / 1_000,
    };
  }

  #stateOf(
    connection: ConnectionEntry,
    state: DeploymentState | undefined,
    now: number,
  ): Pick<DeploymentReport, 'state' | 'retry_in_ms'> {
    const credential = this.health.credentialBreaker(connection);
    const breakers = [state?.breaker, ...(state?.callersKeptAway(now) ?? []), credential];
    let worst = 0;
    let waitMs = 0;
    for (const breaker of breakers) {
      if (breaker === undefined) continue;
      worst = Math.max(worst, STATES.indexOf(breaker.state(now)));
      waitMs = Math.max(waitMs, breaker.waitMs(now));
    }
    return {
      state: state?.draining === true ? 'draining' : (STATES[worst] ?? 'closed'),
      retry_in_ms: waitMs > 0 ? Math.round(waitMs) : null,
    };
  }
}

function rounded(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms);
}

function byId(one: DeploymentReport, other: DeploymentReport): number {
  return one.id < other.id ? -1 : 1;
}
