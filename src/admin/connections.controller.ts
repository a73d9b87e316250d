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
import type { ConnectionRecord, ConnectionTest, ProviderModelRecord } from '../registry/registry-records';
import { AdminGuard } from './admin.guard';
import { AdminOperation, ForceQuery, PageQuery, RefParam } from './admin-operation.decorator';
import { flagOf, pageOf, readQuery } from './admin-query';
import { AdminRegistry } from './admin-registry';
import {
  ConnectionDto,
  ConnectionPageDto,
  ConnectionPatchDto,
  ConnectionTestDto,
  NewConnectionDto,
  readConnectionPatch,
  readNewConnection,
} from './connections.dto';
import { ProviderModelPageDto } from './models.dto';

const EXAMPLE = 'OpenAI-Main';

/** Providers' addresses and credentials. */
@ApiTags('admin')
@UseGuards(AdminGuard)
@Controller('admin/connections')
export class ConnectionsController {
  constructor(@Inject(AdminRegistry) private readonly registry: AdminRegistry) {}

  @Get()
  @Header('cache-control', 'no-store')
  @AdminOperation({ summary: 'The connections' }, 'INVALID_REQUEST')
  @PageQuery()
  @ApiOkResponse({ type: ConnectionPageDto })
  list(@Query() query: unknown): Promise<Page<ConnectionRecord>> {
    return this.registry.connections.list(pageOf(readQuery(query, ['limit', 'cursor'])));
  }

  @Get(':ref')
  @Header('cache-control', 'no-store')
  @AdminOperation({ summary: 'One connection' }, 'NOT_FOUND')
  @RefParam(EXAMPLE)
  @ApiOkResponse({ type: ConnectionDto })
  get(@Param('ref') ref: string): Promise<ConnectionRecord> {
    return this.registry.connections.get(ref);
  }

  @Post()
  @Header('cache-control', 'no-store')
  @AdminOperation({ summary: 'Adds a connection' }, 'INVALID_REQUEST', 'CONFLICT')
  @ApiBody({
    type: NewConnectionDto,
    examples: {
      OpenAI: {
        value: {
          name: EXAMPLE,
          provider: 'openai',
          endpoint: 'https://api.openai.com',
          credential: 'sk-replace-with-your-key',
        },
      },
    },
  })
  @ApiCreatedResponse({ type: ConnectionDto })
  create(@Body() body: unknown): Promise<ConnectionRecord> {
    return this.registry.connections.create(readNewConnection(body));
  }

  @Patch(':ref')
  @Header('cache-control', 'no-store')
  @AdminOperation({ summary: 'Changes a connection' }, 'INVALID_REQUEST', 'NOT_FOUND', 'CONFLICT')
  @RefParam(EXAMPLE)
  @ApiBody({ type: ConnectionPatchDto, examples: { enabled: { value: { enabled: true } } } })
  @ApiOkResponse({ type: ConnectionDto })
  update(@Param('ref') ref: string, @Body() body: unknown): Promise<ConnectionRecord> {
    return this.registry.connections.update(ref, readConnectionPatch(body));
  }

  @Delete(':ref')
  @HttpCode(204)
  @AdminOperation({ summary: 'Removes a connection' }, 'INVALID_REQUEST', 'NOT_FOUND', 'CONFLICT')
  @RefParam(EXAMPLE)
  @ForceQuery()
  @ApiNoContentResponse({ description: 'Removed.' })
  remove(@Param('ref') ref: string, @Query() query: unknown): Promise<void> {
    const { force } = readQuery(query, ['force']);
    return this.registry.connections.remove(ref, { force: flagOf('force', force) });
  }

  @Post(':ref/test')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @AdminOperation(
    { summary: 'Tests a connection', description: 'One cheap authenticated call; the outcome is kept.' },
    'NOT_FOUND',
  )
  @RefParam(EXAMPLE)
  @ApiOkResponse({ type: ConnectionTestDto })
  test(@Param('ref') ref: string): Promise<ConnectionTest> {
    return this.registry.connections.test(ref);
  }

  @Post(':ref/discover')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @AdminOperation(
    {
      summary: 'Adds the models that the provider lists',
      description: 'Answers with those that were added.',
    },
    'NOT_FOUND',
  )
  @RefParam(EXAMPLE)
  @ApiOkResponse({ type: ProviderModelPageDto })
  async discover(@Param('ref') ref: string): Promise<Page<ProviderModelRecord>> {
    return { data: await this.registry.connections.discover(ref), next_cursor: null };
  }
}
