import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiQuery, ApiSchema } from '@nestjs/swagger';
import type { AuditFilter } from '../registry/registry-admin';
import type { AuditRecord } from '../registry/registry-records';

/** What a list of changes can be narrowed to. */
export const AUDIT_FILTERS = [
  'actor',
  'action',
  'entity',
  'of',
  'since',
  'until',
] as const satisfies readonly (keyof AuditFilter)[];

const ACTIONS = ['create', 'update', 'remove', 'rotate', 'test', 'read'];
const ENTITIES = [
  'connection',
  'model',
  'virtual_key',
  'assignment',
  'vault',
  'price',
  'group',
  'budget',
  'route',
  'call',
];

/** Documents the query parameters of {@link AUDIT_FILTERS}. */
export function AuditQuery(): MethodDecorator {
  const text = (name: (typeof AUDIT_FILTERS)[number], description: string, schema: object = {}) =>
    ApiQuery({ name, required: false, schema: { type: 'string', ...schema }, description });
  return applyDecorators(
    text('actor', 'Only what they did: `admin-api`, `cli:<user>`, `gateway`.'),
    text('action', 'Only such changes.', { enum: ACTIONS }),
    text('entity', 'Only changes of such records.', { enum: ENTITIES }),
    text('of', 'Only what happened to this record; id or name.'),
    text('since', 'Only from this time on.', { format: 'date-time' }),
    text('until', 'Only before this time.', { format: 'date-time' }),
  );
}

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

  @ApiProperty({ enum: ACTIONS })
  action!: AuditRecord['action'];

  @ApiProperty({ enum: ENTITIES })
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
