import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsNotEmpty, IsObject, IsOptional, IsString, MaxLength } from 'class-validator';
import type { ImportedChange } from '../registry/transfer/imported-change';
import type { DocumentSeal, RegistryDocument } from '../registry/transfer/registry-document';
import { readAdminBody, readOptionalBody } from './admin-body';

const PASSPHRASE = { writeOnly: true, minLength: 12, maxLength: 1024 } as const;
const LIST = { type: 'array', items: { type: 'object', additionalProperties: true } } as const;

/** How a registry is exported. */
@ApiSchema({ name: 'RegistryExport' })
export class RegistryExportDto {
  @ApiPropertyOptional({ ...PASSPHRASE, description: 'Seals the credentials; without it they are left out.' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(1024)
  passphrase?: string;
}

/** What is imported. */
@ApiSchema({ name: 'RegistryImport' })
export class RegistryImportDto {
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'What an export answered with.' })
  @IsObject()
  document!: Record<string, unknown>;

  @ApiPropertyOptional({ ...PASSPHRASE, description: "What the document's credentials were sealed with." })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(1024)
  passphrase?: string;
}

/** Everything that is stored, by names. */
@ApiSchema({ name: 'RegistryDocument' })
export class RegistryDocumentDto implements RegistryDocument {
  @ApiProperty({ type: 'integer', enum: [1] })
  format!: 1;

  @ApiProperty({
    type: 'object',
    properties: { with: { type: 'string' }, salt: { type: 'string' } },
    nullable: true,
    description: 'How the credentials are sealed; null where they are left out.',
  })
  sealed!: DocumentSeal | null;

  @ApiProperty(LIST)
  connections!: RegistryDocument['connections'];

  @ApiProperty(LIST)
  models!: RegistryDocument['models'];

  @ApiProperty({
    ...LIST,
    description: 'By the SHA-256 of the key: it works on, and cannot be read from it.',
  })
  virtual_keys!: RegistryDocument['virtual_keys'];

  @ApiProperty(LIST)
  assignments!: RegistryDocument['assignments'];
}

/** One thing that an import did, or would do. */
@ApiSchema({ name: 'ImportedChange' })
class ImportedChangeDto implements ImportedChange {
  @ApiProperty({ enum: ['create', 'update'] })
  action!: ImportedChange['action'];

  @ApiProperty({ enum: ['connection', 'model', 'virtual_key', 'assignment'] })
  entity!: ImportedChange['entity'];

  @ApiProperty()
  name!: string;

  @ApiProperty({ type: [String], description: 'The fields that change; of a new record none.' })
  fields!: string[];

  @ApiProperty({ type: String, nullable: true, description: 'What is left to do by hand.' })
  remark!: string | null;
}

/** What an import did, or would do. */
@ApiSchema({ name: 'ImportedChanges' })
export class ImportedChangesDto {
  @ApiProperty({ type: [ImportedChangeDto] })
  changes!: readonly ImportedChange[];
}

/** @throws GatewayError INVALID_REQUEST with `param` */
export function readExport(body: unknown): RegistryExportDto {
  return readOptionalBody(body, { dto: RegistryExportDto, fields: ['passphrase'] });
}

/** @throws GatewayError INVALID_REQUEST with `param` */
export function readImport(body: unknown): RegistryImportDto {
  return readAdminBody(body, { dto: RegistryImportDto, fields: ['document', 'passphrase'] });
}
