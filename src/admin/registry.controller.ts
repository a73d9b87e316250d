import { Body, Controller, Header, HttpCode, Inject, Post, Query, UseGuards } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { RegistryDocument } from '../registry/transfer/registry-document';
import { BODIES, REGISTRY_DOCUMENT } from './admin-examples';
import { AdminGuard } from './admin.guard';
import { AdminOperation } from './admin-operation.decorator';
import { flagOf, readQuery } from './admin-query';
import { AdminRegistry } from './admin-registry';
import {
  ImportedChangesDto,
  readImport,
  REGISTRY_EXPORT,
  RegistryDocumentDto,
  RegistryExportDto,
  RegistryImportDto,
} from './registry.dto';

/** The whole registry as a document, and back. */
@ApiTags('admin')
@UseGuards(AdminGuard)
@Controller('admin/registry')
export class RegistryController {
  constructor(@Inject(AdminRegistry) private readonly registry: AdminRegistry) {}

  @Post('export')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @AdminOperation(
    {
      operationId: 'exportRegistry',
      summary: 'Everything that is stored, as a document',
      description:
        'Without secrets, or with the credentials sealed by a passphrase. Virtual keys are there by digest.',
    },
    'INVALID_REQUEST',
  )
  @ApiBody({ type: RegistryExportDto, required: false, examples: BODIES.registryExport })
  @ApiOkResponse({ type: RegistryDocumentDto, example: REGISTRY_DOCUMENT })
  export(@Body(REGISTRY_EXPORT) body: RegistryExportDto): Promise<RegistryDocument> {
    return this.registry.export(body);
  }

  @Post('import')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @AdminOperation(
    {
      operationId: 'importRegistry',
      summary: 'Brings the registry to what a document says',
      description:
        'In one transaction; what the document does not name stays. The same document twice changes nothing.',
    },
    'INVALID_REQUEST',
    'NOT_FOUND',
    'CONFLICT',
  )
  @ApiQuery({
    name: 'dry_run',
    required: false,
    schema: { type: 'boolean', default: false },
    description: 'Say what would be done, and do nothing.',
  })
  @ApiBody({ type: RegistryImportDto, examples: BODIES.registryImport })
  @ApiOkResponse({ type: ImportedChangesDto, example: { changes: [] } })
  async import(@Body() body: unknown, @Query() query: unknown): Promise<ImportedChangesDto> {
    const { document, passphrase } = readImport(body);
    const dryRun = flagOf('dry_run', readQuery(query, ['dry_run']).dry_run);
    const options = { dryRun, ...(passphrase !== undefined && { passphrase }) };
    return { changes: await this.registry.import(document, options) };
  }
}
