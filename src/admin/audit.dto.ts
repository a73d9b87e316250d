import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { AuditRecord } from '../registry/registry-records';

const FIELDS = { type: 'object', additionalProperties: true, nullable: true } as const;

/** One change of the registry, as it is shown. */
@ApiSchema({ name: 'AuditEntry' })
class AuditEntryDto implements AuditRecord {
  @ApiProperty({ type: 'integer', description: 'Grows with every change.' })
  version!: number;

  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiProperty({ example: 'cli:operator', description: 'Who.' })
  actor!: string;

  @ApiProperty({ enum: ['create', 'update', 'remove', 'rotate', 'test'] })
  action!: AuditRecord['action'];

  @ApiProperty({ enum: ['connection', 'model', 'virtual_key', 'assignment', 'vault'] })
  entity!: AuditRecord['entity'];

  @ApiProperty()
  entity_id!: string;

  @ApiProperty({ example: 'OpenAI-Main' })
  entity_name!: string;

  @ApiProperty({ ...FIELDS, description: 'What changed, as it was; secrets are redacted.' })
  before!: Record<string, unknown> | null;

  @ApiProperty({ ...FIELDS, description: 'What changed, as it is now; secrets are redacted.' })
  after!: Record<string, unknown> | null;
}

/** A page of changes. */
@ApiSchema({ name: 'AuditPage' })
export class AuditPageDto {
  @ApiProperty({ type: [AuditEntryDto] })
  data!: AuditEntryDto[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor!: string | null;
}
