import { MAX_LOGGED_BYTES } from '../../answer-log/answer-log';
import { PartCancellation, abortReason } from '../../cancellation/cancellation';
import type { CancelSignal } from '../../cancellation/cancellation';
import { GatewayError } from '../../errors/gateway-error';
import { toGatewayError } from '../../errors/to-gateway-error';
import { editJson } from '../../json/json-edit';
import type { StreamSink } from '../../llm/llm-adapter';
import type { AnswerCall, AnswerSource } from '../../routing/answer-source';
import type { Attempt } from '../../routing/attempt';
import type { Rescue } from '../../routing/call-notes';
import type { RescueMode } from '../../routing/rescue-mode';
import { spendRetry } from '../../routing/spend-retry';
import type { AnswerEvents } from '../../wire/canonical/answer-events';
import type { FrameReader } from '../../wire/canonical/frame-reader';
import type { TokenUsage } from '../../wire/canonical/token-usage';
import type { AnswerThread } from './answer-thread';
import { ContinuedAnswer } from './continued-answer';
import type { FirstStream } from './first-stream';
import { Diverged } from './diverged';
import { FurtherStream } from './further-stream';
import type { RefusedPrefills } from './refused-prefills';
import { ONE_TRY } from './one-try';
import { RepeatedAnswer } from './repeated-answer';
import { isRescuableAmid } from './rescue-plan';
import type { RescuePlan, Step } from './rescue-plan';
import type { RescueRules } from './rescue-rules';

/** English text: https://platform.openai.com/tokenizer */
const CHARACTERS_PER_TOKEN = 4;
/** So many last characters are quoted to a target that is asked in words. */
const TAIL_CHARACTERS = 80;
/** So many steps are tried for one answer. */
const MAX_STEPS = 8;

/** One broken stream on its way to be whole. */
export class StreamRescue {
  constructor(
    private readonly inner: AnswerSource,
    private readonly rules: RescueRules,
    private readonly plan: RescuePlan,
    private readonly refused: RefusedPrefills,
    private readonly call: AnswerCall,
    private readonly sink: StreamSink,
    private readonly first: FirstStream,
  ) {}

  /**
   * Goes on with the answer until it is whole.
   * @param attempt whose stream broke
   * @param problem why
   * @throws `problem`, or why a later attempt broke that had delivered more; the signal's reason once that is aborted
   */
  async run(attempt: Attempt, problem: unknown, signal: CancelSignal): Promise<void> {
    let broken = attempt;
    let thrown = problem;
    const begun = this.#begun();
    if (begun === undefined || begun.thread.said.length > MAX_LOGGED_BYTES) throw thrown;
    this.plan.broke(broken.deployment, toGatewayError(thrown));
    for (let steps = 0; steps < MAX_STEPS; steps++) {
      const step = this.plan.next(begun.thread.said, broken.deployment);
      if (step === undefined || performance.now() >= this.call.deadlineAt) break;
      // One more deployment is asked for each answer; what is beyond that would make it worse where most of them break.
      const isFree = steps === 0 && step.deployment !== broken.deployment;
      if (!isFree && !spendRetry(this.rules, this.call, broken.deployment)) break;
      if (!(await this.call.enter(step.deployment))) continue;
      const before = begun.thread.said.length;
      const note = this.#note(step, broken, before);
      try {
        const last = await this.#go(step, begun, broken, signal);
        note.outcome = 'rescued';
        if (last !== undefined) this.call.notes.usage = last;
        return;
      } catch (why) {
        note.outcome = outcomeOf(why, step);
        if (signal.aborted) throw abortReason(signal);
        if (note.outcome === 'refused') this.refused.add(step.deployment);
        const last = this.call.attempts.findLast(({ isMade }) => isMade);
        if (!(why instanceof Diverged)) this.plan.broke(step.deployment, toGatewayError(why));
        if (why instanceof Diverged && why.wasWritten) break;
        if (begun.thread.said.length === before) continue;
        note.isPart = true;
        if (last !== undefined) broken = last;
        thrown = why;
        if (why instanceof Diverged || !isRescuableAmid(toGatewayError(why))) break;
      }
    }
    throw thrown;
  }

