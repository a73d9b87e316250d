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
import { BODIES, MODEL_RECORD, MODEL_REF, pageWith } from './admin-examples';
import { AdminOperation, ForceQuery, PageQuery, RefParam } from './admin-operation.decorator';
import { flagOf, pageOf, readQuery } from './admin-query';
import { AdminRegistry } from './admin-registry';
import {
  NewProviderModelDto,
  ProviderModelDto,
  ProviderModelPageDto,
  ProviderModelPatchDto,
  MODEL_PATCH,
  NEW_MODEL,
} from './models.dto';

/** The models that connections offer; a `ref` is an id or `connection/model`. */
@ApiTags('admin')
@UseGuards(AdminGuard)
@Controller('admin/models')
export class ProviderModelsController {
  constructor(@Inject(AdminRegistry) private readonly registry: AdminRegistry) {}

  @Get()
  @Header('cache-control', 'no-store')
  @AdminOperation(
    { operationId: 'listProviderModels', summary: "The connections' models" },
    'INVALID_REQUEST',
  )
  @PageQuery()
  @ApiOkResponse({ type: ProviderModelPageDto, example: pageWith(MODEL_RECORD) })
  list(@Query() query: unknown): Promise<Page<ProviderModelRecord>> {
    return this.registry.models.list(pageOf(readQuery(query, ['limit', 'cursor'])));
  }

  @Get(':ref')
  @Header('cache-control', 'no-store')
  @AdminOperation({ operationId: 'getProviderModel', summary: "One of the connections' models" }, 'NOT_FOUND')
  @RefParam(MODEL_REF)
  @ApiOkResponse({ type: ProviderModelDto, example: MODEL_RECORD })
  get(@Param('ref') ref: string): Promise<ProviderModelRecord> {
    return this.registry.models.get(ref);
  }

  @Post()
  @Header('cache-control', 'no-store')
  @AdminOperation(
    { operationId: 'createProviderModel', summary: 'Adds a model to a connection' },
    'INVALID_REQUEST',
    'NOT_FOUND',
    'CONFLICT',
  )
  @ApiBody({ type: NewProviderModelDto, examples: BODIES.newModel })
  @ApiCreatedResponse({ type: ProviderModelDto, example: MODEL_RECORD })
  create(@Body(NEW_MODEL) body: NewProviderModelDto): Promise<ProviderModelRecord> {
    return this.registry.models.create(body);
  }

  @Patch(':ref')
  @Header('cache-control', 'no-store')
  @AdminOperation(
    { operationId: 'updateProviderModel', summary: 'Changes a model' },
    'INVALID_REQUEST',
    'NOT_FOUND',
    'CONFLICT',
  )
  @RefParam(MODEL_REF)
  @ApiBody({ type: ProviderModelPatchDto, examples: BODIES.modelPatch })
  @ApiOkResponse({ type: ProviderModelDto, example: MODEL_RECORD })
  update(
    @Param('ref') ref: string,
    @Body(MODEL_PATCH) body: ProviderModelPatchDto,
  ): Promise<ProviderModelRecord> {
    return this.registry.models.update(ref, body);
  }

  @Delete(':ref')
  @HttpCode(204)
  @AdminOperation(
    { operationId: 'deleteProviderModel', summary: 'Removes a model' },
    'INVALID_REQUEST',
    'NOT_FOUND',
    'CONFLICT',
  )
  @RefParam(MODEL_REF)
  @ForceQuery()
  @ApiNoContentResponse({ description: 'Removed.' })
  remove(@Param('ref') ref: string, @Query() query: unknown): Promise<void> {
    const { force } = readQuery(query, ['force']);
    return this.registry.models.remove(ref, { force: flagOf('force', force) });
  }
}
