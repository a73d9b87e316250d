import { KeepingAnswerSink, scripted } from '../../test/support/providers/scripted-adapter';
import { elapse, until } from '../../test/support/observation/until';
import { Attempt } from './attempt';
import { AttemptStream } from './attempt-stream';

const LIMITS = { headersTimeoutMs: 60_000, firstTokenTimeoutMs: 5, idleTimeoutMs: 60_000 };
const NOTHING = Buffer.alloc(0);

function streamOf(limits = LIMITS) {
  const attempt = new Attempt(scripted('a'));
  const expired: string[] = [];
  const stream = new AttemptStream(attempt, new KeepingAnswerSink(), limits, ({ upstreamFailure }) => {
    expired.push(String(upstreamFailure));
  });
  return { attempt, stream, expired };
}

describe('the stream of an attempt', () => {
  it('takes a sign of life for one, and not for the first token', async () => {
    const { attempt, stream, expired } = streamOf();
    stream.opened({});
    stream.push(NOTHING, 0);
    expect(attempt.firstFrameAt).toBeUndefined();
    await elapse(30);
    expect(expired).toEqual([]);
    const before = performance.now();
    stream.push(Buffer.from('data: {}\n\n'), 1);
    expect(attempt.firstFrameAt).toBeGreaterThanOrEqual(before);
    stream.close();
  });

  it('is given up where nothing comes behind its head, or behind a sign of life', async () => {
    const silent = streamOf();
    silent.stream.opened({});
    const begun = streamOf({ ...LIMITS, firstTokenTimeoutMs: 60_000, idleTimeoutMs: 5 });
    begun.stream.opened({});
    begun.stream.push(NOTHING, 0);
    await until(() => silent.expired.length + begun.expired.length === 2, { what: 'both limits' });
    expect([silent.expired, begun.expired]).toEqual([['first_token_timeout'], ['idle_timeout']]);
    for (const { stream } of [silent, begun]) stream.close();
  });
});
