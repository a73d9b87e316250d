import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import type { HealthIndicatorResult } from '@nestjs/terminus';
import { SkipThrottle } from '@nestjs/throttler';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/public.decorator';
import { Settings } from '../config/settings';
import { ShutdownService } from '../shutdown/shutdown.service';

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
    private readonly shutdown: ShutdownService,
    @Inject(Settings) private readonly settings: Settings,
  ) {}

  /** Liveness: the process answers. Never asks anything of anyone else. */
  @Get()
  @ApiOperation({ summary: 'Liveness: the process answers' })
  @ApiOkResponse({ description: 'Alive', schema: REPORT })
  async live(): Promise<HealthReport> {
    const { details } = await this.health.check([]);
    return { status: 'ok', version: this.settings.version, checks: details };
  }

  /** Readiness: this process can take requests. */
  @Get('ready')
  @ApiOperation({ summary: 'Readiness: the service can take requests' })
  @ApiOkResponse({ description: 'Ready, maybe degraded', schema: REPORT })
  @ApiServiceUnavailableResponse({ description: 'Not ready: draining', schema: REPORT })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthReport> {
    const checks = this.indicator.check('requests');
    const taking = this.shutdown.draining ? checks.down({ reason: 'draining' }) : checks.up();
    if (this.shutdown.draining) reply.code(503);
    return {
      status: this.shutdown.draining ? 'unavailable' : 'ok',
      version: this.settings.version,
      checks: taking,
    };
  }
}
