import { Controller, Get, Header, Query, Req } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
  ApiTags,
} from '../api-description/api.decorators';
import type { FastifyRequest } from 'fastify';
import { readQuery } from '../admin/admin-query';
import { UsageReportDto } from '../admin/usage.dto';
import { USAGE_REPORT } from '../admin/usage-examples';
import { groupingsOf, usageFilter } from '../admin/usage-query';
import type { InternalCaller, VirtualCaller } from '../auth/caller';
import { GatewayError } from '../errors/gateway-error';
import { UsageReports } from '../ledger/reports/usage-report';
import type { UsageReport } from '../ledger/reports/usage-report';
import type { Grouping } from '../ledger/reports/groupings';
import type { OwnKey } from './own-key';
import { OWN_KEY, OwnKeyDto } from './own-key.dto';
import { OwnKeyReport } from './own-key.report';

/** What a caller may group its own use by: nothing that tells of others, or of what is behind an alias. */
const OWN_GROUPINGS: readonly Grouping[] = ['alias', 'door', 'status', 'hour', 'day', 'month'];
const HOUR_MS = 3_600_000;
/** A report without a beginning tells of so much time. */
const USUAL_MS = 30 * 24 * HOUR_MS;

/** What a key may do, has used and has left: for its owner, by the key itself. */
@ApiTags('self-service')
@Controller('v1')
export class SelfServiceController {
  constructor(
    private readonly keys: OwnKeyReport,
    private readonly reports: UsageReports,
  ) {}

  @Get('key')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    operationId: 'getOwnKey',
    summary: 'The key of the request: aliases with prices, limits, budgets left, expiry',
  })
  @ApiOkResponse({ type: OwnKeyDto, example: OWN_KEY })
  key(@Req() request: FastifyRequest): Promise<OwnKey> {
    return this.keys.of(callerOf(request));
  }

  @Get('usage')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    operationId: 'getOwnUsage',
    summary: 'Calls, tokens and cost of the key of the request',
    description: 'Cost is computed from the prices that hold for the time of use, when the report is read.',
  })
  @ApiQuery({
    name: 'group_by',
    required: false,
    schema: { type: 'string', default: 'alias' },
    description: `Up to four of ${OWN_GROUPINGS.join(', ')}, separated by commas.`,
  })
  @ApiQuery({
    name: 'since',
    required: false,
    schema: { type: 'string' },
    description: 'Only from this date or time on; the last 30 days where it is not given.',
  })
  @ApiQuery({
    name: 'until',
    required: false,
    schema: { type: 'string' },
    description: 'Only before this date or time.',
  })
  @ApiQuery({
    name: 'alias',
    required: false,
    schema: { type: 'string' },
    description: 'Only by this alias.',
  })
  @ApiOkResponse({
    type: UsageReportDto,
    example: {
      ...USAGE_REPORT,
      group_by: ['alias'],
      data: USAGE_REPORT.data.map((line) => ({ ...line, group: { alias: 'gpt-4' } })),
    },
  })
  @ApiBadRequestResponse({ description: 'INVALID_REQUEST' })
  async usage(@Req() request: FastifyRequest, @Query() query: unknown): Promise<UsageReport> {
    const { keyId } = callerOf(request);
    const { group_by, ...texts } = readQuery(query, ['group_by', 'since', 'until', 'alias']);
    const filter = usageFilter(texts);
    const since = filter.since ?? Math.floor((Date.now() - USUAL_MS) / HOUR_MS) * HOUR_MS;
    return this.reports.usage(groupingsOf(group_by ?? 'alias', OWN_GROUPINGS), {
      ...filter,
      since,
      keyId,
    });
  }
}

/** @throws GatewayError UNAUTHORIZED */
function callerOf({ caller }: FastifyRequest): InternalCaller | VirtualCaller {
  if (caller !== undefined && caller.kind !== 'admin') return caller;
  throw new GatewayError('UNAUTHORIZED', 'A valid key is required.');
}
