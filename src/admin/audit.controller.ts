import { Controller, Get, Header, Inject, Query, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Page } from '../registry/registry-admin';
import type { AuditRecord } from '../registry/registry-records';
import { AdminGuard } from './admin.guard';
import { AUDIT_RECORD, pageWith } from './admin-examples';
import { AdminOperation, PageQuery } from './admin-operation.decorator';
import { pageOf, readQuery } from './admin-query';
import { AdminRegistry } from './admin-registry';
import { AUDIT_FILTERS, AuditPageDto, AuditQuery } from './audit.dto';

/** Who changed what, and when. */
@ApiTags('admin')
@UseGuards(AdminGuard)
@Controller('admin/audit')
export class AuditController {
  constructor(@Inject(AdminRegistry) private readonly registry: AdminRegistry) {}

  @Get()
  @Header('cache-control', 'no-store')
  @AdminOperation(
    { operationId: 'listAuditEntries', summary: 'The changes, the newest first' },
    'INVALID_REQUEST',
  )
  @PageQuery()
  @AuditQuery()
  @ApiOkResponse({ type: AuditPageDto, example: pageWith(AUDIT_RECORD) })
  list(@Query() query: unknown): Promise<Page<AuditRecord>> {
    const { limit, cursor, ...filter } = readQuery(query, ['limit', 'cursor', ...AUDIT_FILTERS]);
    return this.registry.audit({
      ...pageOf({ ...(limit !== undefined && { limit }), ...(cursor !== undefined && { cursor }) }),
      ...filter,
    });
  }
}
