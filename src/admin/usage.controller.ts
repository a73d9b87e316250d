import { Readable } from 'node:stream';
import { Controller, Get, Header, Inject, Query, StreamableFile, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import { invalid } from '../errors/invalid-field';
import { EXPORT_FORMATS, exportHead, exportLines } from '../ledger/reports/call-text';
import type { ExportFormat } from '../ledger/reports/call-text';
import type { CallFilter } from '../ledger/reports/call-filter';
import { UsageReports } from '../ledger/reports/usage-report';
import type { CallLine, UsageReport } from '../ledger/reports/usage-report';
import { GROUPINGS } from '../ledger/reports/groupings';
import { withKeyId } from '../registry/keys/with-key-id';
import type { Page } from '../registry/registry-admin';
import { AdminGuard } from './admin.guard';
import { AdminOperation, PageQuery } from './admin-operation.decorator';
import { pageOf, readQuery } from './admin-query';
import { AdminRegistry } from './admin-registry';
import { pageWith } from './admin-examples';
import { CallPageDto, UsageReportDto } from './usage.dto';
import { RECORDED_CALL, USAGE_REPORT } from './usage-examples';
import { groupingsOf, USAGE_FILTERS, usageFilter, UsageFilterQuery } from './usage-query';
import type { UsageFilterTexts } from './usage-query';

const DEFAULT_PAGE = 100;

/** Who used what, and what it cost. */
@ApiTags('admin')
@UseGuards(AdminGuard)
@Controller('admin/usage')
export class UsageController {
  constructor(
    private readonly reports: UsageReports,
    @Inject(AdminRegistry) private readonly registry: AdminRegistry,
  ) {}

  @Get()
  @Header('cache-control', 'no-store')
  @AdminOperation(
    {
      operationId: 'getUsage',
      summary: 'Calls, tokens and cost by groups',
      description: 'Cost is computed from the prices that hold for the time of use, when the report is read.',
    },
    'INVALID_REQUEST',
  )
  @ApiQuery({
    name: 'group_by',
    required: false,
    schema: { type: 'string', default: 'key' },
    description: `Up to four of ${GROUPINGS.join(', ')}, separated by commas.`,
  })
  @UsageFilterQuery()
  @ApiOkResponse({ type: UsageReportDto, example: USAGE_REPORT })
  async usage(@Query() query: unknown): Promise<UsageReport> {
    const { group_by, ...texts } = readQuery(query, ['group_by', ...USAGE_FILTERS]);
    return this.reports.usage(groupingsOf(group_by), await this.#filter(texts));
  }

  @Get('calls')
  @Header('cache-control', 'no-store')
  @AdminOperation(
    { operationId: 'listCalls', summary: 'The recorded calls, the latest first' },
    'INVALID_REQUEST',
  )
  @PageQuery()
  @UsageFilterQuery()
  @ApiOkResponse({ type: CallPageDto, example: pageWith(RECORDED_CALL) })
  async calls(@Query() query: unknown): Promise<Page<CallLine>> {
    const { limit: limitText, cursor, ...texts } = readQuery(query, ['limit', 'cursor', ...USAGE_FILTERS]);
    const { limit = DEFAULT_PAGE } = pageOf({ ...(limitText !== undefined && { limit: limitText }) });
    const filter = await this.#filter(texts);
    const found = await this.reports.calls(
      filter,
      limit + 1,
      cursor === undefined ? undefined : cursorId(cursor),
    );
    const data = found.slice(0, limit);
    return { data, next_cursor: found.length > limit ? (data.at(-1)?.call_id ?? null) : null };
  }

  @Get('export')
  @Header('cache-control', 'no-store')
  @AdminOperation(
    {
      operationId: 'exportCalls',
      summary: 'Every recorded call, the earliest first, as a stream',
      description: 'A JSON object a line, or a table for spreadsheets.',
    },
    'INVALID_REQUEST',
  )
  @ApiQuery({
    name: 'format',
    required: false,
    schema: { type: 'string', enum: [...EXPORT_FORMATS], default: 'jsonl' },
  })
  @UsageFilterQuery()
  @ApiProduces('application/x-ndjson', 'text/csv')
  @ApiOkResponse({
    description: 'The calls.',
    schema: { type: 'string' },
    example: JSON.stringify(RECORDED_CALL),
  })
  async export(@Query() query: unknown): Promise<StreamableFile> {
    const { format: formatText = 'jsonl', ...texts } = readQuery(query, ['format', ...USAGE_FILTERS]);
    const format = EXPORT_FORMATS.find((one) => one === formatText);
    if (format === undefined) {
      throw invalid('format', `The query parameter 'format' must be one of ${EXPORT_FORMATS.join(', ')}.`);
    }
    const filter = await this.#filter(texts);
    const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8';
    return new StreamableFile(Readable.from(this.#lines(filter, format)), { type });
  }

  async *#lines(filter: CallFilter, format: ExportFormat): AsyncGenerator<string, void> {
    yield exportHead(format);
    for await (const calls of this.reports.export(filter)) yield exportLines(calls, format);
  }

  #filter(texts: UsageFilterTexts): Promise<CallFilter> {
    return withKeyId(usageFilter(texts), this.registry.virtualKeys);
  }
}

const CALL_ID = /^[0-9a-f-]{36}$/;

function cursorId(cursor: string): string {
  if (CALL_ID.test(cursor)) return cursor;
  throw invalid('cursor', "The cursor must be the 'next_cursor' of the page before.");
}
