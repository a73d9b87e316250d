import { ApiProperty, ApiPropertyOptional, ApiSchema, PickType, PartialType } from '@nestjs/swagger';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
} from 'class-validator';
import { RecordPipe } from '../body/dto.pipe';
import type { BudgetReport } from '../ledger/budgets/budget-use';
import { REMAINING, RENEWS_AT, RESERVED, USED } from './budget-use.properties';
import { BUDGET_PERIODS, BUDGET_UNITS } from '../registry/budgets/budget.record';
import type { BudgetPatch, NewBudget } from '../registry/registry-admin';
import type {
  BudgetPeriod,
  BudgetRaise,
  BudgetRecord,
  BudgetUnit,
  OnExhausted,
} from '../registry/registry-records';

const RAISE = {
  type: 'object',
  nullable: true,
  properties: { amount: { type: 'number' }, until: { type: 'string', format: 'date-time' } },
  additionalProperties: false,
  description: 'Another amount until a time.',
} as const;

const ON_EXHAUSTED = {
  type: 'object',
  nullable: true,
  properties: { downgrade: { type: 'string', example: 'small' } },
  additionalProperties: false,
  description:
    'What becomes of calls when it is used up: the alias that is called instead; null for a refusal.',
} as const;

/** What a budget is made from. */
@ApiSchema({ name: 'NewBudget' })
export class NewBudgetDto implements NewBudget {
  @ApiPropertyOptional({ description: 'Id or name of the key that it is of; or `group`.' })
  @IsOptional()
  @IsString()
  @MaxLength(512)
  key?: string;

  @ApiPropertyOptional({ example: 'acme', description: 'Id or path of the group that it is of.' })
  @IsOptional()
  @IsString()
  @MaxLength(512)
  group?: string;

  @ApiPropertyOptional({ enum: BUDGET_UNITS, default: 'usd' })
  @IsOptional()
  @IsIn(BUDGET_UNITS)
  unit?: BudgetUnit;

  @ApiProperty({ example: 50, description: 'How much of the unit; of tokens and calls a whole number.' })
  @IsNumber({}, { message: 'amount must be a number greater than 0' })
  amount!: number;

  @ApiPropertyOptional({ enum: BUDGET_PERIODS, default: 'month' })
  @IsOptional()
  @IsIn(BUDGET_PERIODS)
  period?: BudgetPeriod;

  @ApiPropertyOptional({
    default: false,
    description: 'The period ends now, instead of being one of the calendar.',
  })
  @IsOptional()
  @IsBoolean()
  rolling?: boolean;

  @ApiPropertyOptional({ default: true, description: 'Calls are refused when it is used up.' })
  @IsOptional()
  @IsBoolean()
  hard?: boolean;

  @ApiPropertyOptional({ type: [String], nullable: true, description: 'Only calls by these aliases count.' })
  @IsOptional()
  @IsArray()
  aliases?: string[] | null;

  @ApiPropertyOptional(RAISE)
  @IsOptional()
  @IsObject()
  raise?: BudgetRaise | null;

  @ApiPropertyOptional(ON_EXHAUSTED)
  @IsOptional()
  @IsObject()
  on_exhausted?: OnExhausted | null;
}

/** What can be changed of a budget; what is not given stays. */
@ApiSchema({ name: 'BudgetPatch' })
export class BudgetPatchDto
  extends PartialType(PickType(NewBudgetDto, ['amount', 'hard', 'aliases', 'raise', 'on_exhausted'] as const))
  implements BudgetPatch {}

const NULLABLE = ['aliases', 'raise', 'on_exhausted'];
/** @throws GatewayError INVALID_REQUEST with `param` */
export const NEW_BUDGET = new RecordPipe(NewBudgetDto, { nullable: NULLABLE });
export const BUDGET_PATCH = new RecordPipe(BudgetPatchDto, { nullable: NULLABLE });

/** A budget as it is shown. */
@ApiSchema({ name: 'Budget' })
export class BudgetDto implements BudgetRecord {
  @ApiProperty()
  id!: string;

  @ApiProperty({ enum: ['key', 'group'] })
  owner!: 'key' | 'group';

  @ApiProperty()
  owner_id!: string;

  @ApiProperty({ example: 'acme' })
  owner_name!: string;

  @ApiProperty({ enum: BUDGET_UNITS })
  unit!: BudgetUnit;

  @ApiProperty({ example: 50 })
  amount!: number;

  @ApiProperty({ enum: BUDGET_PERIODS })
  period!: BudgetPeriod;

  @ApiProperty()
  rolling!: boolean;

  @ApiProperty()
  hard!: boolean;

  @ApiProperty({ type: [String], nullable: true })
  aliases!: string[] | null;

  @ApiProperty(RAISE)
  raise!: BudgetRaise | null;

  @ApiProperty(ON_EXHAUSTED)
  on_exhausted!: OnExhausted | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  reset_at!: string | null;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;

  @ApiProperty({ format: 'date-time' })
  updated_at!: string;
}

/** A budget, and what was used of it. */
@ApiSchema({ name: 'BudgetReport' })
export class BudgetReportDto extends BudgetDto implements BudgetReport {
  @ApiProperty(USED)
  used!: number | null;

  @ApiProperty(RESERVED)
  reserved!: number | null;

  @ApiProperty(REMAINING)
  remaining!: number | null;

  @ApiProperty(RENEWS_AT)
  renews_at!: string | null;
}

/** A page of budgets. */
@ApiSchema({ name: 'BudgetPage' })
export class BudgetPageDto {
  @ApiProperty({ type: [BudgetReportDto] })
  data!: BudgetReportDto[];

  @ApiProperty({ type: String, nullable: true })
  next_cursor!: string | null;
}
