import type { AttemptUse, EndedRecord, TokenClasses } from '../ledger-record';
import { cachedPartsOf, isBilled, sumOf } from '../ledger-record';
import { HISTOGRAM_BOUNDS_MS, histogramColumns, SUM_DIMENSIONS, SUM_MEASURES } from './ledger-tables';
import type { LedgerCallsTable, LedgerHoursTable, SumDimensions, SumMeasure } from './ledger-tables';
import { hourOf } from '../utc-hours';

/** Where providers' prices for long prompts begin, in tokens. */
const CONTEXT_STEPS = [1_000_000, 512_000, 272_000, 256_000, 200_000, 128_000, 100_000, 32_000] as const;

/** A call's row. */
export function callRow(call: EndedRecord): LedgerCallsTable {
  const sum = sumOf(call.attempts);
  return {
    call_id: call.id,
    started_at: call.at,
    first_token_ms: call.firstTokenMs ?? null,
    duration_ms: call.ms,
    request_id: call.requestId,
    trace_id: call.traceId,
    key_id: call.keyId,
    key_name: call.keyName,
    group_path: call.group,
    end_user: call.user ?? null,
    session: call.session ?? null,
    tags: call.tags === undefined ? null : JSON.stringify(call.tags),
    door: call.door,
    wire: call.wire,
    streamed: call.streamed ? 1 : 0,
    alias: call.alias ?? null,
    model_asked: call.modelAsked,
    model_served: call.modelServed ?? null,
    deployment: call.deployment,
    connection: call.connection,
    provider: call.provider,
    status: call.status,
    code: call.code ?? null,
    ended: call.ended,
    attempts: JSON.stringify(call.attempts),
    input_tokens: sum.input,
    cached_tokens: sum.cached,
    cache_write_tokens: sum.cacheWrite,
    cache_write_1h_tokens: sum.cacheWrite1h,
    output_tokens: sum.output,
    reasoning_tokens: sum.reasoning,
    audio_input_tokens: sum.audioInput,
    audio_output_tokens: sum.audioOutput,
    image_tokens: sum.image,
    searches: sum.searches,
    image_output_tokens: sum.imageOutput,
    images: sum.images,
    estimated: isEstimated(call) ? 1 : 0,
    replayed: call.replayed ?? null,
    saved: call.saved === undefined ? null : JSON.stringify(call.saved),
    service_tier: call.tier ?? null,
    bytes_in: call.bytesIn,
    bytes_out: call.bytesOut,
    client: call.client ?? null,
    charged_usd: call.chargedUsd ?? null,
  };
}

/** Whether any figure of a call is ours and not a provider's. */
function isEstimated({ attempts }: EndedRecord): boolean {
  return attempts.some(({ estimated }) => estimated === true);
}

/** How long a prompt is, in the steps that prices know. */
export function contextOver(inputTokens: number): number {
  return CONTEXT_STEPS.find((step) => inputTokens > step) ?? 0;
}

/** What one attempt adds to which sum; measures that it does not add to are left out. */
export interface SumPart {
  readonly of: SumDimensions;
  readonly adds: Partial<Record<SumMeasure, number>>;
}

/**
 * What a call adds to the sums: each attempt its tokens where they were used, the one that answered the call itself.
 */
export function sumParts(call: EndedRecord): SumPart[] {
  const { attempts, deployment } = call;
  const answering = Math.max(
    0,
    attempts.findLastIndex((attempt) => attempt.deployment === deployment),
  );
  // Told where it was used: an attempt that used nothing would be taken for one that an earlier release has not counted as billed.
  const estimatedAt =
    attempts[answering]?.estimated === true
      ? answering
      : attempts.findIndex(({ estimated }) => estimated === true);
  if (attempts.length === 0) {
    const nowhere: AttemptUse = {
      deployment,
      connection: call.connection,
      provider: call.provider,
      model: call.modelAsked,
      outcome: 'none',
      ms: 0,
      tokens: {},
    };
    return [sumPart(call, nowhere, { counts: true, isEstimated: false })];
  }
  return attempts.flatMap((attempt, at) => {
    const adds = { counts: at === answering, isEstimated: at === estimatedAt };
    return adds.counts || adds.isEstimated || Object.keys(attempt.tokens).length > 0
      ? [sumPart(call, attempt, adds)]
      : [];
  });
}

