import { callWith, KeepingSink } from '../../test/support/providers/adapter-calls';
import { toGatewayError } from '../errors/to-gateway-error';
import { NativeMessageStream } from './messages-api/native-stream';

const EVENTS = [
  {
    type: 'message_start',
    message: { id: 'msg_1', model: 'claude-x', content: [], usage: { input_tokens: 5 } },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } },
  { type: 'message_stop' },
];
const LINES = EVENTS.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}`);

/** What a caller gets of a stream that comes in these pieces. */
function through(pieces: readonly (string | Buffer)[]): { text: string; error: unknown; output: unknown } {
  const sink = new KeepingSink();
  const call = callWith({ model: 'claude-x' });
  const stream = new NativeMessageStream(call, sink, toGatewayError);
  for (const piece of pieces) stream.data(Buffer.from(piece));
  let error: unknown;
  try {
    stream.end();
  } catch (thrown) {
    error = thrown;
  }
  return { text: sink.text, error, output: call.facts.usage?.completionTokens };
}

describe('NativeStream', () => {
  it.each([
    ['a blank line between frames', `${LINES.join('\n\n')}\n\n`],
    ['two and three blank lines', `${LINES.join('\n\n\n\n')}\n\n\n`],
    ['an odd number of line ends', `\n${LINES.join('\n\n\n')}\n\n\n`],
    ['CRLF', `${LINES.join('\r\n\r\n').replaceAll(/(?<!\r)\n/g, '\r\n')}\r\n\r\n\r\n`],
    ['one line end behind the last frame', `${LINES.join('\n\n')}\n`],
    ['no line end behind the last frame', LINES.join('\n\n')],
  ])('reads frames with %s, in one piece and in pieces of one byte', (_what, wild) => {
    const bytes = Buffer.from(wild);
    for (const pieces of [[bytes], Array.from(bytes, (byte) => Buffer.of(byte))]) {
      const { text, error, output } = through(pieces);
      expect(error).toBeUndefined();
      expect(text.trim().split(/\n{2,}/)).toEqual(LINES);
      expect(output).toBe(2);
    }
  });

  it('ends a frame of content at its own blank line, whether it has data, more lines than two, or neither', () => {
    const [start = '', begun = '', delta = '', over = '', told = '', stop = ''] = LINES;
    const named = 'event: content_block_delta';
    const lines = [start, begun, named, delta, `${delta}\nid: 7`, over, told, named, stop];
    for (const between of ['\n\n', '\n\n\n']) {
      const { text, error, output } = through([`${lines.join(between)}\n\n`]);
      expect(error).toBeUndefined();
      expect(text.trim().split(/\n{2,}/)).toEqual(lines);
      expect(output).toBe(2);
    }
  });

  it('leaves out half a frame that a stream ends with, wherever it was cut', () => {
    const [start = '', begun = '', delta = ''] = LINES;
    const whole = `${start}\n\n${begun}\n\n`;
    for (let cut = 1; cut < delta.length; cut++) {
      const { text, error } = through([whole + delta.slice(0, cut)]);
      expect(error).toMatchObject({ upstreamFailure: 'cut' });
      expect(text).toBe(whole);
    }
  });

  it('fails where what comes is no stream of events, however its lines end', () => {
    for (const end of ['', '\n', '\n\n', '\n\n\n'])
      expect(through([`<html>502 Bad Gateway</html>${end}`]).error).toMatchObject({ upstreamFailure: 'cut' });
  });
});
