import { cpuMs } from '../../../test/support/observation/cpu-time';
import type { AnswerSink } from '../../routing/answer-source';
import { Cancellation } from '../../cancellation/cancellation';
import { GatewayError } from '../../errors/gateway-error';
import { AnswerReader } from './answer-reader';
import { MemoryAnswers } from './memory-answers';

const KIB = 1024;
const PIECE = Buffer.alloc(16 * KIB, 'x');

/** A caller who takes a piece only when told. */
function slowCaller(): { readonly sink: AnswerSink; taken: number; take(): void } {
  const sink: AnswerSink = {
    onDrain: undefined,
    asked: () => undefined,
    opened: () => undefined,
    push: () => {
      caller.taken++;
      return false;
    },
  };
  const caller = { taken: 0, sink, take: () => sink.onDrain?.() };
  return caller;
}

describe('an answer that is too large to be kept', () => {
  it('is read to its end by its slow reader, and its upstream waits for him', async () => {
    const answers = new MemoryAnswers({ ttlMs: 1_000, graceMs: 1_000, maxBytes: 256 * KIB });
    const answer = answers.begin('name', 'hash', true);
    const caller = slowCaller();
    const read = new AnswerReader(answer, caller.sink).read(new Cancellation());
    let pushed = 0;
    let waits = false;
    answer.onDrain = () => {
      waits = false;
    };
    for (; !waits && pushed < 100; pushed++) waits = !answer.push(PIECE, 1);
    expect([answers.find('name'), answers.bytes, waits]).toEqual([undefined, 0, true]);
    expect(pushed).toBeLessThan(12);
    const held = (): number => [...answer.frames()].reduce((sum, { length }) => sum + length, 0);
    while (waits) caller.take();
    expect(held()).toBeLessThanOrEqual(64 * KIB);
    while (caller.taken < pushed) caller.take();
    answer.ended();
    caller.take();
    await read;
    expect([caller.taken, held()]).toEqual([pushed, 0]);
  });

  it('makes room for others: all that run together stay below the limit', () => {
    const answers = new MemoryAnswers({ ttlMs: 1_000, graceMs: 1_000, maxBytes: 256 * KIB });
    for (let n = 0; n < 20; n++) {
      const answer = answers.begin(`name-${n}`, 'hash', true);
      void new AnswerReader(answer, slowCaller().sink).read(new Cancellation());
      for (let piece = 0; piece < 4; piece++) answer.push(PIECE, 1);
      expect(answers.bytes).toBeLessThanOrEqual(256 * KIB);
    }
    expect(answers.find('name-0')).toBeUndefined();
    expect(answers.find('name-19')).toBeDefined();
  });
});

describe('answers that are kept', () => {
  it('make room for the next one at the same cost, however many there are', () => {
    const answers = new MemoryAnswers({ ttlMs: 1e6, graceMs: 1_000, maxBytes: 128 * 1024 * KIB });
    const frames = Buffer.from('data: {}\n\n');
    const ms = cpuMs(() => {
      for (let n = 0; n < 100_000; n++) {
        const answer = answers.begin(`name-${n}`, 'hash', true);
        for (let piece = 0; piece < 4; piece++) answer.push(frames, 1);
        answer.ended();
      }
    });
    expect(answers.bytes).toBeLessThanOrEqual(128 * 1024 * KIB);
    expect(answers.find('name-99999')).toBeDefined();
    expect(answers.find('name-0')).toBeUndefined();
    // 0.6 s; where each piece looks for the oldest anew it is 2.8 s.
    expect(ms).toBeLessThan(1_800);
  });

  it('keep what was used last, and what runs', () => {
    const answers = new MemoryAnswers({ ttlMs: 1e6, graceMs: 1_000, maxBytes: 32 * KIB });
    const running = answers.begin('running', 'hash', true);
    void new AnswerReader(running, slowCaller().sink).read(new Cancellation());
    answers.begin('used', 'hash', true).ended();
    for (let n = 0; n < 100; n++) {
      answers.begin(`name-${n}`, 'hash', true).ended();
      expect(answers.find('used')).toBeDefined();
    }
    expect(answers.find('running')).toBe(running);
    expect(answers.find('name-50')).toBeUndefined();
    expect(answers.bytes).toBeLessThanOrEqual(32 * KIB);
  });

  it('have few pieces once they are whole and nobody reads them, with every frame of them', () => {
    const answers = new MemoryAnswers({ ttlMs: 1e6, graceMs: 1_000, maxBytes: 1024 * KIB });
    const answer = answers.begin('name', 'hash', true);
    const caller = slowCaller();
    void new AnswerReader(answer, caller.sink).read(new Cancellation());
    const frames = Array.from({ length: 1_000 }, (_, at) =>
      Buffer.from(`data: ${at} ${'x'.repeat(100)}\n\n`),
    );
    for (const frame of frames) answer.push(frame, 1);
    answer.ended();
    // He reads on where he is.
    expect(answer.pieceCount).toBe(1_000);
    while (caller.taken < 1_000) caller.take();
    caller.take();
    expect(answer.pieceCount).toBeLessThan(6);
    expect(Buffer.concat([...answer.frames()]).equals(Buffer.concat(frames))).toBe(true);
    const counts = Array.from({ length: answer.pieceCount }, (_, at) => answer.piece(at)?.count ?? 0);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1_000);
    expect(answers.bytes).toBeLessThan(130 * KIB);
  });
});

describe('an answer that failed', () => {
  it.each<[what: string, failure: GatewayError, isKept: boolean]>([
    ['the request is no good', new GatewayError('INVALID_REQUEST', 'no'), true],
    ['it may be had later', new GatewayError('RATE_LIMIT', 'no'), false],
    ['a quota is used up', new GatewayError('RATE_LIMIT', 'no', { retryable: false }), false],
    [
      'the wait is long',
      new GatewayError('RATE_LIMIT', 'no', { retryable: false, retryAfterMs: 9e4 }),
      false,
    ],
    ['the upstream failed', new GatewayError('PROVIDER_ERROR', 'no', { retryable: false }), false],
  ])('is kept only where no further try would change it: %s', (_what, failure, isKept) => {
    const answers = new MemoryAnswers({ ttlMs: 1_000, graceMs: 1_000, maxBytes: 256 * KIB });
    answers.begin('name', 'hash', true).failed(failure);
    expect(answers.find('name') !== undefined).toBe(isKept);
  });
});