/** What of a call is told with one of its attempts. */
interface Told {
  readonly counts: boolean;
  readonly isEstimated: boolean;
}

function sumPart(call: EndedRecord, attempt: AttemptUse, told: Told): SumPart {
  const { tokens } = attempt;
  const of: SumDimensions = {
    hour: hourOf(call.at),
    key_id: call.keyId,
    group_path: call.group,
    alias: call.alias ?? '',
    model: attempt.model,
    deployment: attempt.deployment,
    provider: attempt.provider,
    door: call.door,
    status: call.status,
    service_tier: attempt.tier ?? call.tier ?? '',
    context_over: contextOver(tokens.input ?? 0),
  };
  const adds: Partial<Record<SumMeasure, number>> = {};
  for (const [name, column] of TOKEN_COLUMNS) {
    const count = tokens[name];
    if (count !== undefined) adds[column] = count;
  }
  if (isBilled(attempt)) adds.billed_attempts = 1;
  const { audio, image } = cachedPartsOf(tokens);
  if (audio > 0) adds.cached_audio_tokens = audio;
  if (image > 0) adds.cached_image_tokens = image;
  if (told.isEstimated) adds.estimated_calls = 1;
  if (!told.counts) return { of, adds };
  adds.calls = 1;
  if (call.chargedUsd !== undefined) adds.charged_usd = call.chargedUsd;
  if (call.firstTokenMs !== undefined) adds[FIRST_TOKEN[classOf(call.firstTokenMs)] ?? 'ft_0'] = 1;
  if (call.ended !== 'lost') adds[DURATION[classOf(call.ms)] ?? 'du_0'] = 1;
  return { of, adds };
}

const FIRST_TOKEN = histogramColumns('ft');
const DURATION = histogramColumns('du');

const TOKEN_COLUMNS = [
  ['input', 'input_tokens'],
  ['cached', 'cached_tokens'],
  ['cacheWrite', 'cache_write_tokens'],
  ['cacheWrite1h', 'cache_write_1h_tokens'],
  ['output', 'output_tokens'],
  ['reasoning', 'reasoning_tokens'],
  ['audioInput', 'audio_input_tokens'],
  ['audioOutput', 'audio_output_tokens'],
  ['image', 'image_tokens'],
  ['searches', 'searches'],
  ['imageOutput', 'image_output_tokens'],
  ['images', 'images'],
] as const satisfies readonly (readonly [keyof TokenClasses, SumMeasure])[];

/** The class of a histogram that a time falls into. */
function classOf(ms: number): number {
  const found = HISTOGRAM_BOUNDS_MS.findIndex((bound) => ms <= bound);
  return found < 0 ? HISTOGRAM_BOUNDS_MS.length : found;
}

/** The row of a sum. */
export function hoursRow({ of, adds }: SumPart): LedgerHoursTable {
  const row: Record<string, string | number> = {};
  for (const name of SUM_DIMENSIONS) row[name] = of[name];
  for (const name of SUM_MEASURES) row[name] = adds[name] ?? 0;
  // Every column of the table is one of the two lists.
  return row as unknown as LedgerHoursTable;
}

/** Adds to measures what a part adds. */
export function addMeasures(sum: SumPart['adds'], part: SumPart['adds']): void {
  // The names are those of the type: a part is made above.
  for (const name of Object.keys(part) as SumMeasure[]) sum[name] = (sum[name] ?? 0) + (part[name] ?? 0);
}
