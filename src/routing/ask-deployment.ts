import { PartCancellation } from '../cancellation/cancellation';
import type { CancelSignal } from '../cancellation/cancellation';
import { clearDeadline, setDeadline } from '../cancellation/deadlines';
import type { Deadline } from '../cancellation/deadlines';
import { GatewayError } from '../errors/gateway-error';
import type { Deployment } from '../catalogue/deployment';
import { noteDropped } from '../llm/llm-adapter';
import type { LlmCall, WholeAnswer } from '../llm/llm-adapter';
import { countTokens } from '../llm/mapping/count-tokens';
import { embedInWire } from '../llm/mapping/embed-in-wire';
import { passThrough } from '../llm/mapping/pass-through';
import { withSpan } from '../traces/request-trace';
import { randomHex } from '../traces/sortable-id';
import type { Answer, AnswerCall, AnswerSink } from './answer-source';
import type { Attempt } from './attempt';
import { AttemptStream } from './attempt-stream';
import type { StreamLimits } from './attempt-stream';
import { inWire } from './in-wire';
import { namedAnswer, namedSink } from './named-answer';

/** Asks an attempt's deployment for a whole answer. Rejects as adapters do, also where the door can make nothing of it. */
export async function askWhole(
  call: AnswerCall,
  attempt: Attempt,
  signal: CancelSignal,
  limits: WholeLimits,
): Promise<Answer> {
  const asked = callOf(call, attempt);
  const answer = await withinAttempt(call, signal, limits, (own) =>
    answerOf(call, attempt.deployment, asked, own),
  );
  const body = called(call, attempt, answer.body);
  attempt.answered(body.length);
  return { body: call.present === undefined ? body : call.present(body, attempt.facts), attempt };
}

/** How long one attempt at a whole answer may take, in milliseconds. */
export interface WholeLimits {
  /** Where another deployment is left; half of the time that is left by default. */
  readonly attemptMs?: number | undefined;
  /** Whether the call may go on there: one that is known, and may not be asked now, is of no use to it. */
  readonly mayAsk: (deployment: Deployment) => boolean;
  /** Also where none is; undefined for no such limit. */
  readonly headersMs?: number | undefined;
}

/** Gives a silent deployment up. */
function withinAttempt<T>(
  { asks, deployments, attempts, deadlineAt }: AnswerCall,
  signal: CancelSignal,
  { attemptMs, headersMs = Infinity, mayAsk }: WholeLimits,
  ask: (signal: CancelSignal) => Promise<T>,
): Promise<T> {
  const wasNotAsked = (one: Deployment): boolean => attempts.every(({ deployment }) => deployment !== one);
  const isOneLeft = deployments.length > 1 && deployments.some(wasNotAsked);
  if (asks !== 'chat' || (!isOneLeft && headersMs === Infinity)) return ask(signal);
  const now = performance.now();
  const ownMs = isOneLeft ? (attemptMs ?? (deadlineAt - now) / 2) : Infinity;
  const own = new PartCancellation(signal);
  const mayGoOn = (): boolean => deployments.some((one) => wasNotAsked(one) && mayAsk(one));
  return askUntil(new AttemptLimit(own, ownMs, now + headersMs, mayGoOn), own, ask);
}

async function askUntil<T>(
  limit: AttemptLimit,
  own: PartCancellation,
  ask: (signal: CancelSignal) => Promise<T>,
): Promise<T> {
  limit.start();
  try {
    return await ask(own);
  } catch (thrown) {
    throw own.aborted ? own.reason : thrown;
  } finally {
    clearDeadline(limit);
    own.release();
  }
}

/** The time of one attempt at a whole answer. */
class AttemptLimit implements Deadline {
  dueAt = Infinity;
  place = -1;

  /**
   * @param ms after which it is given up where the call may go on elsewhere; where it may not, that is seen again as much later
   * @param lastAt `performance.now()` at which it is given up in any case
   */
  constructor(
    private readonly own: PartCancellation,
    private readonly ms: number,
    private readonly lastAt: number,
    private readonly mayGoOn: () => boolean,
  ) {}

