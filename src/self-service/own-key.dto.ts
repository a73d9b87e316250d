import { ApiProperty, ApiSchema } from '../api-description/api.decorators';
import { DOOR_NAMES } from '../config/door-names';
import { REMAINING, RENEWS_AT, RESERVED, USED } from '../admin/budget-use.properties';
import { BUDGET_PERIODS, BUDGET_UNITS } from '../registry/budgets/budget.record';
import { PRICE_NAMES } from '../config/price-set';
import type { PricesSet } from '../config/price-set';
import type { BudgetPeriod, BudgetUnit } from '../registry/registry-records';
import type { OwnAlias, OwnBudget, OwnKey, OwnLimit } from './own-key';

/** A budget of {@link OwnKeyDto}. */
@ApiSchema({ name: 'OwnBudget' })
class OwnBudgetDto implements OwnBudget {
  @ApiProperty({ enum: ['key', 'group'], description: 'Of the key alone, or of all keys of its group.' })
  of!: 'key' | 'group';

  @ApiProperty({ enum: BUDGET_UNITS })
  unit!: BudgetUnit;

  @ApiProperty({ description: 'What may be used in its time.' })
  amount!: number;

  @ApiProperty(USED)
  used!: number | null;

  @ApiProperty(RESERVED)
  reserved!: number | null;

  @ApiProperty(REMAINING)
  remaining!: number | null;

  @ApiProperty({ enum: BUDGET_PERIODS })
  period!: BudgetPeriod;

  @ApiProperty()
  rolling!: boolean;

  @ApiProperty({ description: 'Whether calls are refused when nothing is left.' })
  hard!: boolean;

  @ApiProperty({
    type: [String],
    nullable: true,
    description: 'The aliases that it is for; null for all.',
  })
  aliases!: string[] | null;

  @ApiProperty(RENEWS_AT)
  renews_at!: string | null;
}

const LIMITS = [
  'requests_per_second',
  'requests_per_minute',
  'requests_per_day',
  'tokens_per_second',
  'tokens_per_minute',
  'tokens_per_day',
  'max_concurrent',
] as const satisfies readonly OwnLimit['limit'][];

/** A limit of {@link OwnKeyDto}. */
@ApiSchema({ name: 'OwnLimit' })
class OwnLimitDto implements OwnLimit {
  @ApiProperty({ enum: ['key', 'group'], description: 'Of the key alone, or of all keys of its group.' })
  of!: 'key' | 'group';

  @ApiProperty({ enum: LIMITS })
  limit!: OwnLimit['limit'];

  @ApiProperty()
  amount!: number;
}

/** An alias of {@link OwnKeyDto}. */
@ApiSchema({ name: 'OwnAlias' })
class OwnAliasDto implements OwnAlias {
  @ApiProperty({ description: 'What a call names as its `model`; `*` is any text.' })
  alias!: string;

  @ApiProperty({ description: 'False while the connection behind it is switched off.' })
  is_available!: boolean;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'The context window in tokens; null where nobody knows it.',
  })
  context_length!: number | null;

  @ApiProperty({ type: 'integer', nullable: true })
  max_output_tokens!: number | null;

  @ApiProperty({
    type: 'object',
    nullable: true,
    properties: Object.fromEntries(
      PRICE_NAMES.map((name) => [name, { type: 'number', minimum: 0 } as const]),
    ),
    additionalProperties: false,
    description:
      'US dollars: for a million tokens of a class; for one `search`, for one `call`. Of the deployment that is tried first; null where no price is known.',
  })
  prices!: PricesSet | null;

  @ApiProperty({ type: Number, nullable: true, description: 'null for no limit.' })
  requests_per_second!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'null for no limit.' })
  tokens_per_second!: number | null;
}

/** What a key may do, as it is shown. */
@ApiSchema({ name: 'OwnKey' })
export class OwnKeyDto implements OwnKey {
  @ApiProperty({ enum: ['key'] })
  object!: 'key';

  @ApiProperty()
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ enum: ['virtual', 'internal'] })
  kind!: 'virtual' | 'internal';

  @ApiProperty({ type: String, nullable: true, description: 'The path of its group.' })
  group!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expires_at!: string | null;

  @ApiProperty({ type: [OwnLimitDto], description: 'A call has to stay within all of them.' })
  limits!: OwnLimitDto[];

  @ApiProperty({ enum: DOOR_NAMES, isArray: true, nullable: true, description: 'null for all.' })
  doors!: string[] | null;

  @ApiProperty({ type: [OwnBudgetDto] })
  budgets!: OwnBudgetDto[];

  @ApiProperty({ type: [OwnAliasDto], description: 'None for an internal key, which calls every model.' })
  aliases!: OwnAliasDto[];
}

/** An answer as the document shows it. */
export const OWN_KEY: OwnKey = {
  object: 'key',
  id: 'vkey_0mx1oiiw2c0b7d51f0e9a4b63',
  name: 'Frontend-App',
  kind: 'virtual',
  group: 'acme/search',
  expires_at: '2027-06-30T00:00:00.000Z',
  limits: [{ of: 'group', limit: 'requests_per_minute', amount: 600 }],
  doors: null,
  budgets: [
    {
      of: 'group',
      unit: 'usd',
      amount: 50,
      used: 18.5,
      reserved: 0.25,
      remaining: 31.25,
      period: 'month',
      rolling: false,
      hard: true,
      aliases: null,
      renews_at: '2026-12-01T00:00:00.000Z',
    },
  ],
  aliases: [
    {
      alias: 'gpt-4',
      is_available: true,
      context_length: 128_000,
      max_output_tokens: 16_384,
      prices: { input: 2.5, output: 10, cached_input: 1.25 },
      requests_per_second: 50,
      tokens_per_second: 20_000,
    },
  ],
};
