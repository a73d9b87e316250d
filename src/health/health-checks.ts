import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import { BucketStore } from '../admission/buckets/bucket-store';
import { ModelList } from '../catalogue/model-list.service';
import { Settings } from '../config/settings';
import { Ledger } from '../ledger/ledger';
import { HealthMetrics } from '../metrics/health-metrics';
import { RegistryView } from '../registry/memory/registry-view';
import { DeploymentReports } from '../routing/health/deployment-reports';
import { Readiness } from './readiness';

/** Deployments that readiness names. */
const MAX_NAMED = 10;

/** What readiness is, and what around the service is away. */
export interface HealthState {
  readonly status: 'ok' | 'degraded' | 'unavailable';
  /** Why calls would fail now; undefined where requests can be taken. */
  readonly reason: string | undefined;
  /** By the name of what was looked at, without the readiness itself. */
  readonly others: HealthIndicatorResult;
}

/** Looks at what the service depends on, for the probe, the start page and the metrics. Never asks anything of anyone else. */
@Injectable()
export class HealthChecks {
  constructor(
    private readonly indicator: HealthIndicatorService,
    private readonly readiness: Readiness,
    private readonly models: ModelList,
    @Inject(RegistryView) private readonly registry: RegistryView,
    @Inject(BucketStore) private readonly buckets: BucketStore,
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(Settings) private readonly settings: Settings,
    private readonly deployments: DeploymentReports,
    metrics: HealthMetrics,
  ) {
    metrics.setSource(() => this.#measured());
  }

  state(): HealthState {
    const reason = this.readiness.missing();
    const others = { ...this.#around(), ...this.#open() };
    const whole = Object.values(others).every(({ status }) => status === 'up');
    return { status: reason === undefined ? (whole ? 'ok' : 'degraded') : 'unavailable', reason, others };
  }

  /** Deployments have a metric of their own. */
  #measured(): Iterable<readonly [string, boolean]> {
    const around = Object.entries(this.#around()).map(
      ([name, { status }]) => [name, status === 'up'] as const,
    );
    return [['requests', this.readiness.missing() === undefined], ...around];
  }

  #around(): HealthIndicatorResult {
    return { ...this.#upstream(), ...this.#database(), ...this.#recording(), ...this.#sharedLimits() };
  }

  #database(): HealthIndicatorResult {
    const check = this.indicator.check('database');
    const { trouble } = this.registry;
    return trouble === undefined ? check.up() : check.down({ reason: trouble });
  }

  #recording(): HealthIndicatorResult {
    const { state } = this.ledger;
    if (state === undefined) return {};
    const check = this.indicator.check('ledger');
    if (state.trouble === 'full') return check.down({ reason: 'the journal is full' });
    if (state.trouble === 'disk') return check.down({ reason: "the journal's disk takes nothing" });
    if (state.reachable) return check.up();
    return check.down({ reason: `its database is ${state.failure?.trouble ?? 'not reachable'}` });
  }

  #sharedLimits(): HealthIndicatorResult {
    const { server } = this.buckets;
    if (server === undefined) return {};
    const check = this.indicator.check('shared_limits');
    return server.reachable ? check.up() : check.down({ reason: server.lastError ?? 'not reachable' });
  }

  /** Deployments that keep failing; named, because those are what an operator looks for. */
  #open(): HealthIndicatorResult {
    const open = this.deployments.all().filter(({ state }) => state === 'open' || state === 'half_open');
    if (open.length === 0) return {};
    const named = open.slice(0, MAX_NAMED).map(({ id }) => id);
    const more = open.length > MAX_NAMED ? ` and ${open.length - MAX_NAMED} more` : '';
    const reason = `failing, not asked for a while: ${named.join(', ')}${more}`;
    return this.indicator.check('deployments').down({ reason });
  }

  #upstream(): HealthIndicatorResult {
    if (this.settings.llmMode === 'direct') return {};
    const { name, reachable, lastError } = this.models.upstream;
    const check = this.indicator.check(name);
    return reachable ? check.up() : check.down({ reason: lastError ?? 'not reachable' });
  }
}
