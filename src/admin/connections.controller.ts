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
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiQuery,
  ApiOkResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { Page } from '../registry/registry-admin';
import type { ConnectionRecord, ConnectionTest, ProviderModelRecord } from '../registry/registry-records';
import { AdminGuard } from './admin.guard';
import {
  BODIES,
  CONNECTION,
  CONNECTION_RECORD,
  CONNECTION_TEST,
  MODEL_RECORD,
  pageWith,
} from './admin-examples';
import { AdminOperation, ForceQuery, PageQuery, RefParam } from './admin-operation.decorator';
import { flagOf, pageOf, readQuery } from './admin-query';
import { AdminRegistry } from './admin-registry';
import {
  ConnectionDto,
  ConnectionPageDto,
  ConnectionPatchDto,
  ConnectionTestDto,
  NewConnectionDto,
  CONNECTION_PATCH,
  NEW_CONNECTION,
} from './connections.dto';
import { ProviderModelPageDto } from './models.dto';

/** Providers' addresses and credentials. */
@ApiTags('admin')
@UseGuards(AdminGuard)
@Controller('admin/connections')
export class ConnectionsController {
  constructor(@Inject(AdminRegistry) private readonly registry: AdminRegistry) {}

  @Get()
  @Header('cache-control', 'no-store')
  @AdminOperation({ operationId: 'listConnections', summary: 'The connections' }, 'INVALID_REQUEST')
  @PageQuery()
  @ApiOkResponse({ type: ConnectionPageDto, example: pageWith(CONNECTION_RECORD) })
  list(@Query() query: unknown): Promise<Page<ConnectionRecord>> {
    return this.registry.connections.list(pageOf(readQuery(query, ['limit', 'cursor'])));
  }

  @Get(':ref')
  @Header('cache-control', 'no-store')
  @AdminOperation({ operationId: 'getConnection', summary: 'One connection' }, 'NOT_FOUND')
  @RefParam(CONNECTION)
  @ApiOkResponse({ type: ConnectionDto, example: CONNECTION_RECORD })
  get(@Param('ref') ref: string): Promise<ConnectionRecord> {
    return this.registry.connections.get(ref);
  }

  @Post()
  @Header('cache-control', 'no-store')
  @AdminOperation(
    { operationId: 'createConnection', summary: 'Adds a connection' },
    'INVALID_REQUEST',
    'CONFLICT',
  )
  @ApiBody({ type: NewConnectionDto, examples: BODIES.newConnection })
  @ApiQuery({
    name: 'test',
    required: false,
    schema: { type: 'boolean', default: false },
    description:
      'Test it first: `last_test` says how that went; with a credential that is refused nothing is stored.',
  })
  @ApiCreatedResponse({ type: ConnectionDto, example: CONNECTION_RECORD })
  create(@Body(NEW_CONNECTION) body: NewConnectionDto, @Query() query: unknown): Promise<ConnectionRecord> {
    const { test } = readQuery(query, ['test']);
    return this.registry.connections.create(body, { test: flagOf('test', test) });
  }

  @Patch(':ref')
  @Header('cache-control', 'no-store')
  @AdminOperation(
    { operationId: 'updateConnection', summary: 'Changes a connection' },
    'INVALID_REQUEST',
    'NOT_FOUND',
    'CONFLICT',
  )
  @RefParam(CONNECTION)
  @ApiBody({ type: ConnectionPatchDto, examples: BODIES.connectionPatch })
  @ApiOkResponse({ type: ConnectionDto, example: CONNECTION_RECORD })
  update(
    @Param('ref') ref: string,
    @Body(CONNECTION_PATCH) body: ConnectionPatchDto,
  ): Promise<ConnectionRecord> {
    return this.registry.connections.update(ref, body);
  }

  @Delete(':ref')
  @HttpCode(204)
  @AdminOperation(
    {
      operationId: 'deleteConnection',
      summary: 'Removes a connection',
      description: 'The example forces it, since the models that were discovered above use the connection.',
    },
    'INVALID_REQUEST',
    'NOT_FOUND',
    'CONFLICT',
  )
  @RefParam(CONNECTION)
  @ForceQuery(true)
  @ApiNoContentResponse({ description: 'Removed.' })
  remove(@Param('ref') ref: string, @Query() query: unknown): Promise<void> {
    const { force } = readQuery(query, ['force']);
    return this.registry.connections.remove(ref, { force: flagOf('force', force) });
  }

  @Post(':ref/test')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @AdminOperation(
    {
      operationId: 'testConnection',
      summary: 'Tests a connection',
      description: 'One cheap authenticated call; the outcome is kept.',
    },
    'NOT_FOUND',
  )
  @RefParam(CONNECTION)
  @ApiOkResponse({ type: ConnectionTestDto, example: CONNECTION_TEST })
  test(@Param('ref') ref: string): Promise<ConnectionTest> {
    return this.registry.connections.test(ref);
  }

  @Post(':ref/discover')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @AdminOperation(
    {
      operationId: 'discoverModels',
      summary: 'Adds the models that the provider lists',
      description: 'Answers with those that were added.',
    },
    'NOT_FOUND',
  )
  @RefParam(CONNECTION)
  @ApiOkResponse({ type: ProviderModelPageDto, example: pageWith(MODEL_RECORD) })
  async discover(@Param('ref') ref: string): Promise<Page<ProviderModelRecord>> {
    return { data: await this.registry.connections.discover(ref), next_cursor: null };
  }
}
