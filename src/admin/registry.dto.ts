import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { RecordPipe } from '../body/dto.pipe';
import { invalid } from '../errors/invalid-field';
import { isObject } from '../json/json-object';
import { requireObject } from '../body/validate-body';
import type { ImportedChange } from '../registry/transfer/imported-change';
import type { DocumentSeal, RegistryDocument } from '../registry/transfer/registry-document';

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

/** What is imported. It may be a registry of thousands of records, which the registry itself reads and checks. */
@ApiSchema({ name: 'RegistryImport' })
export class RegistryImportDto {
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'What an export answered with.' })
  document!: Readonly<Record<string, unknown>>;

  @ApiPropertyOptional({ ...PASSPHRASE, description: "What the document's credentials were sealed with." })
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
  groups!: RegistryDocument['groups'];

  @ApiProperty(LIST)
  budgets!: RegistryDocument['budgets'];

  @ApiProperty(LIST)
  prices!: RegistryDocument['prices'];

  @ApiProperty(LIST)
  assignments!: RegistryDocument['assignments'];

  @ApiProperty(LIST)
  routes!: RegistryDocument['routes'];
}

/** One thing that an import did, or would do. */
@ApiSchema({ name: 'ImportedChange' })
class ImportedChangeDto implements ImportedChange {
  @ApiProperty({ enum: ['create', 'update'] })
  action!: ImportedChange['action'];

  @ApiProperty({
    enum: ['connection', 'model', 'group', 'virtual_key', 'assignment', 'budget', 'price', 'route'],
  })
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

export const REGISTRY_EXPORT = new RecordPipe(RegistryExportDto, { optional: true });

/** @throws GatewayError INVALID_REQUEST with `param` */
export function readImport(body: unknown): RegistryImportDto {
  const { document, passphrase, ...others } = requireObject(body);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw invalid(unknown, `The field '${unknown}' is not known here; the fields are document, passphrase.`);
  }
  if (!isObject(document)) throw invalid('document', 'Invalid request: document must be an object.');
  if (passphrase === undefined) return { document };
  if (typeof passphrase === 'string') return { document, passphrase };
  throw invalid('passphrase', 'Invalid request: passphrase must be a text.');
}
