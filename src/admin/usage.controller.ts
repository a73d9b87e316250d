import { Readable } from 'node:stream';
import { Controller, Get, Header, Inject, Query, StreamableFile, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Logger } from 'pino';
import { Captures } from '../captures/captures';
import type { Captured } from '../captures/captures';
import { invalid } from '../errors/invalid-field';
import { ServiceLog } from '../log/service-log';
import { EXPORT_FORMATS, exportHead, exportLines } from '../ledger/reports/call-text';
import type { ExportFormat } from '../ledger/reports/call-text';
import type { CallFilter } from '../ledger/reports/call-filter';
import { UsageReports } from '../ledger/reports/usage-report';
import type { CallLine, UsageReport } from '../ledger/reports/usage-report';
import { GROUPINGS } from '../ledger/reports/groupings';
import type { Page } from '../registry/registry-admin';
import { AdminGuard } from './admin.guard';
import { AdminOperation, PageQuery } from './admin-operation.decorator';
import { pageOf, readQuery } from './admin-query';
import { AdminRegistry } from './admin-registry';
import { pageWith } from './admin-examples';
import { CallPageDto, CapturedDto, UsageReportDto } from './usage.dto';
import { CAPTURED_CALL, RECORDED_CALL, USAGE_REPORT } from './usage-examples';
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
    private readonly captures: Captures,
    @Inject(ServiceLog) private readonly log: Logger,
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
    const found = await this.reports.calls(filter, limit + 1, cursor && cursorId(cursor));
    const data = found.slice(0, limit);
    return { data, next_cursor: found.length > limit ? (data.at(-1)?.call_id ?? null) : null };
  }

  @Get('calls/content')
  @Header('cache-control', 'no-store')
  @AdminOperation(
    {
      operationId: 'getCallContent',
      summary: 'What a call said, where its key or group lets that be captured',
      description: 'Redacted as the key or group wants it; reading it is written to the log.',
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

  /** Sums know a key by its id alone. */
  async #filter(texts: UsageFilterTexts): Promise<CallFilter> {
    const filter = usageFilter(texts);
    if (filter.key === undefined) return filter;
    const named = await this.registry.virtualKeys.get(filter.key).catch(() => undefined);
    if (named === undefined) return filter;
    const { key: _, ...rest } = filter;
    return { ...rest, keyId: named.id };
  }
}

const CALL_ID = /^[0-9a-f-]{36}$/;

function cursorId(cursor: string): string {
  if (CALL_ID.test(cursor)) return cursor;
  throw invalid('cursor', "The cursor must be the 'next_cursor' of the page before.");
}
