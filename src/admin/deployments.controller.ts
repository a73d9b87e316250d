import { Controller, Get, Header, HttpCode, Param, Post, Query, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../registry/registry-admin';
import { DeploymentControl } from '../routing/health/deployment-control';
import type { DeploymentReport } from '../routing/health/deployment-report';
import { AdminGuard } from './admin.guard';
import { DEPLOYMENT_REPORT, MODEL_REF, pageWith } from './admin-examples';
import { AdminOperation, PageQuery, RefParam } from './admin-operation.decorator';
import { pageOf, readQuery } from './admin-query';
import { DeploymentDto, DeploymentPageDto } from './deployments.dto';

const REF = '`connection/model`, percent-encoded.';

/** How the deployments fare in this process, and what can be done to them by hand. */
@ApiTags('admin')
@UseGuards(AdminGuard)
@Controller('admin/deployments')
export class DeploymentsController {
  constructor(private readonly control: DeploymentControl) {}

  @Get()
  @Header('cache-control', 'no-store')
  @AdminOperation(
    {
      operationId: 'listDeployments',
      summary: 'How the deployments fare',
      description: 'In the process that answers: each replica keeps its own breakers and figures.',
    },
    'INVALID_REQUEST',
  )
  @PageQuery()
  @ApiOkResponse({ type: DeploymentPageDto, example: pageWith(DEPLOYMENT_REPORT) })
  list(@Query() query: unknown): Page<DeploymentReport> {
    return this.control.list(pageOf(readQuery(query, ['limit', 'cursor'])));
  }

  @Get(':ref')
  @Header('cache-control', 'no-store')
  @AdminOperation({ operationId: 'getDeployment', summary: 'How a deployment fares' }, 'NOT_FOUND')
  @RefParam(MODEL_REF, REF)
  @ApiOkResponse({ type: DeploymentDto, example: DEPLOYMENT_REPORT })
  get(@Param('ref') ref: string): DeploymentReport {
    return this.control.get(ref);
  }

  @Post(':ref/drain')
  @HttpCode(200)
  @AdminOperation(
    {
      operationId: 'drainDeployment',
      summary: 'Takes a deployment out for maintenance',
      description:
        'Calls that run there go on; new ones go elsewhere. In this process, until it is put back or restarted.',
    },
    'NOT_FOUND',
  )
  @RefParam(MODEL_REF, REF)
  @ApiOkResponse({ type: DeploymentDto, example: { ...DEPLOYMENT_REPORT, state: 'draining' } })
  drain(@Param('ref') ref: string): DeploymentReport {
    return this.control.drain(ref, true);
  }

  @Post(':ref/undrain')
  @HttpCode(200)
  @AdminOperation(
    { operationId: 'undrainDeployment', summary: 'Puts a deployment back after maintenance' },
    'NOT_FOUND',
  )
  @RefParam(MODEL_REF, REF)
  @ApiOkResponse({ type: DeploymentDto, example: DEPLOYMENT_REPORT })
  undrain(@Param('ref') ref: string): DeploymentReport {
    return this.control.drain(ref, false);
  }

  @Post(':ref/reset')
  @HttpCode(200)
  @AdminOperation(
    {
      operationId: 'resetDeployment',
      summary: "Closes a deployment's breakers",
      description: "Its connection's too. It is asked again at once; one that is drained stays so.",
    },
    'NOT_FOUND',
  )
  @RefParam(MODEL_REF, REF)
  @ApiOkResponse({ type: DeploymentDto, example: DEPLOYMENT_REPORT })
  reset(@Param('ref') ref: string): DeploymentReport {
    return this.control.reset(ref);
  }
}
