import type { EndedRecord } from '../ledger-record';
import { sumOf } from '../ledger-record';
import type { LedgerCallsTable } from './ledger-tables';

/** The columns of a call's row, in the order of {@link callValues}. */
export const CALL_COLUMNS = [
  'call_id',
  'started_at',
  'first_token_ms',
  'duration_ms',
  'request_id',
  'trace_id',
  'key_id',
  'key_name',
  'group_path',
  'end_user',
  'session',
  'tags',
  'door',
  'wire',
  'streamed',
  'alias',
  'model_asked',
  'model_served',
  'deployment',
  'connection',
  'provider',
  'status',
  'code',
  'ended',
  'attempts',
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
  'estimated',
  'replayed',
  'saved',
  'service_tier',
  'bytes_in',
  'bytes_out',
  'client',
  'charged_usd',
] as const satisfies readonly (keyof LedgerCallsTable)[];

/** Values of columns, each of its column's type. */
type ValuesOf<Names extends readonly (keyof LedgerCallsTable)[]> = {
  readonly [At in keyof Names]: LedgerCallsTable[Names[At]];
};

/** A call's row: by place, because a row of names takes as long again for each call. */
export function callValues(call: EndedRecord): ValuesOf<typeof CALL_COLUMNS> {
  const used = sumOf(call.attempts);
  return [
    call.id,
    call.at,
    call.firstTokenMs ?? null,
    call.ms,
    call.requestId,
    call.traceId,
    call.keyId,
    call.keyName,
    call.group,
    call.user ?? null,
    call.session ?? null,
    call.tags === undefined ? null : JSON.stringify(call.tags),
    call.door,
    call.wire,
    call.streamed ? 1 : 0,
    call.alias ?? null,
    call.modelAsked,
    call.modelServed ?? null,
    call.deployment,
    call.connection,
    call.provider,
    call.status,
    call.code ?? null,
    call.ended,
    JSON.stringify(call.attempts),
    used.input,
    used.cached,
    used.cacheWrite,
    used.cacheWrite1h,
    used.output,
    used.reasoning,
    used.audioInput,
    used.audioOutput,
    used.image,
    used.searches,
    used.imageOutput,
    used.images,
    used.audioSeconds,
    used.characters,
    isEstimated(call) ? 1 : 0,
    call.replayed ?? null,
    call.saved === undefined ? null : JSON.stringify(call.saved),
    call.tier ?? null,
    call.bytesIn,
    call.bytesOut,
    call.client ?? null,
    call.chargedUsd ?? null,
  ];
}

/** Whether any figure of a call is ours and not a provider's. */
function isEstimated({ attempts }: EndedRecord): boolean {
  return attempts.some(({ estimated }) => estimated === true);
}
