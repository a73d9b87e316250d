import type { AttemptUse, EndedRecord } from '../ledger-record';
import { cachedPartsOf, isBilled } from '../ledger-record';
import { pricedTier } from '../prices/priced-tiers';
import { hourOf } from '../utc-hours';
import { contextOver } from './context-over';
import { HISTOGRAM_BOUNDS_MS, histogramColumns, SUM_MEASURES } from './ledger-tables';
import type { HistogramColumn, SumDimensions, SumMeasure } from './ledger-tables';

/** What has been summed at one place. */
export type Measures = Record<SumMeasure, number>;

/** Nothing summed yet. */
export function noMeasures(): Measures {
  return { ...NO_MEASURES };
}

// Every measure is in the list.
const NO_MEASURES = Object.fromEntries(SUM_MEASURES.map((name) => [name, 0])) as Measures;

/** The sum of a place. */
export type SumAt = (of: SumDimensions) => Measures;

/**
 * Adds a call to sums: each attempt its tokens where they were used, the one that answered the call itself.
 */
export function addCall(call: EndedRecord, sumAt: SumAt): void {
  const { attempts, deployment } = call;
  if (attempts.length === 0) {
    addAttempt(call, nowhere(call), { counts: true, isEstimated: false }, sumAt);
    return;
  }
  const answering = Math.max(
    0,
    attempts.findLastIndex((attempt) => attempt.deployment === deployment),
  );
  // Told where it was used: an attempt that used nothing would be taken for one that an earlier release has not counted as billed.
  const estimatedAt =
    attempts[answering]?.estimated === true
      ? answering
      : attempts.findIndex(({ estimated }) => estimated === true);
  for (const [at, attempt] of attempts.entries()) {
    const told = { counts: at === answering, isEstimated: at === estimatedAt };
    if (told.counts || told.isEstimated || Object.keys(attempt.tokens).length > 0)
      addAttempt(call, attempt, told, sumAt);
  }
}

/** For a call that no upstream was asked for. */
function nowhere({ deployment, connection, provider, modelAsked }: EndedRecord): AttemptUse {
  return { deployment, connection, provider, model: modelAsked, outcome: 'none', ms: 0, tokens: {} };
}

/** What of a call is told with one of its attempts. */
interface Told {
  readonly counts: boolean;
  readonly isEstimated: boolean;
}

function addAttempt(call: EndedRecord, attempt: AttemptUse, told: Told, sumAt: SumAt): void {
  const { tokens } = attempt;
  const sum = sumAt({
    hour: hourOf(call.at),
    key_id: call.keyId,
    group_path: call.group,
    alias: call.alias ?? '',
    model: attempt.model,
    deployment: attempt.deployment,
    provider: attempt.provider,
    door: call.door,
    status: call.status,
    service_tier: pricedTier(attempt.tier ?? call.tier ?? ''),
    context_over: contextOver(tokens.input ?? 0),
  });
  sum.input_tokens += tokens.input ?? 0;
  sum.cached_tokens += tokens.cached ?? 0;
  sum.cache_write_tokens += tokens.cacheWrite ?? 0;
  sum.cache_write_1h_tokens += tokens.cacheWrite1h ?? 0;
  sum.output_tokens += tokens.output ?? 0;
  sum.reasoning_tokens += tokens.reasoning ?? 0;
  sum.audio_input_tokens += tokens.audioInput ?? 0;
  sum.audio_output_tokens += tokens.audioOutput ?? 0;
  sum.image_tokens += tokens.image ?? 0;
  sum.searches += tokens.searches ?? 0;
  sum.image_output_tokens += tokens.imageOutput ?? 0;
  sum.images += tokens.images ?? 0;
  sum.audio_seconds += tokens.audioSeconds ?? 0;
  sum.characters += tokens.characters ?? 0;
  if (isBilled(attempt)) sum.billed_attempts += 1;
  const { audio, image } = cachedPartsOf(tokens);
  sum.cached_audio_tokens += audio;
  sum.cached_image_tokens += image;
  if (told.isEstimated) sum.estimated_calls += 1;
  if (!told.counts) return;
  sum.calls += 1;
  sum.charged_usd += call.chargedUsd ?? 0;
  if (call.firstTokenMs !== undefined) countIn(sum, FIRST_TOKEN, call.firstTokenMs);
  if (call.ended !== 'lost') countIn(sum, DURATION, call.ms);
}

const FIRST_TOKEN = histogramColumns('ft');
const DURATION = histogramColumns('du');

/** Counts a time in the class of a histogram that it falls into. */
function countIn(sum: Measures, histogram: readonly HistogramColumn[], ms: number): void {
  const found = HISTOGRAM_BOUNDS_MS.findIndex((bound) => ms <= bound);
  const column = histogram.at(found) ?? 'du_0';
  sum[column] = (sum[column] ?? 0) + 1;
}
