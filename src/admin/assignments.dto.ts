import { ApiProperty, ApiPropertyOptional, ApiSchema, OmitType, PartialType } from '@nestjs/swagger';
import { IsInt, IsNotEmpty, IsNumber, IsOptional, IsString, MaxLength, Min } from 'class-validator';
import { RecordPipe } from '../body/dto.pipe';
import type { AssignmentPatch, NewAssignment } from '../registry/registry-admin';
import type { AssignmentRecord } from '../registry/registry-records';

const A_NUMBER = { message: '$property must be a number' };

/** What an assignment is made from. */
@ApiSchema({ name: 'NewAssignment' })
export class NewAssignmentDto implements NewAssignment {
  @ApiPropertyOptional({ example: 'Frontend-App', description: 'Id or name; or `group`.' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(256)
  virtual_key?: string;

  @ApiPropertyOptional({
    description:
      'Id or path of a group, whose keys and those below it get the alias. The one nearer to a key counts.',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(512)
  group?: string;

  @ApiProperty({
    example: 'OpenAI-Main/gpt-4o',
    description: 'Id, `connection/model`, or a name that only one has.',
  })
  @IsString()
  @IsNotEmpty()
  @MaxLength(512)
  model!: string;

  @ApiProperty({
    example: 'gpt-4',
    description:
      'What the key calls the model; several of one alias are its fallbacks. In a pattern `*` is any text (`claude-*`).',
  })
  @IsString()
  @IsNotEmpty()
  @MaxLength(256)
  alias!: string;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    example: 50,
    description: 'Requests a second; null for no limit.',
  })
  @IsOptional()
  @IsNumber({}, A_NUMBER)
  @Min(0)
  tps?: number | null;

  @ApiPropertyOptional({ type: Number, nullable: true, example: 100, description: 'Requests at once.' })
  @IsOptional()
  @IsNumber({}, A_NUMBER)
  @Min(0)
  burst?: number | null;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    example: 20_000,
    description: 'Tokens a second; null for no limit.',
  })
  @IsOptional()
  @IsNumber({}, A_NUMBER)
  @Min(0)
  tokens_per_second?: number | null;

  @ApiPropertyOptional({ type: Number, nullable: true, example: 40_000, description: 'Tokens at once.' })
  @IsOptional()
  @IsNumber({}, A_NUMBER)
  @Min(0)
  token_burst?: number | null;

  @ApiPropertyOptional({ type: 'integer', default: 1, description: '1 is tried first.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  priority?: number;

  @ApiPropertyOptional({
    type: 'integer',
    default: 1,
    description: 'The share of calls among those of one priority.',
  })
  @IsOptional()
  @IsNumber({}, A_NUMBER)
  @Min(0)
  weight?: number;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    example: 'asked',
    description:
      "What the answer's `model` says: `asked` (the name that was asked for), `provider` (the provider's own), or a name " +
      'of yours. null: `asked` for a pattern, `provider` for any other alias.',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(256)
  answer_model?: string | null;
}

/** What can be changed of an assignment; what is not given stays. */
@ApiSchema({ name: 'AssignmentPatch' })
export class AssignmentPatchDto
  extends PartialType(OmitType(NewAssignmentDto, ['virtual_key', 'group', 'model'] as const))
  implements AssignmentPatch {}

const NULLABLE = ['tps', 'burst', 'tokens_per_second', 'token_burst', 'answer_model'] as const;
/** @throws GatewayError INVALID_REQUEST with `param` */
export const NEW_ASSIGNMENT = new RecordPipe(NewAssignmentDto, { nullable: NULLABLE });
export const ASSIGNMENT_PATCH = new RecordPipe(AssignmentPatchDto, { nullable: NULLABLE });

/** An assignment as it is shown. */
@ApiSchema({ name: 'Assignment' })
export class AssignmentDto implements AssignmentRecord {
  @ApiProperty()
  id!: string;

  @ApiProperty({ type: String, nullable: true })
  virtual_key_id!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Frontend-App' })
  virtual_key_name!: string | null;

  @ApiProperty({ type: String, nullable: true })
  group_id!: string | null;

  @ApiProperty({ type: String, nullable: true })
  group_path!: string | null;

  @ApiProperty()
  model_id!: string;

  @ApiProperty({ example: 'OpenAI-Main/gpt-4o' })
  model_name!: string;

  @ApiProperty({ example: 'gpt-4' })
  alias!: string;

  @ApiProperty({ type: Number, nullable: true })
  tps!: number | null;

  @ApiProperty({ type: Number, nullable: true })
  burst!: number | null;

  @ApiProperty({ type: Number, nullable: true })
  tokens_per_second!: number | null;

  @ApiProperty({ type: Number, nullable: true })
  token_burst!: number | null;

  @ApiProperty()
  priority!: number;

  @ApiProperty()
  weight!: number;

  @ApiProperty({ type: String, nullable: true })
  answer_model!: string | null;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;

  @ApiProperty({ format: 'date-time' })
  updated_at!: string;
}

/** A page of assignments. */
@ApiSchema({ name: 'AssignmentPage' })
export class AssignmentPageDto {
  @ApiProperty({ type: [AssignmentDto] })
  data!: AssignmentDto[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor!: string | null;
}
