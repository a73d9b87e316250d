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
import type { ProviderModelRecord } from '../registry/registry-records';
import { AdminGuard } from './admin.guard';
import { AdminOperation, ForceQuery, PageQuery, RefParam } from './admin-operation.decorator';
import { flagOf, pageOf, readQuery } from './admin-query';
import { AdminRegistry } from './admin-registry';
import {
  NewProviderModelDto,
  ProviderModelDto,
  ProviderModelPageDto,
  ProviderModelPatchDto,
  readModelPatch,
  readNewModel,
} from './models.dto';

const EXAMPLE = 'OpenAI-Main/gpt-4o';

/** The models that connections offer; a `ref` is an id or `connection/model`. */
@ApiTags('admin')
@UseGuards(AdminGuard)
@Controller('admin/models')
export class ProviderModelsController {
  constructor(@Inject(AdminRegistry) private readonly registry: AdminRegistry) {}

  @Get()
  @Header('cache-control', 'no-store')
  @AdminOperation({ summary: "The connections' models" }, 'INVALID_REQUEST')
  @PageQuery()
  @ApiOkResponse({ type: ProviderModelPageDto })
  list(@Query() query: unknown): Promise<Page<ProviderModelRecord>> {
    return this.registry.models.list(pageOf(readQuery(query, ['limit', 'cursor'])));
  }

  @Get(':ref')
  @Header('cache-control', 'no-store')
  @AdminOperation({ summary: "One of the connections' models" }, 'NOT_FOUND')
  @RefParam(EXAMPLE)
  @ApiOkResponse({ type: ProviderModelDto })
  get(@Param('ref') ref: string): Promise<ProviderModelRecord> {
    return this.registry.models.get(ref);
  }

  @Post()
  @Header('cache-control', 'no-store')
  @AdminOperation({ summary: 'Adds a model to a connection' }, 'INVALID_REQUEST', 'NOT_FOUND', 'CONFLICT')
  @ApiBody({
    type: NewProviderModelDto,
    examples: {
      'GPT-4o': { value: { connection: 'OpenAI-Main', name: 'gpt-4o', context_length: 128_000 } },
    },
  })
  @ApiCreatedResponse({ type: ProviderModelDto })
  create(@Body() body: unknown): Promise<ProviderModelRecord> {
    return this.registry.models.create(readNewModel(body));
  }

  @Patch(':ref')
  @Header('cache-control', 'no-store')
  @AdminOperation({ summary: 'Changes a model' }, 'INVALID_REQUEST', 'NOT_FOUND', 'CONFLICT')
  @RefParam(EXAMPLE)
  @ApiBody({
    type: ProviderModelPatchDto,
    examples: { prices: { value: { prices: { input: 2.5, output: 10, cached_input: 1.25 } } } },
  })
  @ApiOkResponse({ type: ProviderModelDto })
  update(@Param('ref') ref: string, @Body() body: unknown): Promise<ProviderModelRecord> {
    return this.registry.models.update(ref, readModelPatch(body));
  }

  @Delete(':ref')
  @HttpCode(204)
  @AdminOperation({ summary: 'Removes a model' }, 'INVALID_REQUEST', 'NOT_FOUND', 'CONFLICT')
  @RefParam(EXAMPLE)
  @ForceQuery()
  @ApiNoContentResponse({ description: 'Removed.' })
  remove(@Param('ref') ref: string, @Query() query: unknown): Promise<void> {
    const { force } = readQuery(query, ['force']);
    return this.registry.models.remove(ref, { force: flagOf('force', force) });
  }
}
