import { answerCall, KeepingAnswerSink } from '../../../test/support/providers/scripted-adapter';
import { within } from '../../../test/support/observation/until';
import { Cancellation } from '../../cancellation/cancellation';
import type { AnswerSource } from '../../routing/answer-source';
import { idempotencyLayer } from './idempotency.layer';
import { KeyedAnswers } from './keyed-answers';
import { MemoryAnswers } from './memory-answers';
import type { SharedStore } from './shared-store';

const LIMITS = { ttlMs: 60_000, graceMs: 60_000, maxBytes: 1024 * 1024 };
const GONE = new Error('gone');

/** A store that is told when to say whose a name is. */
class SlowStore implements SharedStore {
  #free: () => void = () => undefined;
  readonly #told = new Promise<void>((resolve) => {
    this.#free = resolve;
  });

  tell(): void {
    this.#free();
  }

  claim = (): Promise<{ is: 'mine' }> => this.#told.then(() => ({ is: 'mine' }));
  write = (): Promise<undefined> => Promise.resolve(undefined);
  read = (): Promise<undefined> => Promise.resolve(undefined);
  drop = (): Promise<void> => Promise.resolve();
  keep = (): Promise<void> => Promise.resolve();
}

/** Answers each stream with one word, and counts them. */
class OneWord implements AnswerSource {
  asked = 0;

  whole = (): Promise<never> => Promise.reject(new Error('Streams alone.'));

  stream: AnswerSource['stream'] = (_call, sink) => {
    this.asked++;
    sink.opened({});
    sink.push(Buffer.from('data: word\n\n'), 1);
    return Promise.resolve();
  };
}

describe('calls with one Idempotency-Key', () => {
  it('are answered where the first caller leaves before it is known that he is the first', async () => {
    const [store, inner] = [new SlowStore(), new OneWord()];
    const source = idempotencyLayer(new KeyedAnswers(LIMITS, store))(inner);
    const repeated = { name: 'name', bodyHash: 'hash', after: undefined };
    const leaves = new Cancellation();
    const first = source.stream(answerCall([], { repeated }), new KeepingAnswerSink(), leaves);
    const sink = new KeepingAnswerSink();
    const second = source.stream(answerCall([], { repeated }), sink, new Cancellation());
    leaves.abort(GONE);
    store.tell();
    await expect(first).rejects.toBe(GONE);
    await within(second, { what: 'the answer of the second caller' });
    expect([sink.text, inner.asked]).toEqual(['data: word\n\n', 1]);
  });

  it('find no answer that is stopped because its last caller has gone', () => {
    const answers = new MemoryAnswers(LIMITS);
    const answer = answers.begin('name', 'hash', true);
    expect(answers.find('name')).toBe(answer);
    answer.cancellation.abort(GONE);
    expect(answers.find('name')).toBeUndefined();
  });
});
