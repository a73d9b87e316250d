import { ApiProperty, ApiPropertyOptional, ApiSchema, OmitType, PartialType } from '@nestjs/swagger';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { IsArray, IsIn, IsNotEmpty, IsNumber, IsOptional, IsString, MaxLength } from 'class-validator';
import { RecordPipe } from '../body/dto.pipe';
import { AFFINITY_WORDS, ORDER_NAMES, REFUSAL_WORDS } from '../config/provider-file/route-settings';
import { RESCUE_MODES } from '../config/rescue-settings';
import type { NewRoute, RoutePatch } from '../registry/registry-admin';
import type { RouteRecord } from '../registry/registry-records';

const ORDER: ApiPropertyOptions = {
  type: 'string',
  enum: [...ORDER_NAMES, null],
  nullable: true,
  description: 'How the deployments of one priority are ordered; `priority` by default.',
};
const AFFINITY: ApiPropertyOptions = {
  type: 'string',
  enum: [...AFFINITY_WORDS, null],
  nullable: true,
  description: 'Whether calls of one session go where its prompt cache is.',
};
const ON_REFUSAL: ApiPropertyOptions = {
  type: 'string',
  enum: [...REFUSAL_WORDS, null],
  nullable: true,
  description: 'Whether another deployment may answer what one has refused for its content.',
};
const RESCUE: ApiPropertyOptions = {
  type: 'array',
  items: { type: 'string', enum: [...RESCUE_MODES] },
  nullable: true,
  description: 'How broken streams are gone on with, in order; an empty list for not at all.',
};
const HEADERS_TIMEOUT: ApiPropertyOptions = {
  type: Number,
  nullable: true,
  description: 'Seconds that a deployment may take to begin to answer; for whole answers, to answer.',
};

const oneOf = (words: readonly string[]): { message: string } => ({
  message: `$property must be one of ${words.join(', ')}`,
});

/** What a route is made from. */
@ApiSchema({ name: 'NewRoute' })
export class NewRouteDto implements NewRoute {
  @ApiProperty({
    example: 'gpt-4',
    description: "An alias, a model's name, or a pattern in which `*` is any text; unique.",
  })
  @IsString()
  @IsNotEmpty()
  @MaxLength(256)
  name!: string;

  @ApiPropertyOptional(ORDER)
  @IsOptional()
  @IsIn(ORDER_NAMES, oneOf(ORDER_NAMES))
  order?: RouteRecord['order'];

  @ApiPropertyOptional(AFFINITY)
  @IsOptional()
  @IsIn(AFFINITY_WORDS, oneOf(AFFINITY_WORDS))
  affinity?: RouteRecord['affinity'];

  @ApiPropertyOptional(ON_REFUSAL)
  @IsOptional()
  @IsIn(REFUSAL_WORDS, oneOf(REFUSAL_WORDS))
  on_refusal?: RouteRecord['on_refusal'];

  @ApiPropertyOptional(RESCUE)
  @IsOptional()
  @IsIn(RESCUE_MODES, { each: true, message: `$property must be a list of ${RESCUE_MODES.join(', ')}` })
  @IsArray({ message: `$property must be a list of ${RESCUE_MODES.join(', ')}` })
  rescue?: RouteRecord['rescue'];

  @ApiPropertyOptional(HEADERS_TIMEOUT)
  @IsOptional()
  @IsNumber({}, { message: '$property must be a number of seconds, from 0.01 to 86400' })
  headers_timeout?: number | null;
}

/** What can be changed of a route; what is not given stays, null is the default again. */
@ApiSchema({ name: 'RoutePatch' })
export class RoutePatchDto
  extends PartialType(OmitType(NewRouteDto, ['name'] as const))
  implements RoutePatch {}

const NULLABLE = ['order', 'affinity', 'on_refusal', 'rescue', 'headers_timeout'] as const;
/** @throws GatewayError INVALID_REQUEST with `param` */
export const NEW_ROUTE = new RecordPipe(NewRouteDto, { nullable: NULLABLE });
export const ROUTE_PATCH = new RecordPipe(RoutePatchDto, { nullable: NULLABLE });

/** A route as it is shown. */
@ApiSchema({ name: 'Route' })
export class RouteDto implements RouteRecord {
  @ApiProperty()
  id!: string;

  @ApiProperty({ example: 'gpt-4' })
  name!: string;

  @ApiProperty(ORDER)
  order!: RouteRecord['order'];

  @ApiProperty(AFFINITY)
  affinity!: RouteRecord['affinity'];

  @ApiProperty(ON_REFUSAL)
  on_refusal!: RouteRecord['on_refusal'];

  @ApiProperty(RESCUE)
  rescue!: RouteRecord['rescue'];

  @ApiProperty(HEADERS_TIMEOUT)
  headers_timeout!: number | null;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;

  @ApiProperty({ format: 'date-time' })
  updated_at!: string;
}

/** A page of routes. */
@ApiSchema({ name: 'RoutePage' })
export class RoutePageDto {
  @ApiProperty({ type: [RouteDto] })
  data!: RouteDto[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor!: string | null;
}
