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
  ApiParam,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import type { Page } from '../registry/registry-admin';
import type { AssignmentRecord } from '../registry/registry-records';
import { AdminGuard } from './admin.guard';
import { AdminOperation, PageQuery } from './admin-operation.decorator';
import { flagOf, pageOf, readQuery } from './admin-query';
import { AdminRegistry } from './admin-registry';
import {
  AssignmentDto,
  AssignmentPageDto,
  AssignmentPatchDto,
  NewAssignmentDto,
  readAssignmentPatch,
  readNewAssignment,
} from './assignments.dto';

const ID_PARAM = {
  name: 'id',
  description: "The assignment's id: it has no name.",
  example: 'assignment-id',
};

/** What virtual keys may use, under which alias, and how fast. */
@ApiTags('admin')
@UseGuards(AdminGuard)
@Controller('admin/assignments')
export class AssignmentsController {
  constructor(@Inject(AdminRegistry) private readonly registry: AdminRegistry) {}

  @Get()
  @Header('cache-control', 'no-store')
  @AdminOperation({ summary: 'The assignments' }, 'INVALID_REQUEST', 'NOT_FOUND')
  @PageQuery()
  @ApiQuery({
    name: 'virtual_key',
    required: false,
    schema: { type: 'string' },
    description: "Only that key's; id or name.",
  })
  @ApiOkResponse({ type: AssignmentPageDto })
  list(@Query() query: unknown): Promise<Page<AssignmentRecord>> {
    const { virtual_key, ...page } = readQuery(query, ['limit', 'cursor', 'virtual_key']);
    return this.registry.assignments.list({
      ...pageOf(page),
      ...(virtual_key !== undefined && { virtual_key }),
    });
  }

  @Get(':id')
  @Header('cache-control', 'no-store')
  @AdminOperation({ summary: 'One assignment' }, 'NOT_FOUND')
  @ApiParam(ID_PARAM)
  @ApiOkResponse({ type: AssignmentDto })
  get(@Param('id') id: string): Promise<AssignmentRecord> {
    return this.registry.assignments.get(id);
  }

  @Post()
  @Header('cache-control', 'no-store')
  @AdminOperation({ summary: 'Lets a virtual key use a model' }, 'INVALID_REQUEST', 'NOT_FOUND', 'CONFLICT')
  @ApiBody({
    type: NewAssignmentDto,
    examples: {
      'fifty a second': {
        value: { virtual_key: 'Frontend-App', model: 'OpenAI-Main/gpt-4o', alias: 'gpt-4', tps: 50 },
      },
    },
  })
  @ApiCreatedResponse({ type: AssignmentDto })
  create(@Body() body: unknown): Promise<AssignmentRecord> {
    return this.registry.assignments.create(readNewAssignment(body));
  }

  @Patch(':id')
  @Header('cache-control', 'no-store')
  @AdminOperation({ summary: 'Changes an assignment' }, 'INVALID_REQUEST', 'NOT_FOUND', 'CONFLICT')
  @ApiParam(ID_PARAM)
  @ApiBody({ type: AssignmentPatchDto, examples: { faster: { value: { tps: 100, burst: 200 } } } })
  @ApiOkResponse({ type: AssignmentDto })
  update(@Param('id') id: string, @Body() body: unknown): Promise<AssignmentRecord> {
    return this.registry.assignments.update(id, readAssignmentPatch(body));
  }

  @Delete(':id')
  @HttpCode(204)
  @AdminOperation({ summary: 'Takes a model from a virtual key' }, 'INVALID_REQUEST', 'NOT_FOUND')
  @ApiParam(ID_PARAM)
  @ApiNoContentResponse({ description: 'Removed.' })
  remove(@Param('id') id: string, @Query() query: unknown): Promise<void> {
    const { force } = readQuery(query, ['force']);
    return this.registry.assignments.remove(id, { force: flagOf('force', force) });
  }
}
