import { answerCall, KeepingAnswerSink, scripted } from '../../../test/support/providers/scripted-adapter';
import { Attempt } from '../../routing/attempt';
import { FirstStream } from './first-stream';
import { cpuMs } from '../../../test/support/observation/cpu-time';

const chunk = (content: string): Buffer =>
  Buffer.from(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`);

describe('a beginning that is held back', () => {
  const holding = (characters: number) => {
    const sink = new KeepingAnswerSink();
    const stream = new FirstStream(answerCall([scripted('a')]), sink, { characters });
    stream.asked(new Attempt(scripted('a')));
    stream.opened({});
    return { sink, stream };
  };

  it('is handed on with the frame that makes it long enough', () => {
    const { sink, stream } = holding(6);
    stream.push(chunk('one'), 1);
    expect(sink.text).toBe('');
    stream.push(chunk('two'), 1);
    expect(sink.text).toBe(String(chunk('one')) + String(chunk('two')));
  });

  it('counts an answer that is made anew from its own beginning', () => {
    const { sink, stream } = holding(6);
    stream.push(chunk('one'), 1);
    stream.asked(new Attempt(scripted('b')));
    stream.push(chunk('two'), 1);
    expect(sink.text).toBe('');
    stream.end();
    expect(sink.text).toBe(String(chunk('two')));
  });

  it('is read once, however many frames it comes in', () => {
    const { sink, stream } = holding(100_000);
    const ms = cpuMs(() => {
      for (let n = 0; n < 8_000; n++) stream.push(chunk('a'), 1);
    });
    // Read anew with each frame it takes a minute.
    expect(ms).toBeLessThan(10_000);
    expect(sink.text).toBe('');
    stream.end();
    expect(sink.text).toHaveLength(8_000 * chunk('a').length);
  });
});
