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
import type { GroupRecord } from '../registry/registry-records';
import { AdminGuard } from './admin.guard';
import { BODIES, GROUP, GROUP_RECORD, pageWith } from './admin-examples';
import { AdminOperation, ForceQuery, PageQuery, RefParam } from './admin-operation.decorator';
import { flagOf, pageOf, readQuery } from './admin-query';
import { AdminRegistry } from './admin-registry';
import { GROUP_PATCH, GroupDto, GroupPageDto, GroupPatchDto, NEW_GROUP, NewGroupDto } from './groups.dto';

/** The groups that keys belong to. */
@ApiTags('admin')
@UseGuards(AdminGuard)
@Controller('admin/groups')
export class GroupsController {
  constructor(@Inject(AdminRegistry) private readonly registry: AdminRegistry) {}

  @Get()
  @Header('cache-control', 'no-store')
  @AdminOperation({ operationId: 'listGroups', summary: 'The groups of keys' }, 'INVALID_REQUEST')
  @PageQuery()
  @ApiOkResponse({ type: GroupPageDto, example: pageWith(GROUP_RECORD) })
  list(@Query() query: unknown): Promise<Page<GroupRecord>> {
    return this.registry.groups.list(pageOf(readQuery(query, ['limit', 'cursor'])));
  }

  @Get(':ref')
  @Header('cache-control', 'no-store')
  @AdminOperation({ operationId: 'getGroup', summary: 'One group' }, 'NOT_FOUND')
  @RefParam(GROUP, 'Id or path, percent-encoded.')
  @ApiOkResponse({ type: GroupDto, example: GROUP_RECORD })
  get(@Param('ref') ref: string): Promise<GroupRecord> {
    return this.registry.groups.get(ref);
  }

  @Post()
  @Header('cache-control', 'no-store')
  @AdminOperation(
    { operationId: 'createGroup', summary: 'Adds a group' },
    'INVALID_REQUEST',
    'NOT_FOUND',
    'CONFLICT',
  )
  @ApiBody({ type: NewGroupDto, examples: BODIES.newGroup })
  @ApiCreatedResponse({ type: GroupDto, example: GROUP_RECORD })
  create(@Body(NEW_GROUP) body: NewGroupDto): Promise<GroupRecord> {
    return this.registry.groups.create(body);
  }

  @Patch(':ref')
  @Header('cache-control', 'no-store')
  @AdminOperation(
    {
      operationId: 'updateGroup',
      summary: 'Changes or moves a group',
      description: 'With another parent it moves there, with all that is below it.',
    },
    'INVALID_REQUEST',
    'NOT_FOUND',
    'CONFLICT',
  )
  @RefParam(GROUP, 'Id or path, percent-encoded.')
  @ApiBody({ type: GroupPatchDto, examples: BODIES.groupPatch })
  @ApiOkResponse({ type: GroupDto, example: GROUP_RECORD })
  update(@Param('ref') ref: string, @Body(GROUP_PATCH) body: GroupPatchDto): Promise<GroupRecord> {
    return this.registry.groups.update(ref, body);
  }

  @Delete(':ref')
  @HttpCode(204)
  @AdminOperation(
    {
      operationId: 'deleteGroup',
      summary: 'Removes a group',
      description: 'With `force` its keys and groups go to its parent.',
    },
    'INVALID_REQUEST',
    'NOT_FOUND',
    'CONFLICT',
  )
  @RefParam(GROUP, 'Id or path, percent-encoded.')
  @ForceQuery()
  @ApiNoContentResponse({ description: 'Removed.' })
  remove(@Param('ref') ref: string, @Query() query: unknown): Promise<void> {
    const { force } = readQuery(query, ['force']);
    return this.registry.groups.remove(ref, { force: flagOf('force', force) });
  }
}
