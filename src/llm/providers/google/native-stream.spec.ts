import { callWith, KeepingSink } from '../../../../test/support/providers/adapter-calls';
import { toGatewayError } from '../../../errors/to-gateway-error';
import { GatewayError } from '../../../errors/gateway-error';
import { NativeStreamReader } from './native-stream';

const frame = (text: string, tokens: number, more: object = {}): object => ({
  candidates: [{ content: { parts: [{ text }], role: 'model' }, index: 0, ...more }],
  usageMetadata: { promptTokenCount: 5, candidatesTokenCount: tokens, totalTokenCount: 5 + tokens },
  modelVersion: 'gemini-x',
});
const ANSWER = [
  frame('A "finishReason": "STOP"', 1),
  frame('{"error":{}}', 2),
  frame('\r\n\r\n', 3),
  frame('.', 4, { finishReason: 'MAX_TOKENS' }),
  // Usage may come after the reason.
  frame('', 5),
];

/** What a caller gets of a stream of these objects that comes in pieces of this size. */
function through(
  objects: readonly object[],
  { size, lineEnd = '\r\n', cut = 0 }: { size: number; lineEnd?: string; cut?: number },
) {
  const sink = new KeepingSink();
  const call = callWith({ contents: [] });
  const reader = new NativeStreamReader(call, sink, (told) => {
    return new GatewayError('PROVIDER_ERROR', JSON.stringify(told));
  });
  const text = objects.map((object) => `data: ${JSON.stringify(object)}${lineEnd}${lineEnd}`).join('');
  const bytes = Buffer.from(text.slice(0, text.length - cut));
  for (let at = 0; at < bytes.length; at += size) reader.data(bytes.subarray(at, at + size));
  let error: GatewayError | undefined;
  try {
    reader.end();
  } catch (thrown) {
    error = toGatewayError(thrown);
  }
  return { frames: sink.text === '' ? [] : sink.chunks(), count: sink.frames, error, facts: call.facts };
}

describe('a stream of Gemini’s that passes', () => {
  it.each([1, 7, 300, 100_000])(
    'is passed frame by frame, and read at its end (%i bytes a piece)',
    (size) => {
      for (const lineEnd of ['\r\n', '\n', '\r']) {
        const { frames, count, error, facts } = through(ANSWER, { size, lineEnd });
        expect(error).toBeUndefined();
        expect(frames).toEqual(ANSWER);
        expect(count).toBe(ANSWER.length);
        expect(facts).toMatchObject({ model: 'gemini-x', finishReason: 'length' });
        expect(facts.usage).toMatchObject({ promptTokens: 5, completionTokens: 5 });
      }
    },
  );

  it.each(['\r\n', '\n', '\r'])('is the same wherever its bytes are cut (lines end with %j)', (lineEnd) => {
    const whole = through(ANSWER, { size: 100_000, lineEnd });
    const length = ANSWER.map((object) => JSON.stringify(object).length + 'data: '.length).reduce(
      (a, b) => a + b,
    );
    for (let size = 1; size < length; size++) {
      const { frames, count, facts } = through(ANSWER, { size, lineEnd });
      expect({ frames, count, facts }).toEqual({ frames: ANSWER, count: ANSWER.length, facts: whole.facts });
    }
  });

  it.each([7, 300, 100_000])(
    'has the usage of its last frame, which tells why it ended (%i bytes a piece)',
    (size) => {
      const { facts } = through(ANSWER.slice(0, 4), { size });
      expect(facts.usage).toMatchObject({ promptTokens: 5, completionTokens: 4 });
      expect(facts.finishReason).toBe('length');
    },
  );

  it.each([7, 100_000])('fails with an error in it, after what came before (%i bytes a piece)', (size) => {
    const told = { error: { code: 503, message: 'overloaded' } };
    const { frames, error, facts } = through([...ANSWER.slice(0, 2), told, ...ANSWER.slice(2)], { size });
    expect(error?.message).toBe(JSON.stringify(told));
    expect(frames).toEqual(ANSWER.slice(0, 2));
    expect(facts.finishReason).toBeUndefined();
  });

  it.each([7, 100_000])('is cut where its last frame is half, or never came (%i bytes a piece)', (size) => {
    expect(through(ANSWER, { size, cut: 12 }).error).toMatchObject({ upstreamFailure: 'malformed' });
    const { frames, error } = through(ANSWER.slice(0, 3), { size });
    expect(error).toMatchObject({ upstreamFailure: 'cut' });
    expect(frames).toEqual(ANSWER.slice(0, 3));
  });

  it('is refused for the prompt, by its only frame', () => {
    const blocked = { promptFeedback: { blockReason: 'SAFETY' }, usageMetadata: { promptTokenCount: 5 } };
    expect(through([blocked], { size: 100_000 }).facts.finishReason).toBe('content_filter');
  });

  it('is whole with a reason that is told by its number', () => {
    const { error, facts } = through([frame('a', 1, { finishReason: 2 })], { size: 100_000 });
    expect(error).toBeUndefined();
    expect(facts.finishReason).toBe('length');
  });
});
