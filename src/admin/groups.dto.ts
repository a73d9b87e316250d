import { ApiProperty, ApiPropertyOptional, ApiSchema, PartialType } from '@nestjs/swagger';
import { IsArray, IsBoolean, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { RecordPipe } from '../body/dto.pipe';
import type { GroupPatch, NewGroup } from '../registry/registry-admin';
import type { GroupRecord } from '../registry/registry-records';
import { NewOwnerRulesDto, NULLABLE_RULES, OwnerRulesDto } from './owner-rules.dto';

/** What a group is made from. */
@ApiSchema({ name: 'NewGroup' })
export class NewGroupDto extends NewOwnerRulesDto implements NewGroup {
  @ApiProperty({ example: 'search', description: 'Unique among its siblings.' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(128)
  name!: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'Id or path of the group that it is below; the root where it is not given.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(512)
  parent?: string | null;

  @ApiPropertyOptional({ maxLength: 512 })
  @IsOptional()
  @IsString()
  @MaxLength(512)
  description?: string;

  @ApiPropertyOptional({ type: [String] })
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  tags?: string[];

  @ApiPropertyOptional({ default: true, description: 'Keys of a group that is disabled are refused.' })
  @IsOptional()
  @IsBoolean()
  enabled?: boolean;
}

/** What can be changed of a group; what is not given stays. */
@ApiSchema({ name: 'GroupPatch' })
export class GroupPatchDto extends PartialType(NewGroupDto) implements GroupPatch {}

/** @throws GatewayError INVALID_REQUEST with `param` */
export const NEW_GROUP = new RecordPipe(NewGroupDto, { nullable: ['parent', ...NULLABLE_RULES] });
export const GROUP_PATCH = new RecordPipe(GroupPatchDto, { nullable: ['parent', ...NULLABLE_RULES] });

/** A group as it is shown. */
@ApiSchema({ name: 'Group' })
export class GroupDto extends OwnerRulesDto implements GroupRecord {
  @ApiProperty()
  id!: string;

  @ApiProperty({ type: String, nullable: true })
  parent_id!: string | null;

  @ApiProperty({ example: 'search' })
  name!: string;

  @ApiProperty({ example: 'acme/search' })
  path!: string;

  @ApiProperty()
  description!: string;

  @ApiProperty({ type: [String] })
  tags!: string[];

  @ApiProperty()
  enabled!: boolean;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;

  @ApiProperty({ format: 'date-time' })
  updated_at!: string;
}

/** A page of groups. */
@ApiSchema({ name: 'GroupPage' })
export class GroupPageDto {
  @ApiProperty({ type: [GroupDto] })
  data!: GroupDto[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor!: string | null;
}
