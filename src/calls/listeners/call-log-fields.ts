import { isLikeKey, REDACTED_WORD } from '../../log/like-a-key';
import { litellmLogFields } from '../../upstream/forwarded-headers';
import type { Attempt } from '../../routing/attempt';
import type { Rescue } from '../../routing/call-notes';
import type { CallRecord } from '../call-record';
import { bytesIn } from '../call-request';

/**
 * The fields of a call's log line. Everything in it is a name, a number or a word of ours: prompts, answers and keys
 * have no way in.
 */
export function callLogFields(record: CallRecord): Record<string, unknown> {
  const { request, facts } = record;
  const { usage } = record;
  // A caller may put a key where the model's name belongs; a deployment is called after its model.
  const isHidden = isLikeKey(request.model);
  const shown = (name: string): string => (isHidden ? REDACTED_WORD : name);
  return {
    request_id: request.trace.requestId,
    trace_id: request.trace.traceId,
    key_id: request.caller.keyId,
    key_name: request.caller.kind === 'virtual' ? request.caller.name : undefined,
    address: request.address,
    session_id: unlikeKey(request.agent.session),
    agent_id: unlikeKey(request.agent.agent),
    parent_agent_id: unlikeKey(request.agent.parent),
    route: request.route,
    model: shown(request.model),
    model_served: facts.model === undefined ? undefined : shown(facts.model),
    upstream: record.upstream,
    deployment: shown(record.deployment),
    status: record.status,
    code: record.code,
    upstream_status: facts.upstreamStatus,
    upstream_failure: record.upstreamFailure,
    ...litellmLogFields(facts.headers),
    streamed: record.streamed,
    ended: record.ending,
    upstream_ms: rounded(record.upstreamLatencyMs),
    first_token_ms: rounded(record.firstTokenMs),
    duration_ms: rounded(record.durationMs),
    prompt_tokens: usage?.promptTokens,
    completion_tokens: usage?.completionTokens,
    cached_tokens: usage?.cachedTokens,
    reasoning_tokens: usage?.reasoningTokens,
    usage_estimated: usage?.estimated === true ? true : undefined,
    tokens_per_second: tokensPerSecond(record),
    finish_reason: facts.finishReason,
    dropped: facts.dropped.length > 0 ? facts.dropped.map((name) => name.slice(0, 128)) : undefined,
    attempts: record.attempts.length,
    attempt_log:
      record.attempts.length > 1
        ? record.attempts.map((attempt) => attemptFields(attempt, record.attempts, shown))
        : undefined,
    replayed: record.notes.replayed,
    rescues:
      record.notes.rescues.length > 0
        ? record.notes.rescues.map((one) => rescueFields(one, shown))
        : undefined,
    bytes_in: bytesIn(request),
    bytes_out: record.bytes,
    frames: record.streamed ? record.frames : undefined,
    frames_skipped: facts.skippedFrames > 0 ? facts.skippedFrames : undefined,
    longest_gap_ms: record.streamed ? rounded(record.longestGapMs) : undefined,
  };
}

/** A caller may put a key where an id belongs. */
function unlikeKey(id: string | undefined): string | undefined {
  return id !== undefined && isLikeKey(id) ? REDACTED_WORD : id;
}

function attemptFields(
  { deployment, outcome, ms, taken, comesOf, used }: Attempt,
  all: readonly Attempt[],
  shown: (name: string) => string,
): Record<string, unknown> {
  return {
    deployment: shown(deployment.id),
    outcome,
    ms: rounded(ms),
    ...(taken && { taken }),
    // Which attempt it was made for, counted from 1: attempts form a tree.
    ...(comesOf && { how: comesOf.how, after: all.indexOf(comesOf.attempt) + 1 }),
    ...(used && { prompt_tokens: used.promptTokens, completion_tokens: used.completionTokens }),
  };
}

function rescueFields({ from, to, mode, at, outcome }: Rescue, shown: (name: string) => string): Rescue {
  return { from: shown(from), to: shown(to), mode, at, outcome };
}

/** Over the time from the first token on where it is known, because what came before it was waiting. */
function tokensPerSecond(record: CallRecord): number | undefined {
  const tokens = record.usage?.completionTokens ?? 0;
  const ms = record.durationMs - (record.firstTokenMs ?? 0);
  return tokens > 0 && ms > 0 ? Math.round((tokens / ms) * 10_000) / 10 : undefined;
}

function rounded(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms * 10) / 10;
}
