import { ApiProperty, ApiSchema } from '../api-description/api.decorators';
import type { UsageLine } from '../ledger/reports/usage-line';
import type { CallLine, UsageReport } from '../ledger/reports/usage-report';
import { GROUPINGS } from '../ledger/reports/groupings';
import type { Grouping } from '../ledger/reports/groupings';

const COUNT = { type: 'integer' } as const;
const DOLLARS = { type: Number, nullable: true } as const;
const MS = { type: Number, nullable: true } as const;
const TEXT = { type: String, nullable: true } as const;

/** The classes of tokens of one call or of many. */
class UsedTokensDto {
  @ApiProperty({ ...COUNT, description: 'Whole prompts.' })
  input_tokens!: number;

  @ApiProperty({ ...COUNT, description: 'Part of the input: read from the provider’s cache.' })
  cached_tokens!: number;

  @ApiProperty({ ...COUNT, description: 'Part of the input: written to the provider’s cache.' })
  cache_write_tokens!: number;

  @ApiProperty({ ...COUNT, description: 'Part of what was written to it: for an hour.' })
  cache_write_1h_tokens!: number;

  @ApiProperty({ ...COUNT, description: 'Whole answers.' })
  output_tokens!: number;

  @ApiProperty({ ...COUNT, description: 'Part of the output.' })
  reasoning_tokens!: number;

  @ApiProperty({ ...COUNT, description: 'Part of the input.' })
  audio_input_tokens!: number;

  @ApiProperty({ ...COUNT, description: 'Part of the output.' })
  audio_output_tokens!: number;

  @ApiProperty({ ...COUNT, description: 'Part of the input.' })
  image_tokens!: number;

  @ApiProperty({ ...COUNT, description: 'Part of the output.' })
  image_output_tokens!: number;

  @ApiProperty({ ...COUNT, description: 'Pictures in the answers.' })
  images!: number;

  @ApiProperty({ ...COUNT, description: 'Seconds of sound that were listened to, where the provider tells.' })
  audio_seconds!: number;

  @ApiProperty({ ...COUNT, description: 'Characters of texts that were spoken.' })
  characters!: number;

  @ApiProperty({ ...COUNT, description: 'Searches of the provider’s own tool.' })
  searches!: number;
}

/** A line of a report, as it is shown. */
@ApiSchema({ name: 'UsageLine' })
class UsageLineDto extends UsedTokensDto implements UsageLine {
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: { key: 'Frontend-App' } })
  group!: Record<string, string>;

  @ApiProperty(COUNT)
  calls!: number;

  @ApiProperty({ ...COUNT, description: 'Calls of which a figure is ours and not the provider’s.' })
  estimated_calls!: number;

  @ApiProperty({
    ...DOLLARS,
    description: 'US dollars at the prices that hold for the time; null if unknown.',
  })
  cost_usd!: number | null;

  @ApiProperty({ ...COUNT, description: 'Calls whose cost is not known, and no part of `cost_usd`.' })
  unpriced_calls!: number;

  @ApiProperty({ description: 'US dollars that budgets were charged.' })
  charged_usd!: number;

  @ApiProperty({ description: 'US dollars that reading from caches saved.' })
  saved_usd!: number;

  @ApiProperty({ description: 'Share of the input that was cached, 0 to 1.' })
  cached_share!: number;

  @ApiProperty(MS)
  first_token_p50_ms!: number | null;

  @ApiProperty(MS)
  first_token_p95_ms!: number | null;

  @ApiProperty(MS)
  duration_p50_ms!: number | null;

  @ApiProperty(MS)
  duration_p95_ms!: number | null;
}

/** Refused requests, as they are shown. */
@ApiSchema({ name: 'RefusedRequests' })
class RefusedDto {
  @ApiProperty()
  key_id!: string;

  @ApiProperty({ example: 'RATE_LIMIT' })
  code!: string;

  @ApiProperty(COUNT)
  count!: number;
}

/** A report, as it is shown. */
@ApiSchema({ name: 'UsageReport' })
export class UsageReportDto implements UsageReport {
  @ApiProperty({ ...TEXT, format: 'date-time' })
  since!: string | null;

  @ApiProperty({ ...TEXT, format: 'date-time' })
  until!: string | null;

  @ApiProperty({ enum: GROUPINGS, isArray: true })
  group_by!: Grouping[];

  @ApiProperty({ type: [UsageLineDto] })
  data!: UsageLineDto[];

  @ApiProperty({ type: UsageLineDto })
  total!: UsageLineDto;

  @ApiProperty({
    type: [RefusedDto],
    description:
      'Refused before an upstream was asked, within the time and of the `key`, whatever else is asked for.',
  })
  refused!: RefusedDto[];
}

/** One call, as it is shown. */
@ApiSchema({ name: 'RecordedCall' })
class CallLineDto extends UsedTokensDto implements CallLine {
  @ApiProperty()
  call_id!: string;

  @ApiProperty()
  request_id!: string;

  @ApiProperty()
  trace_id!: string;

  @ApiProperty({ format: 'date-time' })
  started_at!: string;

  @ApiProperty(MS)
  first_token_ms!: number | null;

  @ApiProperty()
  duration_ms!: number;

  @ApiProperty()
  key!: string;

  @ApiProperty()
  key_id!: string;

  @ApiProperty()
  group!: string;

  @ApiProperty(TEXT)
  user!: string | null;

  @ApiProperty(TEXT)
  session!: string | null;

  @ApiProperty({ type: [String] })
  tags!: string[];

  @ApiProperty()
  door!: string;

  @ApiProperty()
  wire!: string;

  @ApiProperty()
  streamed!: boolean;

  @ApiProperty(TEXT)
  alias!: string | null;

  @ApiProperty()
  model_asked!: string;

  @ApiProperty(TEXT)
  model_served!: string | null;

  @ApiProperty()
  deployment!: string;

  @ApiProperty()
  connection!: string;

  @ApiProperty()
  provider!: string;

  @ApiProperty(COUNT)
  status!: number;

  @ApiProperty(TEXT)
  code!: string | null;

  @ApiProperty({ example: 'whole' })
  ended!: string;

  @ApiProperty()
  estimated!: boolean;

  @ApiProperty({ ...DOLLARS, description: 'US dollars; null where a price is not known.' })
  cost_usd!: number | null;

  @ApiProperty(DOLLARS)
  charged_usd!: number | null;

  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  attempts!: CallLine['attempts'];

  @ApiProperty({ ...TEXT, description: '`idempotency` for an answer that was made before.' })
  replayed!: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    nullable: true,
    description: 'What a replayed answer would have used.',
  })
  saved!: CallLine['saved'];

  @ApiProperty(DOLLARS)
  saved_usd!: number | null;

  @ApiProperty(TEXT)
  service_tier!: string | null;

  @ApiProperty(COUNT)
  bytes_in!: number;

  @ApiProperty(COUNT)
  bytes_out!: number;

  @ApiProperty(TEXT)
  client!: string | null;
}

/** A page of calls. */
@ApiSchema({ name: 'RecordedCallPage' })
export class CallPageDto {
  @ApiProperty({ type: [CallLineDto] })
  data!: CallLineDto[];

  @ApiProperty(TEXT)
  next_cursor!: string | null;
}
