import { setImmediate } from 'node:timers/promises';
import { MappedStream } from './mapped-stream';
import { BoundedAnswer } from './bounded-answer';
import { emptyFacts } from '../llm-adapter';
import { callWith, KeepingSink } from '../../../test/support/providers/adapter-calls';
import type { AnswerEvents } from '../../wire/canonical/answer-events';

const MIB = 1024 * 1024;
const PIECE = 'x'.repeat(MIB);
const OVER_LIMIT = 'The upstream sent an answer over the size limit.';

const nothing = (): undefined => undefined;

/** Takes everything, and keeps nothing. */
const NOBODY: AnswerEvents = {
  start: nothing,
  text: nothing,
  reasoning: nothing,
  refusal: nothing,
  signature: nothing,
  citations: nothing,
  toolCall: nothing,
  toolArguments: nothing,
  callSignature: nothing,
  toolCallEnd: nothing,
  blockEnd: nothing,
  image: nothing,
  opaque: nothing,
  candidate: () => NOBODY,
  usage: nothing,
  finish: nothing,
};

const bounded = (): BoundedAnswer => new BoundedAnswer(NOBODY, emptyFacts());

/** Each kind of what an answer can say, about a MiB of it. */
const KINDS: Readonly<Record<string, (answer: BoundedAnswer, number: number) => void>> = {
  text: (answer) => {
    answer.text(PIECE);
  },
  reasoning: (answer) => {
    answer.reasoning(PIECE);
  },
  refusals: (answer) => {
    answer.refusal(PIECE);
  },
  signatures: (answer) => {
    answer.signature('reasoning', { maker: 'anthropic', value: PIECE });
  },
  citations: (answer) => {
    answer.citations('anthropic', [{ cited_text: PIECE }]);
  },
  searches: (answer) => {
    answer.webSearch({ queries: [PIECE], sources: [] });
  },
  calls: (answer, number) => {
    for (let more = 0; more < 1024; more++) {
      answer.toolCall({
        call: number * 1024 + more,
        id: `call_${number}_${more}`,
        name: 'f',
        tool: 'function',
      });
    }
  },
  arguments: (answer) => {
    answer.toolArguments(0, PIECE);
  },
  blocks: (answer) => {
    for (let more = 0; more < 4096; more++) answer.blockEnd();
  },
  pictures: (answer) => {
    answer.image('image/png', PIECE);
  },
  sounds: (answer) => {
    answer.audio({ mediaType: 'audio/wav', data: PIECE, transcript: '' });
  },
  "blocks of the provider's own": (answer) => {
    answer.opaque('anthropic', { data: PIECE });
  },
  'log probabilities': (answer) => {
    const token = { token: 'x', logprob: 0, others: Array(15).fill({ token: 'y', logprob: -1 }) };
    answer.logprobs(Array(1024).fill(token));
  },
  'texts of further candidates': (answer) => {
    answer.candidate(1)?.text(PIECE);
  },
};

describe('a streamed answer without an end', () => {
  it.each(Object.keys(KINDS))('ends at the limit of a whole answer: %s', (kind) => {
    const answer = bounded();
    const say = (number: number): void => KINDS[kind]?.(answer, number);
    for (let number = 0; number < 60; number++) say(number);
    expect(answer.heldBytes).toBeGreaterThanOrEqual(58 * MIB);
    expect(() => {
      for (let number = 60; number < 66; number++) say(number);
    }).toThrow(OVER_LIMIT);
  });

  it('is not counted with the memory for bodies while it is as long as answers are', () => {
    const answer = bounded();
    answer.text(PIECE);
    expect(answer.heldBytes).toBe(0);
    answer.text(PIECE);
    expect(answer.heldBytes).toBe(MIB);
  });

  it('ends when 32 MiB of it have said nothing, and not while it says something', () => {
    const answer = bounded();
    for (let more = 0; more < 100; more++) {
      answer.text('x');
      answer.read(MIB);
    }
    expect(() => {
      for (let more = 0; more < 34; more++) answer.read(MIB);
    }).toThrow(OVER_LIMIT);
  });

  it('is counted, and fails its exchange, where a provider is mapped', async () => {
    const failures: Error[] = [];
    const call = callWith({ model: 'm', messages: [] });
    const stream = new MappedStream(call, new KeepingSink(), 'text/event-stream', (events) => ({
      push: (piece) => {
        events.reasoning(piece.toString('latin1'));
      },
      end: () => undefined,
      heldBytes: 7,
    }));
    stream.head(
      200,
      { 'content-type': 'text/event-stream' },
      {
        pause: () => undefined,
        resume: () => undefined,
        finish: () => undefined,
        fail: (reason) => failures.push(reason),
      },
    );
    const piece = Buffer.from(PIECE);
    for (let more = 0; more < 64; more++) {
      stream.data(piece);
      await setImmediate();
    }
    expect(stream.heldBytes).toBe(63 * MIB + 7);
    expect(failures).toEqual([]);
    stream.data(piece);
    await setImmediate();
    expect(failures).toMatchObject([{ message: OVER_LIMIT }]);
  });
});
