import { ApiProperty, ApiPropertyOptional, ApiSchema, PartialType, OmitType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { RecordPipe } from '../body/dto.pipe';
import { IfGiven, IsTextMap } from './field-rules';
import type { ConnectionPatch, NewConnection } from '../registry/registry-admin';
import { MODEL_APIS } from '../config/connection-options';
import type { ConnectionOptions, ModelApi } from '../config/connection-options';
import type { ConnectionRecord, ConnectionTest } from '../registry/registry-records';

const OPTIONS_SCHEMA = {
  type: 'object',
  properties: {
    api_version: { type: 'string', description: 'Azure: the `api-version` of the query.' },
    api: {
      type: 'string',
      enum: [...MODEL_APIS],
      description: "OpenAI's kind: the API by which models are asked; Chat Completions where it is left out.",
    },
    region: { type: 'string', description: 'Bedrock: the AWS region.' },
    project: { type: 'string', description: 'Vertex AI: the Google Cloud project.' },
    location: { type: 'string', description: 'Vertex AI: the location.' },
    health_check: {
      type: 'string',
      description:
        'Seconds between two checks of a deployment that keeps failing; without it none is checked.',
    },
    health_check_model: { type: 'string', description: 'Another model of the provider that a check asks.' },
    headers: {
      type: 'object',
      additionalProperties: { type: 'string' },
      description: 'Further request headers for this upstream.',
    },
  },
  additionalProperties: false,
  example: {},
} as const;

const TEXT = { message: '$property must be a text' };

/** What some providers need besides address and credential. */
class ConnectionOptionsDto implements ConnectionOptions {
  @IfGiven()
  @IsString(TEXT)
  api_version?: string;

  @IfGiven()
  @IsIn(MODEL_APIS, { message: `$property must be ${MODEL_APIS.join(' or ')}` })
  api?: ModelApi;

  @IfGiven()
  @IsString(TEXT)
  region?: string;

  @IfGiven()
  @IsString(TEXT)
  project?: string;

  @IfGiven()
  @IsString(TEXT)
  location?: string;

  @IfGiven()
  @IsString(TEXT)
  health_check?: string;

  @IfGiven()
  @IsString(TEXT)
  health_check_model?: string;

  @IfGiven()
  @IsTextMap()
  headers?: Readonly<Record<string, string>>;
}

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
  @ValidateNested()
  @IsObject()
  @Type(() => ConnectionOptionsDto)
  options?: ConnectionOptionsDto;

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

/** @throws GatewayError INVALID_REQUEST with `param` */
export const NEW_CONNECTION = new RecordPipe(NewConnectionDto);
export const CONNECTION_PATCH = new RecordPipe(ConnectionPatchDto);

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
