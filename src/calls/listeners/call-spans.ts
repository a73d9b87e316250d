import type { SpanData } from '../../telemetry/finished-span';
import {
  genAiOperation,
  genAiOutput,
  genAiProvider,
  genAiProviderOfWire,
} from '../../telemetry/gen-ai-names';
import { admissionSpan } from '../../telemetry/admission-span';
import { isLikeKey, REDACTED_WORD } from '../../log/like-a-key';
import type { Attempt } from '../../routing/attempt';
import type { Rescue } from '../../routing/call-notes';
import { spanIdOf } from '../../traces/request-trace';
import type { TraceNotes } from '../../traces/request-trace';
import { randomHex } from '../../traces/sortable-id';
import type { TokenUsage } from '../../wire/canonical/token-usage';
import type { CallRecord } from '../call-record';

type Attributes = Record<string, string | number | boolean | string[]>;

/** What the spans of one call have in common. */
interface Common {
  /** From `performance.now()`'s clock to milliseconds since 1970. */
  readonly epoch: number;
  /** The call's own span. */
  readonly spanId: string;
  /** What is asked for, by the conventions' name. */
  readonly operation: string;
  /** When the call ended; `performance.now()`. */
  readonly endedAt: number;
  /** A model's name, or a deployment's: a caller may put a key there. */
  readonly shown: (name: string) => string;
}

/**
 * The spans of an ended call: its own by the GenAI conventions (names, numbers and words of ours: no text of prompt or answer
 * has a way in), and below it those of the limits, of each attempt, and of each rescue.
 */
export function callSpans(call: CallRecord, notes: TraceNotes): SpanData[] {
  const { request } = call;
  const isHidden = isLikeKey(request.model);
  const common: Common = {
    epoch: Date.now() - performance.now(),
    spanId: spanIdOf(request.trace.traceparent),
    operation: genAiOperation(request.route) ?? 'chat',
    endedAt: request.startedAt + call.durationMs,
    shown: (name) => (isHidden ? REDACTED_WORD : name),
  };
  const spans = [callSpan(call, common)];
  const isOne = call.attempts.length === 1;
  const admission = admissionSpan(notes, common.spanId, common.epoch, undefined);
  if (admission !== undefined) spans.push(admission);
  const parents = call.notes.rescues.length === 0 ? undefined : rescueSpans(call, common, spans);
  call.attempts.forEach((attempt, index) => {
    spans.push(attemptSpan(attempt, index, parents?.get(attempt) ?? common.spanId, common, isOne));
  });
  return spans;
}

/** What a call failed of, in one word of ours; undefined where it was answered, or its caller left. */
export function errorOf({ code }: CallRecord): string | undefined {
  return code;
}

/** Who answered, by the conventions' name; where no deployment was asked, whose wire the caller speaks. */
export function providerOf({ answering, request }: CallRecord): string {
  return answering === undefined ? genAiProviderOfWire(request.wire.name) : providerOfAttempt(answering);
}

function callSpan(call: CallRecord, { epoch, spanId, operation, endedAt, shown }: Common): SpanData {
  const { request, notes } = call;
  const { trace, route } = request;
  const model = shown(request.model);
  const error = errorOf(call);
  const attributes: Attributes = {
    'gen_ai.operation.name': operation,
    'gen_ai.provider.name': providerOf(call),
    'gen_ai.request.model': model,
    'http.route': route,
    'http.response.status_code': call.status,
    'llm_proxy.request_id': trace.requestId,
    'llm_proxy.key_id': request.caller.keyId,
    'llm_proxy.ended': call.ending,
    'llm_proxy.attempts': call.attempts.length,
  };
  // Where the caller sent no id of its own they are one.
  if (trace.callId !== trace.requestId) attributes['llm_proxy.call_id'] = trace.callId;
  if (error !== undefined) attributes['error.type'] = error;
  addWhose(attributes, call);
  addAnswer(attributes, call, shown);
  if (notes.replayed !== undefined) attributes['llm_proxy.replayed'] = notes.replayed;
  else addUsage(attributes, call.usage);
  return {
    name: `${operation} ${model}`,
    kind: 'server',
    spanId,
    parentSpanId: trace.parentSpanId,
    isParentRemote: true,
    startedAt: epoch + request.startedAt,
    endedAt: epoch + endedAt,
    attributes,
    error,
  };
}

/** Whose call it is, where that is known, and what kind of answer it asks for. */
function addWhose(attributes: Attributes, { request: { caller, agent, route } }: CallRecord): void {
  if (caller.kind === 'virtual') attributes['llm_proxy.key_name'] = caller.name;
  const { session } = agent;
  if (session !== undefined)
    attributes['gen_ai.conversation.id'] = isLikeKey(session) ? REDACTED_WORD : session;
  const output = genAiOutput(route);
  if (output !== undefined) attributes['gen_ai.output.type'] = output;
}

/** What is known of the answer. A stream that broke off ends with `error`, as the conventions have it. */
function addAnswer(attributes: Attributes, call: CallRecord, shown: (name: string) => string): void {
  const { facts, firstTokenMs, streamed, deployment, ending } = call;
  if (deployment !== '') attributes['llm_proxy.deployment'] = shown(deployment);
  if (facts.model !== undefined) attributes['gen_ai.response.model'] = shown(facts.model);
  if (streamed) {
    attributes['gen_ai.request.stream'] = true;
    if (firstTokenMs !== undefined) attributes['gen_ai.response.time_to_first_chunk'] = firstTokenMs / 1_000;
  }
  if (facts.finishReason !== undefined) attributes['gen_ai.response.finish_reasons'] = [facts.finishReason];
  else if (ending !== 'whole' && call.frames > 0) attributes['gen_ai.response.finish_reasons'] = ['error'];
}