  start(): void {
    setDeadline(this, Math.min(performance.now() + this.ms, this.lastAt));
  }

  onDue(): void {
    if (performance.now() < this.lastAt && !this.mayGoOn()) {
      this.start();
      return;
    }
    const message = 'The upstream did not answer within the time of one attempt.';
    this.own.abort(new GatewayError('TIMEOUT', message, { upstreamFailure: 'headers_timeout' }));
  }
}

/** The answer by the name that the deployment's answers are to have. */
function called({ asks, request }: AnswerCall, { deployment }: Attempt, body: Buffer): Buffer {
  const { answerModel } = deployment;
  return typeof answerModel === 'string' && asks !== 'tokens'
    ? namedAnswer(body, request.wire.name, answerModel)
    : body;
}

function answerOf(
  { asks }: AnswerCall,
  deployment: Deployment,
  asked: LlmCall,
  signal: CancelSignal,
): Promise<WholeAnswer> {
  const { adapter } = deployment;
  switch (asks) {
    case 'chat':
      return inWire(deployment, asked).complete(asked, signal);
    case 'embeddings':
      return embedInWire(adapter, asked, signal);
    case 'tokens':
      return countTokens(adapter, asked, signal);
    case 'passed':
      throw new Error('What passes is a stream.');
  }
}

/** A picture comes when it is finished, as other whole answers do: the call's total limit is the one for it. */
const UNLIMITED_START = { headersTimeoutMs: 86_400_000, firstTokenTimeoutMs: 86_400_000 };

/** Asks for a stream within its limits of time. Rejects as adapters do, with TIMEOUT when a limit passed. */
export async function askStream(
  call: AnswerCall,
  attempt: Attempt,
  sink: AnswerSink,
  limits: StreamLimits,
  signal: CancelSignal,
): Promise<void> {
  const own = new PartCancellation(signal);
  const isPassed = call.asks === 'passed';
  const named = isPassed ? sink : namedSink(sink, call.request.wire.name, attempt.deployment);
  const stream = new AttemptStream(
    attempt,
    named,
    isPassed ? { ...limits, ...UNLIMITED_START } : limits,
    (error) => {
      own.abort(error);
    },
  );
  try {
    sink.asked(attempt);
    const asked = callOf(call, attempt);
    if (isPassed) await passThrough(attempt.deployment.adapter, asked, stream, own);
    else await inWire(attempt.deployment, asked).stream(asked, stream, own);
  } catch (thrown) {
    throw own.aborted ? own.reason : thrown;
  } finally {
    own.release();
    stream.close();
  }
}

/** The call as the adapter of an attempt's deployment gets it. */
function callOf({ request, isTraced }: AnswerCall, attempt: Attempt): LlmCall {
  const { deployment, facts } = attempt;
  const headers = isTraced === true ? tracedHeaders(attempt, request.headers) : request.headers;
  const { usageWanted, wireHeaders, wire, prefill, cutBetas, continued, passed } = request;
  const goesOn = continued?.at === deployment.id;
  const { raw, body } = goesOn ? continued : request;
  if (request.cutFields !== undefined) noteDropped(facts, request.cutFields);
  const { remoteModel, deploymentName, maxOutputTokens, assignment, answerModel } = deployment;
  return {
    raw,
    body,
    joined: goesOn ? request : undefined,
    usageWanted,
    headers,
    wireHeaders,
    wire,
    prefill,
    cutBetas,
    passed,
    model: remoteModel,
    answerModel: answerModel === null ? undefined : (answerModel ?? request.model),
    givenModel: answerModel ?? undefined,
    modelIsBinding: assignment !== undefined,
    deploymentName,
    deploymentId: deployment.id,
    maxOutputTokens,
    facts,
  };
}

/** The headers with the attempt's span as the parent of what the upstream records. */
function tracedHeaders(
  attempt: Attempt,
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const { traceparent } = headers;
  if (traceparent === undefined) return headers;
  attempt.spanId = randomHex(8);
  return { ...headers, traceparent: withSpan(traceparent, attempt.spanId) };
}
