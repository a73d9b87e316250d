import { ApiProperty, ApiPropertyOptional, ApiSchema, PartialType, OmitType } from '@nestjs/swagger';
import { IsBoolean, IsNotEmpty, IsObject, IsOptional, IsString, MaxLength } from 'class-validator';
import { checkNested, readAdminBody } from './admin-body';
import type { NestedCheck } from './admin-body';
import { isObject } from '../body/json-object';
import type { ConnectionPatch, NewConnection } from '../registry/registry-admin';
import type { ConnectionOptions } from '../config/connection-options';
import type { ConnectionRecord, ConnectionTest } from '../registry/registry-records';

const OPTIONS_SCHEMA = {
  type: 'object',
  properties: {
    api_version: { type: 'string', description: 'Azure: the `api-version` of the query.' },
    region: { type: 'string', description: 'Bedrock: the AWS region.' },
    project: { type: 'string', description: 'Vertex AI: the Google Cloud project.' },
    location: { type: 'string', description: 'Vertex AI: the location.' },
    headers: {
      type: 'object',
      additionalProperties: { type: 'string' },
      description: 'Further request headers for this upstream.',
    },
  },
  additionalProperties: false,
  example: {},
} as const;

/** What a connection is made from. */
@ApiSchema({ name: 'NewConnection' })
export class NewConnectionDto implements NewConnection {
  @ApiProperty({ example: 'OpenAI-Main', description: 'Unique.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(256)
  name!: string;

  @ApiProperty({ example: 'openai', description: 'A name of the provider catalogue.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(256)
  provider!: string;

  @ApiPropertyOptional({
    example: 'https://api.openai.com',
    description: "The provider's own address where it is not given.",
  })
  @IsOptional()
  @IsString()
  @MaxLength(2048)
  endpoint?: string;

  @ApiPropertyOptional({ writeOnly: true, description: 'Stored encrypted; no answer ever holds it.' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(65_536)
  credential?: string;

  @ApiPropertyOptional(OPTIONS_SCHEMA)
  @IsOptional()
  @IsObject()
  options?: ConnectionOptions;

  @ApiPropertyOptional({ default: true })
  @IsOptional()
  @IsBoolean()
  enabled?: boolean;
}

/** What can be changed of a connection; what is not given stays. */
@ApiSchema({ name: 'ConnectionPatch' })
export class ConnectionPatchDto
  extends PartialType(OmitType(NewConnectionDto, ['provider'] as const))
  implements ConnectionPatch {}

const PATCH_FIELDS = ['name', 'endpoint', 'credential', 'options', 'enabled'] as const;

const TEXT: NestedCheck = { test: (value) => typeof value === 'string', wanted: 'a text' };
const OPTION_CHECKS: Readonly<Record<keyof ConnectionOptions, NestedCheck>> = {
  api_version: TEXT,
  region: TEXT,
  project: TEXT,
  location: TEXT,
  headers: {
    test: (value) =>
      isObject(value) &&
      !Array.isArray(value) &&
      Object.values(value).every((one) => typeof one === 'string'),
    wanted: 'an object of texts',
  },
};

/** @throws GatewayError INVALID_REQUEST with `param` */
export function readNewConnection(body: unknown): NewConnection {
  const input = readAdminBody(body, { dto: NewConnectionDto, fields: ['provider', ...PATCH_FIELDS] });
  checkNested('options', input.options, OPTION_CHECKS);
  return input;
}

/** @throws GatewayError INVALID_REQUEST with `param` */
export function readConnectionPatch(body: unknown): ConnectionPatch {
  const patch = readAdminBody(body, { dto: ConnectionPatchDto, fields: PATCH_FIELDS });
  checkNested('options', patch.options, OPTION_CHECKS);
  return patch;
}

/** How a connection fared when it was last tested. */
@ApiSchema({ name: 'ConnectionTest' })
export class ConnectionTestDto implements ConnectionTest {
  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiProperty()
  ok!: boolean;

  @ApiProperty({ example: 'The provider answered.' })
  message!: string;
}

/** A connection as it is shown. */
@ApiSchema({ name: 'Connection' })
export class ConnectionDto implements ConnectionRecord {
  @ApiProperty()
  id!: string;

  @ApiProperty({ example: 'OpenAI-Main' })
  name!: string;

  @ApiProperty({ example: 'openai' })
  provider!: string;

  @ApiProperty({ example: 'https://api.openai.com' })
  endpoint!: string;

  @ApiProperty(OPTIONS_SCHEMA)
  options!: ConnectionOptions;

  @ApiProperty()
  has_credential!: boolean;

  @ApiProperty()
  enabled!: boolean;

  @ApiProperty({ enum: ['database', 'provider_file'] })
  source!: ConnectionRecord['source'];

  @ApiProperty({ type: ConnectionTestDto, nullable: true })
  last_test!: ConnectionTest | null;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;

  @ApiProperty({ format: 'date-time' })
  updated_at!: string;
}

/** A page of connections. */
@ApiSchema({ name: 'ConnectionPage' })
export class ConnectionPageDto {
  @ApiProperty({ type: [ConnectionDto] })
  data!: ConnectionDto[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor!: string | null;
}