/** Tokens by class; a class without tokens is left out, but for what a provider always tells. */
function addUsage(attributes: Attributes, usage: TokenUsage | undefined): void {
  if (usage === undefined) return;
  attributes['gen_ai.usage.input_tokens'] = usage.promptTokens;
  attributes['gen_ai.usage.output_tokens'] = usage.completionTokens;
  const add = (name: string, count: number | undefined): void => {
    if (count !== undefined && count > 0) attributes[name] = count;
  };
  add('gen_ai.usage.cache_read.input_tokens', usage.cachedTokens);
  // The conventions renamed it; backends look for either.
  add('gen_ai.usage.cache_write.input_tokens', usage.cacheWriteTokens);
  add('gen_ai.usage.cache_creation.input_tokens', usage.cacheWriteTokens);
  add('gen_ai.usage.reasoning.output_tokens', usage.reasoningTokens);
  add('gen_ai.usage.audio.input_tokens', usage.audioInputTokens);
  add('gen_ai.usage.audio.output_tokens', usage.audioOutputTokens);
  add('gen_ai.usage.image.input_tokens', usage.imageTokens);
  add('gen_ai.usage.image.output_tokens', usage.imageOutputTokens);
  if (usage.estimated) attributes['llm_proxy.usage.estimated'] = true;
}

function providerOfAttempt({ deployment: { connection, adapter } }: Attempt): string {
  return genAiProvider(connection?.provider ?? adapter.upstream);
}

/** An attempt has its tokens by names of ours: a backend that adds up tokens finds each once, in the call's span. */
function attemptSpan(
  attempt: Attempt,
  index: number,
  parentSpanId: string,
  { epoch, operation, endedAt, shown }: Common,
  isOnly: boolean,
): SpanData {
  const { deployment, facts, used, comesOf, startedAt, firstFrameAt } = attempt;
  // One that another overtook may still be on its way to its end.
  const outcome = attempt.outcome === 'running' ? 'aborted' : attempt.outcome;
  const isOver = attempt.outcome !== 'running';
  const attributes: Attributes = {
    'gen_ai.operation.name': operation,
    'gen_ai.provider.name': providerOfAttempt(attempt),
    'gen_ai.request.model': shown(deployment.remoteModel),
    'llm_proxy.deployment': shown(deployment.id),
    'llm_proxy.attempt.number': index + 1,
    'llm_proxy.attempt.outcome': outcome,
  };
  const error = outcome === 'ok' || outcome === 'aborted' ? undefined : outcome;
  if (error !== undefined) attributes['error.type'] = error;
  if (facts.upstreamStatus !== undefined) attributes['http.response.status_code'] = facts.upstreamStatus;
  if (comesOf !== undefined) attributes['llm_proxy.attempt.how'] = comesOf.how;
  if (attempt.taken) attributes['llm_proxy.attempt.taken'] = true;
  if (firstFrameAt !== undefined)
    attributes['gen_ai.response.time_to_first_chunk'] = (firstFrameAt - startedAt) / 1_000;
  // Those of the only one are the call's.
  if (used !== undefined && !isOnly) {
    attributes['llm_proxy.attempt.input_tokens'] = used.promptTokens;
    attributes['llm_proxy.attempt.output_tokens'] = used.completionTokens;
  }
  return {
    name: `attempt ${shown(deployment.id)}`,
    kind: 'client',
    spanId: attempt.spanId ?? randomHex(8),
    parentSpanId,
    startedAt: epoch + startedAt,
    endedAt: epoch + (isOver ? startedAt + attempt.ms : endedAt),
    attributes,
    error,
  };
}

/** Adds a span for each rescue. @returns the spans of the attempts' rescues */
function rescueSpans(
  { notes, attempts }: CallRecord,
  { epoch, spanId, endedAt, shown }: Common,
  spans: SpanData[],
): Map<Attempt, string> {
  const parents = new Map<Attempt, string>();
  for (const rescue of notes.rescues) {
    const attempt = attempts.find((one) => isOf(one, rescue) && !parents.has(one));
    const broken = attempt?.comesOf?.attempt;
    const own = randomHex(8);
    if (attempt !== undefined) parents.set(attempt, own);
    const begun = broken === undefined ? endedAt : broken.startedAt + broken.ms;
    const isOver = attempt !== undefined && attempt.outcome !== 'running';
    spans.push({
      name: `rescue ${rescue.mode}`,
      kind: 'internal',
      spanId: own,
      parentSpanId: spanId,
      startedAt: epoch + begun,
      endedAt: epoch + (isOver ? attempt.startedAt + attempt.ms : endedAt),
      attributes: {
        'llm_proxy.rescue.mode': rescue.mode,
        'llm_proxy.rescue.outcome': rescue.outcome,
        'llm_proxy.rescue.from': shown(rescue.from),
        'llm_proxy.rescue.to': shown(rescue.to),
        'llm_proxy.rescue.delivered_characters': rescue.at,
      },
      error: rescue.outcome === 'rescued' || rescue.outcome === 'running' ? undefined : rescue.outcome,
    });
  }
  return parents;
}

function isOf({ comesOf, deployment }: Attempt, { mode, to }: Rescue): boolean {
  return comesOf?.how === mode && deployment.id === to;
}