  #begun(): { readonly thread: AnswerThread; readonly reader: FrameReader | undefined } | undefined {
    try {
      return this.first.thread();
    } catch {
      // What the caller has cannot be read, so that nobody can tell how it would go on.
      return undefined;
    }
  }

  #note({ mode, deployment }: Step, broken: Attempt, at: number): Rescue {
    const note: Rescue = { from: broken.deployment.id, to: deployment.id, mode, at, outcome: 'running' };
    this.call.notes.rescues.push(note);
    return note;
  }

  /** @returns what the caller was told of its usage, where that is not the last attempt's */
  async #go(
    { mode, deployment }: Step,
    begun: { readonly thread: AnswerThread; readonly reader: FrameReader | undefined },
    broken: Attempt,
    signal: CancelSignal,
  ): Promise<TokenUsage | undefined> {
    const { call } = this;
    const { thread } = begun;
    const own = new PartCancellation(signal);
    const text = thread.said.wholeText;
    const tokens = Math.max(broken.frames, Math.ceil(thread.said.length / CHARACTERS_PER_TOKEN));
    let told: TokenUsage | undefined;
    const onDiverged = (): void => {
      own.abort(new Diverged());
    };
    const filter = (): AnswerEvents =>
      mode === 'restart'
        ? new RepeatedAnswer(thread, thread.said, onDiverged)
        : new ContinuedAnswer(thread, text, mode, onDiverged);
    const whole = {
      note: JSON.stringify(call.notes.rescued ?? {}),
      isGivenUp: () => own.aborted,
      usage: (last: TokenUsage): TokenUsage =>
        mode === 'restart' ? last : (told = together(last, broken.facts.usage, tokens)),
    };
    const comesOf = { how: mode, attempt: broken };
    const goingOn = { thread, before: begun.reader, comesOf, filter, whole };
    const further = new FurtherStream(call.request.wire, goingOn, this.sink, own);
    try {
      await this.inner.stream(
        {
          ...call,
          request: { ...this.#request(mode, text, tokens), wire: further.wire },
          deployments: [deployment],
          deadlineAt: ONE_TRY,
        },
        further,
        own,
      );
      if (!own.aborted) further.end();
      // What came together with the end of the answer was read after its exchange was over.
      if (own.aborted) throw abortReason(own);
      return told;
    } finally {
      own.release();
      further.release();
    }
  }

  #request(mode: RescueMode, text: string, tokens: number): AnswerCall['request'] {
    const { request } = this.call;
    if (mode === 'restart') return request;
    const prefill = mode === 'prefill';
    const instruction = prefill
      ? undefined
      : this.rules.instruction.replaceAll('{tail}', () => text.trimEnd().slice(-TAIL_CHARACTERS));
    // Several providers refuse white space at the end of it.
    const begun = { text: text.trimEnd(), instruction, tokens };
    const edits = request.wire.goingOn(request.body, begun);
    const body = { ...request.body, ...edits };
    return {
      ...request,
      body,
      raw: editJson(request.raw, request.body, edits),
      continued: undefined,
      prefill,
    };
  }
}

/** The prompt as the first attempt had it, and the answer as the caller has it. */
function together(last: TokenUsage, first: TokenUsage | undefined, delivered: number): TokenUsage {
  const before = Math.min(delivered, last.promptTokens);
  return {
    ...last,
    promptTokens:
      first?.promptTokens ?? (last.promptTokens > before ? last.promptTokens - before : last.promptTokens),
    completionTokens: delivered + last.completionTokens,
    estimated: true,
  };
}

function outcomeOf(why: unknown, { mode }: Step): Rescue['outcome'] {
  if (why instanceof Diverged) return 'diverged';
  const refused = mode === 'prefill' && why instanceof GatewayError && why.upstreamFailure === 'rejected';
  return refused ? 'refused' : 'failed';
}
