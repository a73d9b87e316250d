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
import { TEXT_OPTIONS, TEXT_OPTION_NAMES } from '../config/connection-options';
import type { ConnectionOptions, TextOption, TextOptionName } from '../config/connection-options';
import type { ConnectionRecord, ConnectionTest } from '../registry/registry-records';

const OPTIONS_SCHEMA = {
  type: 'object',
  properties: {
    ...Object.fromEntries(TEXT_OPTION_NAMES.map((name) => [name, optionSchema(name)])),
    headers: {
      type: 'object',
      additionalProperties: { type: 'string' },
      description: 'Further request headers for this upstream.',
    },
  },
  additionalProperties: false,
  example: {},
} as const;

function optionSchema(name: TextOptionName): { type: string; enum?: string[]; description: string } {
  const { about, values }: TextOption = TEXT_OPTIONS[name];
  return {
    type: 'string',
    ...(values !== undefined && { enum: [...values] }),
    description: `${about.charAt(0).toUpperCase()}${about.slice(1)}.`,
  };
}

/** What some providers need besides address and credential: a field for each option, which the registry checks further. */
class ConnectionOptionsDto {
  headers?: Readonly<Record<string, string>>;
}

for (const name of TEXT_OPTION_NAMES) {
  const { demand, values }: TextOption = TEXT_OPTIONS[name];
  IfGiven()(ConnectionOptionsDto.prototype, name);
  const rule =
    values === undefined
      ? IsString({ message: '$property must be a text' })
      : IsIn([...values], { message: `$property must be ${demand}` });
  rule(ConnectionOptionsDto.prototype, name);
}
IfGiven()(ConnectionOptionsDto.prototype, 'headers');
IsTextMap()(ConnectionOptionsDto.prototype, 'headers');

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
