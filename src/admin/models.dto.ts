import { ApiProperty, ApiPropertyOptional, ApiSchema, OmitType, PartialType } from '@nestjs/swagger';
import { IsArray, IsInt, IsNotEmpty, IsObject, IsOptional, IsString, MaxLength, Min } from 'class-validator';
import { invalid } from '../body/invalid-field';
import { checkNested, readAdminBody } from './admin-body';
import type { NestedCheck } from './admin-body';
import type { NewProviderModel, ProviderModelPatch } from '../registry/registry-admin';
import type { ProviderModelRecord, TokenPrices } from '../registry/registry-records';

const PRICE = { type: 'number', minimum: 0 } as const;
const PRICES_SCHEMA = {
  type: 'object',
  nullable: true,
  description: 'US dollars for a million tokens of a class.',
  properties: { input: PRICE, output: PRICE, cached_input: PRICE, cache_write: PRICE },
  additionalProperties: false,
  example: { input: 2.5, output: 10, cached_input: 1.25 },
} as const;

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
  @IsArray()
  capabilities?: string[];

  @ApiPropertyOptional(PRICES_SCHEMA)
  @IsOptional()
  @IsObject()
  prices?: TokenPrices | null;
}

/** What can be changed of a provider model; what is not given stays. */
@ApiSchema({ name: 'ProviderModelPatch' })
export class ProviderModelPatchDto
  extends PartialType(OmitType(NewProviderModelDto, ['connection'] as const))
  implements ProviderModelPatch {}

const NULLABLE = ['deployment', 'context_length', 'max_output_tokens', 'prices'] as const;
const PATCH_FIELDS = ['name', 'remote_name', 'capabilities', ...NULLABLE] as const;

const AMOUNT: NestedCheck = {
  test: (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0,
  wanted: 'a number that is not negative',
};
const PRICE_CHECKS: Readonly<Record<keyof TokenPrices, NestedCheck>> = {
  input: AMOUNT,
  output: AMOUNT,
  cached_input: AMOUNT,
  cache_write: AMOUNT,
};

/** @throws GatewayError INVALID_REQUEST with `param` */
export function readNewModel(body: unknown): NewProviderModel {
  const form = {
    dto: NewProviderModelDto,
    fields: ['connection', ...PATCH_FIELDS],
    nullable: NULLABLE,
  } as const;
  return checkInside(readAdminBody(body, form));
}

/** @throws GatewayError INVALID_REQUEST with `param` */
export function readModelPatch(body: unknown): ProviderModelPatch {
  const form = { dto: ProviderModelPatchDto, fields: PATCH_FIELDS, nullable: NULLABLE } as const;
  return checkInside(readAdminBody(body, form));
}

function checkInside<T extends ProviderModelPatch>(input: T): T {
  checkNested('prices', input.prices, PRICE_CHECKS);
  const words: readonly unknown[] = input.capabilities ?? [];
  if (!words.every((word) => typeof word === 'string')) {
    throw invalid('capabilities', 'Invalid request: capabilities must be an array of texts.');
  }
  return input;
}

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
  prices!: TokenPrices | null;

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
