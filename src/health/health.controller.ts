import { Controller, Get, Inject, Res } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '../api-description/api.decorators';
import { HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import { SkipThrottle } from '@nestjs/throttler';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/public.decorator';
import { Settings } from '../config/settings';
import { BucketStore } from '../admission/buckets/bucket-store';
import { ModelList } from '../catalogue/model-list.service';
import { DeploymentReports } from '../routing/health/deployment-reports';
import { RegistryView } from '../registry/memory/registry-view';
import { Ledger } from '../ledger/ledger';
import { Readiness } from './readiness';

/** What both probes answer. */
interface HealthReport {
  readonly status: 'ok' | 'degraded' | 'unavailable';
  readonly version: string;
  readonly checks: HealthIndicatorResult;
}

/** Deployments that readiness names. */
const MAX_NAMED = 10;
const REPORT = { $ref: '#/components/schemas/HealthReport' };

/** Probes for Kubernetes. */
@ApiTags('health')
@Public()
@SkipThrottle()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicator: HealthIndicatorService,
    private readonly readiness: Readiness,
    private readonly models: ModelList,
    @Inject(RegistryView) private readonly registry: RegistryView,
    @Inject(BucketStore) private readonly buckets: BucketStore,
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(Settings) private readonly settings: Settings,
    private readonly deployments: DeploymentReports,
  ) {}

  /** Liveness: the process answers. Never asks anything of anyone else. */
  @Get()
  @ApiOperation({ operationId: 'getLiveness', summary: 'Liveness: the process answers' })
  @ApiOkResponse({ description: 'Alive', schema: REPORT })
  async live(): Promise<HealthReport> {
    const { details } = await this.health.check([]);
    return { status: 'ok', version: this.settings.version, checks: details };
  }

  /**
   * Readiness: this process can take requests. An upstream that is away makes it degraded and not unready: taking every
   * replica out would hide our 502 from callers.
   */
  @Get('ready')
  @ApiOperation({ operationId: 'getReadiness', summary: 'Readiness: the service can take requests' })
  @ApiOkResponse({ description: 'Ready, maybe degraded', schema: REPORT })
  @ApiServiceUnavailableResponse({
    description: 'Not ready: draining, or without any provider',
    schema: REPORT,
  })
  ready(@Res({ passthrough: true }) reply: FastifyReply): HealthReport {
    const requests = this.indicator.check('requests');
    const { status, reason, others } = this.state();
    if (reason !== undefined) reply.code(503);
    return {
      status,
      version: this.settings.version,
      checks: { ...(reason === undefined ? requests.up() : requests.down({ reason })), ...others },
    };
  }

  /** What readiness is, and why calls would fail now. */
  state(): {
    readonly status: HealthReport['status'];
    readonly reason: string | undefined;
    readonly others: HealthIndicatorResult;
  } {
    const reason = this.readiness.missing();
    const others: HealthIndicatorResult = {
      ...this.upstream(),
      ...this.database(),
      ...this.recording(),
      ...this.sharedLimits(),
      ...this.open(),
    };
    const whole = Object.values(others).every(({ status }) => status === 'up');
    return { status: reason === undefined ? (whole ? 'ok' : 'degraded') : 'unavailable', reason, others };
  }

  private database(): HealthIndicatorResult {
    const check = this.indicator.check('database');
    const { trouble } = this.registry;
    return trouble === undefined ? check.up() : check.down({ reason: trouble });
  }

  private recording(): HealthIndicatorResult {
    const { state } = this.ledger;
    if (state === undefined) return {};
    const check = this.indicator.check('ledger');
    if (state.trouble === 'full') return check.down({ reason: 'the journal is full' });
    if (state.trouble === 'disk') return check.down({ reason: "the journal's disk takes nothing" });
    return state.reachable ? check.up() : check.down({ reason: 'its database is not reachable' });
  }

  private sharedLimits(): HealthIndicatorResult {
    const { server } = this.buckets;
    if (server === undefined) return {};
    const check = this.indicator.check('shared_limits');
    return server.reachable ? check.up() : check.down({ reason: server.lastError ?? 'not reachable' });
  }

  /** Deployments that keep failing; named, because those are what an operator looks for. */
  private open(): HealthIndicatorResult {
    const open = this.deployments.all().filter(({ state }) => state === 'open' || state === 'half_open');
    if (open.length === 0) return {};
    const named = open.slice(0, MAX_NAMED).map(({ id }) => id);
    const more = open.length > MAX_NAMED ? ` and ${open.length - MAX_NAMED} more` : '';
    const reason = `failing, not asked for a while: ${named.join(', ')}${more}`;
    return this.indicator.check('deployments').down({ reason });
  }

  private upstream(): HealthIndicatorResult {
    if (this.settings.llmMode === 'direct') return {};
    const { name, reachable, lastError } = this.models.upstream;
    const check = this.indicator.check(name);
    return reachable ? check.up() : check.down({ reason: lastError ?? 'not reachable' });
  }
}
