import type { Insertable } from 'kysely';
import type { AttemptUse, EndedRecord } from '../ledger-record';
import { sumOf } from '../ledger-record';
import { HISTOGRAM_BOUNDS_MS, histogramColumns } from './ledger-tables';
import type { HistogramColumn, LedgerCallsTable, LedgerHoursTable } from './ledger-tables';

const HOUR_MS = 3_600_000;
/** Where providers' prices for long prompts begin, in tokens. */
const CONTEXT_STEPS = [1_000_000, 512_000, 272_000, 256_000, 200_000, 128_000, 100_000, 32_000] as const;

/** A call's row. */
export function callRow(call: EndedRecord): Insertable<LedgerCallsTable> {
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

/**
 * What a call adds to the sums: each attempt its tokens where they were used, the one that answered the call itself.
 */
export function sumRows(call: EndedRecord): LedgerHoursTable[] {
  const { attempts, deployment } = call;
  const answering = attempts.findLastIndex((attempt) => attempt.deployment === deployment);
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
    return [sumRow(call, nowhere, true)];
  }
  return attempts.flatMap((attempt, at) => {
    const counts = at === Math.max(answering, 0);
    return counts || Object.keys(attempt.tokens).length > 0 ? [sumRow(call, attempt, counts)] : [];
  });
}

function sumRow(call: EndedRecord, attempt: AttemptUse, counts: boolean): LedgerHoursTable {
  const { tokens } = attempt;
  return {
    hour: Math.floor(call.at / HOUR_MS) * HOUR_MS,
    key_id: call.keyId,
    group_path: call.group,
    alias: call.alias ?? '',
    model: attempt.model,
    deployment: attempt.deployment,
    provider: attempt.provider,
    door: call.door,
    status: call.status,
    service_tier: call.tier ?? '',
    context_over: contextOver(tokens.input ?? 0),
    calls: counts ? 1 : 0,
    estimated_calls: counts && isEstimated(call) ? 1 : 0,
    input_tokens: tokens.input ?? 0,
    cached_tokens: tokens.cached ?? 0,
    cache_write_tokens: tokens.cacheWrite ?? 0,
    cache_write_1h_tokens: tokens.cacheWrite1h ?? 0,
    output_tokens: tokens.output ?? 0,
    reasoning_tokens: tokens.reasoning ?? 0,
    audio_input_tokens: tokens.audioInput ?? 0,
    audio_output_tokens: tokens.audioOutput ?? 0,
    image_tokens: tokens.image ?? 0,
    searches: tokens.searches ?? 0,
    charged_usd: counts ? (call.chargedUsd ?? 0) : 0,
    ...histogram('ft', counts ? call.firstTokenMs : undefined),
    ...histogram('du', counts && call.ended !== 'lost' ? call.ms : undefined),
  };
}

const COLUMNS = { ft: histogramColumns('ft'), du: histogramColumns('du') } as const;

function histogram(of: 'ft' | 'du', ms: number | undefined): Record<HistogramColumn, number> {
  const found = ms === undefined ? -1 : HISTOGRAM_BOUNDS_MS.findIndex((bound) => ms <= bound);
  const at = ms !== undefined && found < 0 ? HISTOGRAM_BOUNDS_MS.length : found;
  return Object.fromEntries(COLUMNS[of].map((name, index) => [name, index === at ? 1 : 0]));
}
