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
import { HealthChecks } from './health-checks';

/** What both probes answer. */
interface HealthReport {
  readonly status: 'ok' | 'degraded' | 'unavailable';
  readonly version: string;
  readonly checks: HealthIndicatorResult;
}

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
    private readonly checks: HealthChecks,
    @Inject(Settings) private readonly settings: Settings,
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
    const { status, reason, others } = this.checks.state();
    if (reason !== undefined) reply.code(503);
    return {
      status,
      version: this.settings.version,
      checks: { ...(reason === undefined ? requests.up() : requests.down({ reason })), ...others },
    };
  }
}
