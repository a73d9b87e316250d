import { abortReason } from '../../cancellation/cancellation';
import type { CancelSignal } from '../../cancellation/cancellation';
import { GatewayError } from '../../errors/gateway-error';
import type { AnswerFacts } from '../../llm/llm-adapter';
import type { Answer, AnswerCall, AnswerSink, AnswerSource, Layer } from '../../routing/answer-source';
import { Attempt } from '../../routing/attempt';
import { AnswerReader } from './answer-reader';
import { AnswerLost } from './followed-answer';
import type { KeyedAnswer } from './keyed-answer';
import type { KeyedAnswers } from './keyed-answers';
import { streamOfWhole, wholeOfStream } from './other-form';

/** So often the replica that makes an answer may die before the call is given up. */
const MAX_TRIES = 5;
const REPLAYED = { 'x-llm-proxy-replayed': 'true' };

/**
 * Calls of one caller with one `Idempotency-Key` are one call: the first asks, those that come meanwhile read along, later
 * ones get the stored answer.
 */
export function idempotencyLayer(answers: KeyedAnswers): Layer {
  return (inner) => new IdempotencySource(inner, answers);
}

class IdempotencySource implements AnswerSource {
  constructor(
    private readonly inner: AnswerSource,
    private readonly answers: KeyedAnswers,
  ) {}

  async whole(call: AnswerCall, signal: CancelSignal): Promise<Answer> {
    const { repeated } = call;
    if (repeated === undefined) return this.inner.whole(call, signal);
    for (let tries = 1; ; tries++) {
      const taken = this.answers.take(repeated, false, call.deployments);
      const { answer, isFirst } = taken instanceof Promise ? await taken : taken;
      if (isFirst) {
        requireCaller(answer, signal);
        return this.#firstWhole(call, answer, signal);
      }
      noteReplayed(call, answer);
      const reader = new AnswerReader(answer, undefined);
      if (await isRead(reader, signal, tries)) return presented(answer, call);
    }
  }

  async stream(call: AnswerCall, sink: AnswerSink, signal: CancelSignal): Promise<void> {
    const { repeated } = call;
    if (repeated === undefined) return this.inner.stream(call, sink, signal);
    for (let tries = 1; ; tries++) {
      const taken = this.answers.take(repeated, true, call.deployments);
      const { answer, isFirst } = taken instanceof Promise ? await taken : taken;
      if (isFirst) {
        requireCaller(answer, signal);
        return this.#firstStream(call, answer, sink, signal);
      }
      const headers = noteReplayed(call, answer) === 'stored' ? REPLAYED : {};
      const reader = new AnswerReader(answer, answer.streamed ? sink : undefined, headers);
      if (!(await isRead(reader, signal, tries))) continue;
      call.notes.replayedAttempt = answer.attempt;
      call.notes.replayedRescue = answer.rescued;
      if (!answer.streamed) streamOfWhole(answer, call, sink, headers);
      return;
    }
  }

  async #firstWhole(call: AnswerCall, answer: KeyedAnswer, signal: CancelSignal): Promise<Answer> {
    call.notes.replayed = undefined;
    const reader = new AnswerReader(answer, undefined);
    // It is kept as the provider gave it: callers of one door may want it in several forms.
    const bare = new WeakMap<AnswerFacts, Buffer>();
    const { present } = call;
    const asked = present && {
      ...call,
      present: (body: Buffer, facts: AnswerFacts): Buffer => {
        bare.set(facts, body);
        return present(body, facts);
      },
    };
    const run = this.inner.whole(asked ?? call, answer.cancellation).then(
      (whole) => {
        const { attempt } = whole;
        answer.answered({ body: bare.get(attempt.facts) ?? whole.body, attempt });
        return whole;
      },
      (thrown: unknown) => {
        answer.failed(thrown);
        throw thrown;
      },
    );
    return this.#held(call, answer, reader, run, signal);
  }

  async #firstStream(
    call: AnswerCall,
    answer: KeyedAnswer,
    sink: AnswerSink,
    signal: CancelSignal,
  ): Promise<void> {
    call.notes.replayed = undefined;
    const reader = new AnswerReader(answer, sink);
    const run = this.inner.stream(call, answer, answer.cancellation).then(
      () => {
        noteRescued(call, answer);
        answer.ended();
      },
      (thrown: unknown) => {
        answer.failed(thrown);
        throw thrown;
      },
    );
    await this.#held(call, answer, reader, run, signal);
  }

  /** The call is over when its answer is, even when its first caller left long before: it is accounted for as a whole. */
  async #held<T>(
    call: AnswerCall,
    answer: KeyedAnswer,
    reader: AnswerReader,
    run: Promise<T>,
    signal: CancelSignal,
  ): Promise<T> {
    let left = false;
    call.hold((why) => {
      left = true;
      reader.leave(why);
    });
    const onAbort = (): void => {
      answer.cancellation.abort(abortReason(signal));
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort);
    answer.attach(reader);
    try {
      const result = await run;
      await reader.done.catch((thrown: unknown) => {
        if (!left) throw thrown;
      });
      return result;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }
}

/**
 * An answer is begun by a caller who is still there: while it was found out that this one is the first, he may have gone, and others may
 * have come, one of whom is the first then.
 * @throws the signal's reason
 */
function requireCaller(answer: KeyedAnswer, signal: CancelSignal): void {
  if (!signal.aborted) return;
  answer.failed(new AnswerLost());
  throw abortReason(signal);
}

/** An answer that somebody else has made, in the form of this call's door. @throws GatewayError where it has none */
function presented(answer: KeyedAnswer, call: AnswerCall): Answer {
  const { whole } = answer;
  if (whole === undefined) return wholeOfStream(answer, call);
  const { body, attempt } = whole;
  return { body: call.present?.(body, { ...attempt.facts }) ?? body, attempt };
}

/** Of an answer that several attempts have made those who read it later are told what its caller was, and not what the first one knew. */
function noteRescued({ attempts, notes }: AnswerCall, answer: KeyedAnswer): void {
  const last = attempts.findLast(({ outcome }) => outcome === 'ok');
  if (notes.rescued === undefined || last === undefined || answer.attempt === undefined) return;
  const told = new Attempt(answer.attempt.deployment);
  told.outcome = 'ok';
  told.frames = last.frames;
  told.bytes = last.bytes;
  Object.assign(told.facts, last.facts, { usage: notes.usage ?? last.facts.usage });
  answer.attempt = told;
  answer.rescued = notes.rescued;
}

function noteReplayed(
  { notes, repeated }: AnswerCall,
  { state, isStored }: KeyedAnswer,
): 'stored' | 'attached' {
  repeated?.joined?.();
  notes.replayed = isStored || state === 'whole' ? 'stored' : 'attached';
  return notes.replayed;
}

/**
 * Reads an answer that somebody else makes.
 * @returns false where that one has gone before its reader had anything: the call is to be made anew
 * @throws as the answer failed, or the signal's reason
 */
async function isRead(reader: AnswerReader, signal: CancelSignal, tries: number): Promise<boolean> {
  try {
    await reader.read(signal);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof AnswerLost)) throw thrown;
    if (reader.at === 0 && tries < MAX_TRIES && !signal.aborted) return false;
    throw new GatewayError(
      'OVERLOADED',
      'The replica that made this answer has gone. Call again with the same Idempotency-Key, without Last-Event-ID.',
    );
  }
}
