import { ApiProperty, ApiPropertyOptional, ApiSchema, OmitType, PartialType } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsNotEmpty, IsOptional, IsString, MaxLength, Min } from 'class-validator';
import { RecordPipe } from '../body/dto.pipe';
import type { NewVirtualKey, VirtualKeyPatch } from '../registry/registry-admin';
import type { MadeVirtualKey, VirtualKeyRecord } from '../registry/registry-records';
import { NewOwnerRulesDto, NULLABLE_RULES, OwnerRulesDto } from './owner-rules.dto';

/** What a virtual key is made from. */
@ApiSchema({ name: 'NewVirtualKey' })
export class NewVirtualKeyDto extends NewOwnerRulesDto implements NewVirtualKey {
  @ApiProperty({ example: 'Frontend-App', description: 'Unique.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(256)
  name!: string;

  @ApiPropertyOptional({
    writeOnly: true,
    minLength: 12,
    description: 'A key of your own choice; one is made where it is not given.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(512)
  key?: string;

  @ApiPropertyOptional({ type: String, format: 'date-time', nullable: true, example: '2030-01-01T00:00:00Z' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  expires_at?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'Id or path of the group that it belongs to; the root where it is not given.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(512)
  group?: string | null;

  @ApiPropertyOptional({ default: true })
  @IsOptional()
  @IsBoolean()
  enabled?: boolean;
}

/** What can be changed of a virtual key; what is not given stays. */
@ApiSchema({ name: 'VirtualKeyPatch' })
export class VirtualKeyPatchDto
  extends PartialType(OmitType(NewVirtualKeyDto, ['key'] as const))
  implements VirtualKeyPatch {}

/** How a virtual key is rotated. */
@ApiSchema({ name: 'VirtualKeyRotation' })
export class VirtualKeyRotationDto {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    default: 0,
    example: 86_400,
    description: 'For how many seconds the key before stays valid.',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  grace_seconds?: number;

  @ApiPropertyOptional({ writeOnly: true, minLength: 12, description: 'A key of your own choice.' })
  @IsOptional()
  @IsString()
  @MaxLength(512)
  key?: string;
}

const NULLABLE = ['expires_at', 'group', ...NULLABLE_RULES];

/** @throws GatewayError INVALID_REQUEST with `param` */
export const NEW_VIRTUAL_KEY = new RecordPipe(NewVirtualKeyDto, { nullable: NULLABLE });
export const VIRTUAL_KEY_PATCH = new RecordPipe(VirtualKeyPatchDto, { nullable: NULLABLE });
export const ROTATION = new RecordPipe(VirtualKeyRotationDto, { optional: true });

/** A virtual key as it is shown. */
@ApiSchema({ name: 'VirtualKey' })
export class VirtualKeyDto extends OwnerRulesDto implements VirtualKeyRecord {
  @ApiProperty()
  id!: string;

  @ApiProperty({ example: 'Frontend-App' })
  name!: string;

  @ApiProperty({ description: 'The first characters of the key.' })
  prefix!: string;

  @ApiProperty()
  enabled!: boolean;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expires_at!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Its group; null for the root.' })
  group_id!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  previous_key_until!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  last_used_at!: string | null;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;

  @ApiProperty({ format: 'date-time' })
  updated_at!: string;
}

/** A virtual key with the key itself: this once. */
@ApiSchema({ name: 'MadeVirtualKey' })
export class MadeVirtualKeyDto extends VirtualKeyDto implements MadeVirtualKey {
  @ApiProperty({ description: 'The key itself; no later answer holds it.' })
  key!: string;
}

/** A page of virtual keys. */
@ApiSchema({ name: 'VirtualKeyPage' })
export class VirtualKeyPageDto {
  @ApiProperty({ type: [VirtualKeyDto] })
  data!: VirtualKeyDto[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor!: string | null;
}
