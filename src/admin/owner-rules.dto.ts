import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { DOOR_NAMES } from '../config/door-names';
import { REDACTIONS } from '../config/redactions';
import type { CaptureMode, OwnerRules } from '../registry/registry-records';
import { CAPTURE_MODES } from '../registry/rules/owner-rules.record';

const ADDRESSES = 'Addresses and networks (`10.0.0.0/8`) from which calls may come; null for all.';
const DOORS = 'Doors by which calls may come; null for all.';

const limit = (what: string) =>
  ({ type: 'integer', minimum: 1, nullable: true, description: `${what}; null for no limit.` }) as const;
const addresses: { type: [StringConstructor]; nullable: true; description: string } = {
  type: [String],
  nullable: true,
  description: ADDRESSES,
};
const doors = { enum: DOOR_NAMES, isArray: true, nullable: true, description: DOORS } as const;

const capture: { enum: (CaptureMode | null)[]; type: 'string'; nullable: true; description: string } = {
  enum: [...CAPTURE_MODES, null],
  type: 'string',
  nullable: true,
  description: 'Of which calls the content is kept; null for what the group says, and for none without one.',
};
const captureDays = {
  type: 'integer',
  minimum: 1,
  maximum: 365,
  nullable: true,
  description: 'For how many days; null for what the group says, and for 7 without one.',
} as const;
const captureRedact: { type: [StringConstructor]; nullable: true; description: string } = {
  type: [String],
  nullable: true,
  description: `What is taken out of it: ${REDACTIONS.join(', ')}, or texts in which * is any run of characters; what the groups above have taken out is so too.`,
};

/** A limit of a key or group; what it takes is for the registry to check. */
const Limit = (what: string): PropertyDecorator =>
  applyDecorators(ApiPropertyOptional(limit(what)), IsOptional());

/** The fields that may be null. */
export const NULLABLE_RULES = [
  'requests_per_second',
  'requests_per_minute',
  'requests_per_day',
  'tokens_per_second',
  'tokens_per_minute',
  'tokens_per_day',
  'max_concurrent',
  'allowed_addresses',
  'allowed_doors',
  'capture',
  'capture_days',
  'capture_redact',
] as const satisfies readonly (keyof OwnerRules)[];

/** What a key or a group may be held to. */
@ApiSchema({ name: 'NewOwnerRules' })
export class NewOwnerRulesDto implements Partial<OwnerRules> {
  @Limit('Requests a second')
  requests_per_second?: number | null;

  @Limit('Requests a minute')
  requests_per_minute?: number | null;

  @Limit('Requests a day')
  requests_per_day?: number | null;

  @Limit('Tokens a second')
  tokens_per_second?: number | null;

  @Limit('Tokens a minute')
  tokens_per_minute?: number | null;

  @Limit('Tokens a day')
  tokens_per_day?: number | null;

  @Limit('Calls at once')
  max_concurrent?: number | null;

  @ApiPropertyOptional({ ...addresses, example: ['10.0.0.0/8'] })
  @IsOptional()
  allowed_addresses?: string[] | null;

  @ApiPropertyOptional(doors)
  @IsOptional()
  allowed_doors?: string[] | null;

  @ApiPropertyOptional(capture)
  @IsOptional()
  capture?: CaptureMode | null;

  @ApiPropertyOptional(captureDays)
  @IsOptional()
  capture_days?: number | null;

  @ApiPropertyOptional({ ...captureRedact, example: ['email', 'sk-*'] })
  @IsOptional()
  capture_redact?: string[] | null;
}

/** What a key or a group is held to, as it is shown. */
@ApiSchema({ name: 'OwnerRules' })
export class OwnerRulesDto implements OwnerRules {
  @ApiProperty(limit('Requests a second'))
  requests_per_second!: number | null;

  @ApiProperty(limit('Requests a minute'))
  requests_per_minute!: number | null;

  @ApiProperty(limit('Requests a day'))
  requests_per_day!: number | null;

  @ApiProperty(limit('Tokens a second'))
  tokens_per_second!: number | null;

  @ApiProperty(limit('Tokens a minute'))
  tokens_per_minute!: number | null;

  @ApiProperty(limit('Tokens a day'))
  tokens_per_day!: number | null;

  @ApiProperty(limit('Calls at once'))
  max_concurrent!: number | null;

  @ApiProperty(addresses)
  allowed_addresses!: string[] | null;

  @ApiProperty(doors)
  allowed_doors!: string[] | null;

  @ApiProperty(capture)
  capture!: CaptureMode | null;

  @ApiProperty(captureDays)
  capture_days!: number | null;

  @ApiProperty(captureRedact)
  capture_redact!: string[] | null;
}
