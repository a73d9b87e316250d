/** One call. Times are milliseconds since 1970 or, in `…_ms`, milliseconds. */
export interface LedgerCallsTable {
  call_id: string;
  started_at: number;
  first_token_ms: number | null;
  duration_ms: number;
  request_id: string;
  trace_id: string;
  key_id: string;
  key_name: string;
  group_path: string;
  end_user: string | null;
  session: string | null;
  /** JSON array. */
  tags: string | null;
  door: string;
  wire: string;
  streamed: number;
  alias: string | null;
  model_asked: string;
  model_served: string | null;
  deployment: string;
  connection: string;
  provider: string;
  status: number;
  code: string | null;
  ended: string;
  /** JSON array of `AttemptUse`. */
  attempts: string;
  input_tokens: number;
  cached_tokens: number;
  cache_write_tokens: number;
  cache_write_1h_tokens: number;
  output_tokens: number;
  reasoning_tokens: number;
  audio_input_tokens: number;
  audio_output_tokens: number;
  image_tokens: number;
  searches: number;
  image_output_tokens: number;
  /** Pictures in the answers. */
  images: number;
  /** Of sound that was listened to. */
  audio_seconds: number;
  /** Of texts that were spoken. */
  characters: number;
  estimated: number;
  replayed: string | null;
  /** JSON object of `TokenClasses`. */
  saved: string | null;
  service_tier: string | null;
  bytes_in: number;
  bytes_out: number;
  client: string | null;
  charged_usd: number | null;
}

/** The columns of sums that tell what is summed. */
export interface SumDimensions {
  /** Milliseconds since 1970 of its beginning. */
  hour: number;
  key_id: string;
  group_path: string;
  alias: string;
  model: string;
  deployment: string;
  provider: string;
  door: string;
  status: number;
  service_tier: string;
  /** Prompts longer than so many tokens may have another price. */
  context_over: number;
}

/** The columns of sums that grow. */
export interface SumMeasures {
  calls: number;
  estimated_calls: number;
  input_tokens: number;
  cached_tokens: number;
  cache_write_tokens: number;
  cache_write_1h_tokens: number;
  output_tokens: number;
  reasoning_tokens: number;
  audio_input_tokens: number;
  audio_output_tokens: number;
  image_tokens: number;
  searches: number;
  image_output_tokens: number;
  images: number;
  audio_seconds: number;
  characters: number;
  /** Attempts that their provider bills, where it bills by the call. 0 beside use in what an earlier release has written. */
  billed_attempts: number;
  /** Parts of `audio_input_tokens` and `image_tokens` that are billed as cached; see `cachedPartsOf`. */
  cached_audio_tokens: number;
  cached_image_tokens: number;
  charged_usd: number;
}

/** An hour's use by who and where; an attempt that failed counts its tokens, and no call. */
export type LedgerHoursTable = SumDimensions & SumMeasures & Record<HistogramColumn, number>;

/** The same of a day (UTC): made of its hours when it is over, see `day-sums.ts`. */
export type LedgerDaysTable = Omit<LedgerHoursTable, 'hour'> & {
  /** Milliseconds since 1970 of its beginning. */
  day: number;
};

/** Which days are summed. One that has grown since has a second row, with `late: 1`. */
export interface LedgerSummedDaysTable {
  day: number;
  late: number;
}

/** Upper bounds of the histograms' classes, in milliseconds; one more class is above all of them. */
export const HISTOGRAM_BOUNDS_MS = [
  50, 100, 200, 350, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000, 7_500, 10_000, 15_000, 30_000, 60_000,
] as const;

/** `ft_3`, `du_16`: how many calls had a first token, or ended, within the class's bounds. */
export type HistogramColumn = `${'ft' | 'du'}_${number}`;

/** The columns of a histogram. */
export function histogramColumns(of: 'ft' | 'du'): readonly HistogramColumn[] {
  return [...HISTOGRAM_BOUNDS_MS, Infinity].map((_, at): HistogramColumn => `${of}_${at}`);
}

/** The columns of what was used, of a call and of a sum. */
export const USE_COLUMNS = [
  'input_tokens',
  'cached_tokens',
  'cache_write_tokens',
  'cache_write_1h_tokens',
  'output_tokens',
  'reasoning_tokens',
  'audio_input_tokens',
  'audio_output_tokens',
  'image_tokens',
  'searches',
  'image_output_tokens',
  'images',
  'audio_seconds',
  'characters',
] as const satisfies readonly (keyof LedgerCallsTable & keyof SumMeasures)[];

/** The columns of a sum that tell what is summed: its primary key. */
export const SUM_DIMENSIONS = [
  'hour',
  'key_id',
  'group_path',
  'alias',
  'model',
  'deployment',
  'provider',
  'door',
  'status',
  'service_tier',
  'context_over',
] as const satisfies readonly (keyof SumDimensions)[];

/** A column of a sum that grows. */
export type SumMeasure = keyof SumMeasures | HistogramColumn;

/** The columns of a sum that grow. */
export const SUM_MEASURES = [
  'calls',
  'estimated_calls',
  ...USE_COLUMNS,
  'billed_attempts',
  'cached_audio_tokens',
  'cached_image_tokens',
  'charged_usd',
  ...histogramColumns('ft'),
  ...histogramColumns('du'),
] as const satisfies readonly (keyof LedgerHoursTable)[];

/** Requests that were refused before an upstream was asked. */
export interface LedgerRefusalsTable {
  id: string;
  hour: number;
  key_id: string;
  code: string;
  count: number;
}

/** The ledger's tables by their names. */
export interface LedgerTables {
  ledger_calls: LedgerCallsTable;
  ledger_hours: LedgerHoursTable;
  ledger_days: LedgerDaysTable;
  ledger_summed_days: LedgerSummedDaysTable;
  ledger_refusals: LedgerRefusalsTable;
}
