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
  ApiOkResponse,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import type { Page } from '../registry/registry-admin';
import type { AssignmentRecord } from '../registry/registry-records';
import { AdminGuard } from './admin.guard';
import { ASSIGNMENT_RECORD, ASSIGNMENT_REF, BODIES, pageWith } from './admin-examples';
import { AdminOperation, PageQuery, RefParam } from './admin-operation.decorator';
import { flagOf, pageOf, readQuery } from './admin-query';
import { AdminRegistry } from './admin-registry';
import {
  AssignmentDto,
  AssignmentPageDto,
  AssignmentPatchDto,
  NewAssignmentDto,
  ASSIGNMENT_PATCH,
  NEW_ASSIGNMENT,
} from './assignments.dto';

const ABOUT_REF = 'Id, or `key/alias` or `group/alias` where only one assignment has both; percent-encoded.';

/** What virtual keys and groups may use, under which alias, and how fast. */
@ApiTags('admin')
@UseGuards(AdminGuard)
@Controller('admin/assignments')
export class AssignmentsController {
  constructor(@Inject(AdminRegistry) private readonly registry: AdminRegistry) {}

  @Get()
  @Header('cache-control', 'no-store')
  @AdminOperation(
    { operationId: 'listAssignments', summary: 'The assignments' },
    'INVALID_REQUEST',
    'NOT_FOUND',
  )
  @PageQuery()
  @ApiQuery({
    name: 'virtual_key',
    required: false,
    schema: { type: 'string' },
    description: "Only that key's; id or name.",
  })
  @ApiQuery({
    name: 'group',
    required: false,
    schema: { type: 'string' },
    description: "Only that group's; id or path.",
  })
  @ApiOkResponse({ type: AssignmentPageDto, example: pageWith(ASSIGNMENT_RECORD) })
  list(@Query() query: unknown): Promise<Page<AssignmentRecord>> {
    const { virtual_key, group, ...page } = readQuery(query, ['limit', 'cursor', 'virtual_key', 'group']);
    return this.registry.assignments.list({
      ...pageOf(page),
      ...(virtual_key !== undefined && { virtual_key }),
      ...(group !== undefined && { group }),
    });
  }

  @Get(':ref')
  @Header('cache-control', 'no-store')
  @AdminOperation({ operationId: 'getAssignment', summary: 'One assignment' }, 'NOT_FOUND', 'CONFLICT')
  @RefParam(ASSIGNMENT_REF, ABOUT_REF)
  @ApiOkResponse({ type: AssignmentDto, example: ASSIGNMENT_RECORD })
  get(@Param('ref') ref: string): Promise<AssignmentRecord> {
    return this.registry.assignments.get(ref);
  }

  @Post()
  @Header('cache-control', 'no-store')
  @AdminOperation(
    { operationId: 'createAssignment', summary: 'Lets a virtual key use a model' },
    'INVALID_REQUEST',
    'NOT_FOUND',
    'CONFLICT',
  )
  @ApiBody({ type: NewAssignmentDto, examples: BODIES.newAssignment })
  @ApiCreatedResponse({ type: AssignmentDto, example: ASSIGNMENT_RECORD })
  create(@Body(NEW_ASSIGNMENT) body: NewAssignmentDto): Promise<AssignmentRecord> {
    return this.registry.assignments.create(body);
  }

  @Patch(':ref')
  @Header('cache-control', 'no-store')
  @AdminOperation(
    { operationId: 'updateAssignment', summary: 'Changes an assignment' },
    'INVALID_REQUEST',
    'NOT_FOUND',
    'CONFLICT',
  )
  @RefParam(ASSIGNMENT_REF, ABOUT_REF)
  @ApiBody({ type: AssignmentPatchDto, examples: BODIES.assignmentPatch })
  @ApiOkResponse({ type: AssignmentDto, example: ASSIGNMENT_RECORD })
  update(
    @Param('ref') ref: string,
    @Body(ASSIGNMENT_PATCH) body: AssignmentPatchDto,
  ): Promise<AssignmentRecord> {
    return this.registry.assignments.update(ref, body);
  }

  @Delete(':ref')
  @HttpCode(204)
  @AdminOperation(
    { operationId: 'deleteAssignment', summary: 'Takes a model from a virtual key' },
    'INVALID_REQUEST',
    'NOT_FOUND',
    'CONFLICT',
  )
  @RefParam(ASSIGNMENT_REF, ABOUT_REF)
  @ApiNoContentResponse({ description: 'Removed.' })
  remove(@Param('ref') ref: string, @Query() query: unknown): Promise<void> {
    const { force } = readQuery(query, ['force']);
    return this.registry.assignments.remove(ref, { force: flagOf('force', force) });
  }
}
