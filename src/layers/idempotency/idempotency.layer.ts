import { abortReason } from '../../cancellation/cancellation';
import type { CancelSignal } from '../../cancellation/cancellation';
import { GatewayError } from '../../errors/gateway-error';
import type { Answer, AnswerCall, AnswerSink, AnswerSource, Layer } from '../../routing/answer-source';
import type { RepeatedCall } from '../../routing/repeated-call';
import { AnswerReader } from './answer-reader';
import type { KeyedAnswer } from './keyed-answer';
import type { MemoryAnswers } from './memory-answers';
import { streamOfWhole, wholeOfStream } from './other-form';

const REPLAYED = { 'x-llm-proxy-replayed': 'true' };

/**
 * Calls of one caller with one `Idempotency-Key` are one call: the first asks, those that come meanwhile read along, later
 * ones get the stored answer.
 */
export function idempotencyLayer(answers: MemoryAnswers): Layer {
  return (inner) => new IdempotencySource(inner, answers);
}

class IdempotencySource implements AnswerSource {
  constructor(
    private readonly inner: AnswerSource,
    private readonly answers: MemoryAnswers,
  ) {}

  async whole(call: AnswerCall, signal: CancelSignal): Promise<Answer> {
    const { repeated } = call;
    if (repeated === undefined) return this.inner.whole(call, signal);
    const known = this.#known(repeated);
    if (known === undefined) return this.#firstWhole(call, repeated, signal);
    const isStored = known.state === 'whole';
    call.notes.replayed = isStored ? 'stored' : 'attached';
    await new AnswerReader(known, undefined).read(signal);
    return known.whole ?? wholeOfStream(known, call);
  }

  async stream(call: AnswerCall, sink: AnswerSink, signal: CancelSignal): Promise<void> {
    const { repeated } = call;
    if (repeated === undefined) return this.inner.stream(call, sink, signal);
    const known = this.#known(repeated);
    if (known === undefined) return this.#firstStream(call, repeated, sink, signal);
    const isStored = known.state === 'whole';
    call.notes.replayed = isStored ? 'stored' : 'attached';
    const headers = isStored ? REPLAYED : {};
    await new AnswerReader(known, known.streamed ? sink : undefined, headers).read(signal);
    call.notes.replayedAttempt = known.attempt;
    if (!known.streamed) streamOfWhole(known, call, sink, headers);
  }

  /** @throws GatewayError where the key has another body, or the answer that is to be continued is gone */
  #known({ name, bodyHash, after }: RepeatedCall): KeyedAnswer | undefined {
    const known = this.answers.find(name);
    if (known !== undefined && known.bodyHash !== bodyHash) {
      throw new GatewayError(
        'IDEMPOTENCY_MISMATCH',
        'This Idempotency-Key was used with another request body: use a new key for a new request.',
      );
    }
    if (known === undefined && after !== undefined) {
      throw new GatewayError(
        'ANSWER_GONE',
        'The answer that Last-Event-ID continues is not kept any longer: call again without Last-Event-ID, with a new Idempotency-Key.',
      );
    }
    return known;
  }

  async #firstWhole(call: AnswerCall, repeated: RepeatedCall, signal: CancelSignal): Promise<Answer> {
    const answer = this.answers.begin(repeated.name, repeated.bodyHash, false);
    const reader = new AnswerReader(answer, undefined);
    const run = this.inner.whole(call, answer.cancellation).then(
      (whole) => {
        answer.answered(whole);
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
    repeated: RepeatedCall,
    sink: AnswerSink,
    signal: CancelSignal,
  ): Promise<void> {
    const answer = this.answers.begin(repeated.name, repeated.bodyHash, true);
    const reader = new AnswerReader(answer, sink);
    const run = this.inner.stream(call, answer, answer.cancellation).then(
      () => {
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
