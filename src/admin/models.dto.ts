import { ApiProperty, ApiPropertyOptional, ApiSchema, OmitType, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsArray,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { RecordPipe } from '../body/dto.pipe';
import { IfGiven } from './field-rules';
import type { NewProviderModel, ProviderModelPatch } from '../registry/registry-admin';
import type { GivenPrices } from '../config/price-set';
import type { ModelLimits, ProviderModelRecord } from '../registry/registry-records';
import { PRICES } from './prices.dto';

const PRICES_SCHEMA = { ...PRICES, nullable: true } as const;

const LIMIT = { type: 'integer', minimum: 1 } as const;
const LIMITS_SCHEMA = {
  type: 'object',
  nullable: true,
  description: 'What the deployment may be asked: requests and tokens a minute, calls at once.',
  properties: { rpm: LIMIT, tpm: LIMIT, concurrent: LIMIT },
  additionalProperties: false,
  example: { rpm: 500 },
} as const;
const COUNT = { message: '$property must be a whole number from 1' };

/** What a deployment may be asked in a minute, and at once. */
class ModelLimitsDto implements ModelLimits {
  @IfGiven()
  @IsInt(COUNT)
  @Min(1, COUNT)
  rpm?: number;

  @IfGiven()
  @IsInt(COUNT)
  @Min(1, COUNT)
  tpm?: number;

  @IfGiven()
  @IsInt(COUNT)
  @Min(1, COUNT)
  concurrent?: number;
}

/** What a provider model is made from. */
@ApiSchema({ name: 'NewProviderModel' })
export class NewProviderModelDto implements NewProviderModel {
  @ApiProperty({ example: 'OpenAI-Main', description: 'Id or name of the connection.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(256)
  connection!: string;

  @ApiProperty({ example: 'gpt-4o', description: 'Unique within the connection.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(256)
  name!: string;

  @ApiPropertyOptional({
    example: 'gpt-4o-2024-11-20',
    description: "The provider's own name; `name` by default.",
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(256)
  remote_name?: string;

  @ApiPropertyOptional({ type: String, nullable: true, description: 'Azure: the deployment in the URL.' })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  deployment?: string | null;

  @ApiPropertyOptional({
    type: 'integer',
    nullable: true,
    minimum: 1,
    example: 128_000,
    description: 'Tokens.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  context_length?: number | null;

  @ApiPropertyOptional({
    type: 'integer',
    nullable: true,
    minimum: 1,
    example: 16_384,
    description: 'Tokens.',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  max_output_tokens?: number | null;

  @ApiPropertyOptional({ type: [String], example: ['tools', 'vision'] })
  @IsOptional()
  @IsString({ each: true, message: '$property must be an array of texts' })
  @IsArray()
  capabilities?: string[];

  @ApiPropertyOptional(PRICES_SCHEMA)
  @IsOptional()
  @IsObject()
  prices?: GivenPrices | null;

  @ApiPropertyOptional(LIMITS_SCHEMA)
  @IsOptional()
  @ValidateNested()
  @IsObject()
  @Type(() => ModelLimitsDto)
  limits?: ModelLimitsDto | null;
}

/** What can be changed of a provider model; what is not given stays. */
@ApiSchema({ name: 'ProviderModelPatch' })
export class ProviderModelPatchDto
  extends PartialType(OmitType(NewProviderModelDto, ['connection'] as const))
  implements ProviderModelPatch {}

const NULLABLE = ['deployment', 'context_length', 'max_output_tokens', 'prices', 'limits'] as const;
/** @throws GatewayError INVALID_REQUEST with `param` */
export const NEW_MODEL = new RecordPipe(NewProviderModelDto, { nullable: NULLABLE });
export const MODEL_PATCH = new RecordPipe(ProviderModelPatchDto, { nullable: NULLABLE });

/** A provider model as it is shown. */
@ApiSchema({ name: 'ProviderModel' })
export class ProviderModelDto implements ProviderModelRecord {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  connection_id!: string;

  @ApiProperty({ example: 'OpenAI-Main' })
  connection_name!: string;

  @ApiProperty({ example: 'gpt-4o' })
  name!: string;

  @ApiProperty({ example: 'gpt-4o-2024-11-20' })
  remote_name!: string;

  @ApiProperty({ type: String, nullable: true })
  deployment!: string | null;

  @ApiProperty({ type: 'integer', nullable: true })
  context_length!: number | null;

  @ApiProperty({ type: 'integer', nullable: true })
  max_output_tokens!: number | null;

  @ApiProperty({ type: [String] })
  capabilities!: string[];

  @ApiProperty(PRICES_SCHEMA)
  prices!: GivenPrices | null;

  @ApiProperty(LIMITS_SCHEMA)
  limits!: ModelLimits | null;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;

  @ApiProperty({ format: 'date-time' })
  updated_at!: string;
}

/** A page of provider models. */
@ApiSchema({ name: 'ProviderModelPage' })
export class ProviderModelPageDto {
  @ApiProperty({ type: [ProviderModelDto] })
  data!: ProviderModelDto[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor!: string | null;
}
