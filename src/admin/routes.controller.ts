import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../registry/registry-admin';
import type { RouteRecord } from '../registry/registry-records';
import { AdminGuard } from './admin.guard';
import { BODIES, pageWith, ROUTE, ROUTE_RECORD } from './admin-examples';
import { AdminOperation, PageQuery, RefParam } from './admin-operation.decorator';
import { pageOf, readQuery } from './admin-query';
import { AdminRegistry } from './admin-registry';
import { NEW_ROUTE, NewRouteDto, ROUTE_PATCH, RouteDto, RoutePageDto, RoutePatchDto } from './routes.dto';

const REF = 'Id or name.';

/** What is said of a name that deployments are behind. */
@ApiTags('admin')
@UseGuards(AdminGuard)
@Controller('admin/routes')
export class RoutesController {
  constructor(@Inject(AdminRegistry) private readonly registry: AdminRegistry) {}

  @Get()
  @Header('cache-control', 'no-store')
  @AdminOperation({ operationId: 'listRoutes', summary: 'The routes' }, 'INVALID_REQUEST')
  @PageQuery()
  @ApiOkResponse({ type: RoutePageDto, example: pageWith(ROUTE_RECORD) })
  list(@Query() query: unknown): Promise<Page<RouteRecord>> {
    return this.registry.routes.list(pageOf(readQuery(query, ['limit', 'cursor'])));
  }

  @Get(':ref')
  @Header('cache-control', 'no-store')
  @AdminOperation({ operationId: 'getRoute', summary: 'One route' }, 'NOT_FOUND')
  @RefParam(ROUTE, REF)
  @ApiOkResponse({ type: RouteDto, example: ROUTE_RECORD })
  get(@Param('ref') ref: string): Promise<RouteRecord> {
    return this.registry.routes.get(ref);
  }

  @Post()
  @Header('cache-control', 'no-store')
  @AdminOperation(
    {
      operationId: 'createRoute',
      summary: 'Says how the deployments behind a name are chosen, and what becomes of their failures',
      description: 'In place of what the provider file says of the same name.',
    },
    'INVALID_REQUEST',
    'CONFLICT',
  )
  @ApiBody({ type: NewRouteDto, examples: BODIES.newRoute })
  @ApiCreatedResponse({ type: RouteDto, example: ROUTE_RECORD })
  create(@Body(NEW_ROUTE) body: NewRouteDto): Promise<RouteRecord> {
    return this.registry.routes.create(body);
  }

  @Patch(':ref')
  @Header('cache-control', 'no-store')
  @AdminOperation({ operationId: 'updateRoute', summary: 'Changes a route' }, 'INVALID_REQUEST', 'NOT_FOUND')
  @RefParam(ROUTE, REF)
  @ApiBody({ type: RoutePatchDto, examples: BODIES.routePatch })
  @ApiOkResponse({ type: RouteDto, example: ROUTE_RECORD })
  update(@Param('ref') ref: string, @Body(ROUTE_PATCH) body: RoutePatchDto): Promise<RouteRecord> {
    return this.registry.routes.update(ref, body);
  }

  @Delete(':ref')
  @HttpCode(204)
  @AdminOperation({ operationId: 'deleteRoute', summary: 'Removes a route' }, 'NOT_FOUND')
  @RefParam(ROUTE, REF)
  @ApiNoContentResponse({ description: 'Removed.' })
  remove(@Param('ref') ref: string): Promise<void> {
    return this.registry.routes.remove(ref);
  }
}
