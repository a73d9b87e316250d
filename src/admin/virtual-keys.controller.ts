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
import type { MadeVirtualKey, VirtualKeyRecord } from '../registry/registry-records';
import { AdminGuard } from './admin.guard';
import { BODIES, MADE_VIRTUAL_KEY, VIRTUAL_KEY, VIRTUAL_KEY_RECORD, pageWith } from './admin-examples';
import { AdminOperation, ForceQuery, PageQuery, RefParam } from './admin-operation.decorator';
import { flagOf, pageOf, readQuery } from './admin-query';
import { AdminRegistry } from './admin-registry';
import {
  MadeVirtualKeyDto,
  NewVirtualKeyDto,
  VirtualKeyDto,
  VirtualKeyPageDto,
  VirtualKeyPatchDto,
  VirtualKeyRotationDto,
  NEW_VIRTUAL_KEY,
  ROTATION,
  VIRTUAL_KEY_PATCH,
} from './virtual-keys.dto';

/** The keys that callers use. */
@ApiTags('admin')
@UseGuards(AdminGuard)
@Controller('admin/virtual-keys')
export class VirtualKeysController {
  constructor(@Inject(AdminRegistry) private readonly registry: AdminRegistry) {}

  @Get()
  @Header('cache-control', 'no-store')
  @AdminOperation({ operationId: 'listVirtualKeys', summary: 'The virtual keys' }, 'INVALID_REQUEST')
  @PageQuery()
  @ApiOkResponse({ type: VirtualKeyPageDto, example: pageWith(VIRTUAL_KEY_RECORD) })
  list(@Query() query: unknown): Promise<Page<VirtualKeyRecord>> {
    return this.registry.virtualKeys.list(pageOf(readQuery(query, ['limit', 'cursor'])));
  }

  @Get(':ref')
  @Header('cache-control', 'no-store')
  @AdminOperation({ operationId: 'getVirtualKey', summary: 'One virtual key' }, 'NOT_FOUND')
  @RefParam(VIRTUAL_KEY)
  @ApiOkResponse({ type: VirtualKeyDto, example: VIRTUAL_KEY_RECORD })
  get(@Param('ref') ref: string): Promise<VirtualKeyRecord> {
    return this.registry.virtualKeys.get(ref);
  }

  @Post()
  @Header('cache-control', 'no-store')
  @AdminOperation(
    {
      operationId: 'createVirtualKey',
      summary: 'Adds a virtual key',
      description: 'The answer alone holds the key itself.',
    },
    'INVALID_REQUEST',
    'NOT_FOUND',
    'CONFLICT',
  )
  @ApiBody({ type: NewVirtualKeyDto, examples: BODIES.newVirtualKey })
  @ApiCreatedResponse({ type: MadeVirtualKeyDto, example: MADE_VIRTUAL_KEY })
  create(@Body(NEW_VIRTUAL_KEY) body: NewVirtualKeyDto): Promise<MadeVirtualKey> {
    return this.registry.virtualKeys.create(body);
  }

  @Patch(':ref')
  @Header('cache-control', 'no-store')
  @AdminOperation(
    { operationId: 'updateVirtualKey', summary: 'Changes a virtual key' },
    'INVALID_REQUEST',
    'NOT_FOUND',
    'CONFLICT',
  )
  @RefParam(VIRTUAL_KEY)
  @ApiBody({ type: VirtualKeyPatchDto, examples: BODIES.virtualKeyPatch })
  @ApiOkResponse({ type: VirtualKeyDto, example: VIRTUAL_KEY_RECORD })
  update(
    @Param('ref') ref: string,
    @Body(VIRTUAL_KEY_PATCH) body: VirtualKeyPatchDto,
  ): Promise<VirtualKeyRecord> {
    return this.registry.virtualKeys.update(ref, body);
  }

  @Delete(':ref')
  @HttpCode(204)
  @AdminOperation(
    { operationId: 'deleteVirtualKey', summary: 'Removes a virtual key' },
    'INVALID_REQUEST',
    'NOT_FOUND',
    'CONFLICT',
  )
  @RefParam(VIRTUAL_KEY)
  @ForceQuery()
  @ApiNoContentResponse({ description: 'Removed.' })
  remove(@Param('ref') ref: string, @Query() query: unknown): Promise<void> {
    const { force } = readQuery(query, ['force']);
    return this.registry.virtualKeys.remove(ref, { force: flagOf('force', force) });
  }

  @Post(':ref/rotate')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @AdminOperation(
    {
      operationId: 'rotateVirtualKey',
      summary: 'Makes a new key',
      description: 'The answer alone holds it; the key before stays valid for the grace.',
    },
    'INVALID_REQUEST',
    'NOT_FOUND',
    'CONFLICT',
  )
  @RefParam(VIRTUAL_KEY)
  @ApiBody({
    type: VirtualKeyRotationDto,
    required: false,
    examples: BODIES.rotation,
  })
  @ApiOkResponse({ type: MadeVirtualKeyDto, example: MADE_VIRTUAL_KEY })
  rotate(@Param('ref') ref: string, @Body(ROTATION) body: VirtualKeyRotationDto): Promise<MadeVirtualKey> {
    return this.registry.virtualKeys.rotate(ref, body);
  }
}
