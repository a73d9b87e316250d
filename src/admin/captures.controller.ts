import { Controller, Get, Header, Inject, Query, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Logger } from 'pino';
import type { Captured, CaptureLine } from '../captures/captured-calls';
import { Captures } from '../captures/captures';
import { invalid } from '../errors/invalid-field';
import { ServiceLog } from '../log/service-log';
import { withKeyId } from '../registry/keys/with-key-id';
import type { Page } from '../registry/registry-admin';
import { AdminGuard } from './admin.guard';
import { AdminOperation, PageQuery } from './admin-operation.decorator';
import { pageOf, readQuery } from './admin-query';
import { AdminRegistry } from './admin-registry';
import { pageWith } from './admin-examples';
import { CapturedDto, CapturePageDto } from './captures.dto';
import { CAPTURED_CALL, CAPTURE_LINE, RECORDED_CALL } from './usage-examples';
import { usageFilter, UsageFilterQuery } from './usage-query';

const DEFAULT_PAGE = 100;
const FILTERS = ['since', 'until', 'key', 'group'] as const;
const CALL_ID = /^[0-9a-f-]{36}$/;

/** What calls said, where their key or group lets that be captured. */
@ApiTags('admin')
@UseGuards(AdminGuard)
@Controller('admin/usage/calls')
export class CapturesController {
  constructor(
    private readonly captures: Captures,
    @Inject(AdminRegistry) private readonly registry: AdminRegistry,
    @Inject(ServiceLog) private readonly log: Logger,
  ) {}

  @Get('captured')
  @Header('cache-control', 'no-store')
  @AdminOperation(
    {
      operationId: 'listCapturedCalls',
      summary: 'The calls whose content is kept, the newest first',
      description: 'Whose they were and how they ended, and nothing of what they said.',
    },
    'INVALID_REQUEST',
  )
  @PageQuery()
  @UsageFilterQuery(FILTERS)
  @ApiOkResponse({ type: CapturePageDto, example: pageWith(CAPTURE_LINE) })
  async list(@Query() query: unknown): Promise<Page<CaptureLine>> {
    const { limit: limitText, cursor, ...texts } = readQuery(query, ['limit', 'cursor', ...FILTERS]);
    const { limit = DEFAULT_PAGE } = pageOf({ ...(limitText !== undefined && { limit: limitText }) });
    const filter = await withKeyId(usageFilter(texts), this.registry.virtualKeys);
    return this.captures.list(filter, limit, cursor);
  }

  @Get('content')
  @Header('cache-control', 'no-store')
  @AdminOperation(
    {
      operationId: 'getCallContent',
      summary: 'What a call said, where its key or group lets that be captured',
      description:
        'Redacted as the key or group wants it; that it was read is in the audit trail and in the log.',
    },
    'INVALID_REQUEST',
  )
  @ApiQuery({
    name: 'call_id',
    required: true,
    schema: { type: 'string', example: RECORDED_CALL.call_id },
    description: 'The id of the call.',
  })
  @ApiOkResponse({ type: CapturedDto, example: CAPTURED_CALL })
  async content(@Query() query: unknown): Promise<Captured> {
    const { call_id: id = '' } = readQuery(query, ['call_id']);
    if (!CALL_ID.test(id))
      throw invalid('call_id', "The query parameter 'call_id' must be the id of a call.");
    const found = await this.captures.read(id);
    if (found.captured_at !== null) {
      this.log.warn({ call_id: id }, 'Captured content was read by the admin API.');
    }
    return found;
  }
}
