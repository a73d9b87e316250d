import fc from 'fast-check';
import { streamChat } from './support/callers/chat-request';
import { chunk } from './support/upstream/completion-bodies';
import { serviceUnderTest } from './support/service/service-under-test';
import { streamedText } from './support/callers/sse-client';
import type { SseClient } from './support/callers/sse-client';
import { streamBytes } from './support/upstream/stream-scripts';

const TEXT = 'Grüße\u2028\u2029\u0085🎉 "quoted" \\ end';
const CHUNKS = [
  chunk({ role: 'assistant', content: '' }),
  chunk({ content: TEXT }),
  chunk({ content: ' data: [DONE]\n\n' }),
  chunk({}, { finishReason: 'stop' }),
];
const WHOLE_TEXT = `${TEXT} data: [DONE]\n\n`;

/** JSON whose line and paragraph separators are raw, as a serialiser may leave them. */
const JSONS = CHUNKS.map((each) => JSON.stringify(each));
const plain = (prefix: string, end: string): string =>
  [...JSONS, '[DONE]'].map((data) => `${prefix}${data}${end}${end}`).join('');

const WILD: Readonly<Record<string, string>> = {
  LF: plain('data: ', '\n'),
  CRLF: plain('data: ', '\r\n'),
  CR: plain('data: ', '\r'),
  'no space after data:': plain('data:', '\n'),
  'a BOM': `\ufeff${plain('data: ', '\n')}`,
  'comments and blank lines': `: hello\n\n\n${plain(': ping\ndata: ', '\n')}:\n\n`,
  'id, event and retry': plain('event: message\nid: 1\nretry: 10\nunknown: x\nnocolon\ndata: ', '\r\n'),
  'data in many lines': `${JSONS.map((json) => `data: ${json.replaceAll(',"', ',\ndata:"')}\n\n`).join('')}data: [DONE]\n\n`,
  'no [DONE]': plain('data: ', '\n').replace('data: [DONE]\n\n', ''),
  'no blank line at the end': plain('data: ', '\n').slice(0, -1),
  'no blank line and no [DONE]': plain('data: ', '\n').replace('\n\ndata: [DONE]\n\n', ''),
  'several line ends': plain('data: ', '\n').replace('\n\n', '\r\n\r').replace('\n\n', '\r\r\n'),
};

describe('server-sent events as they occur in the wild', () => {
  const service = serviceUnderTest({ RETRIES: 0 });

  async function through(bytes: string | Buffer, cuts: readonly number[]): Promise<SseClient> {
    service.upstream.next(streamBytes(bytes, cuts));
    const client = streamChat(service.gateway);
    expect(await client.ended).toMatchObject({ complete: true });
    return client;
  }

  function expectAnswer(client: SseClient): void {
    expect(client.events).toEqual(CHUNKS);
    expect(streamedText(client)).toBe(WHOLE_TEXT);
    expect(client.frames.filter(({ data }) => data === '[DONE]')).toHaveLength(1);
    expect(client.done).toBe(true);
  }

  describe.each(Object.entries(WILD))('%s', (_name, text) => {
    const bytes = Buffer.from(text);

    it('means the same in one piece', async () => {
      expectAnswer(await through(bytes, []));
    });

    it('means the same in pieces of one byte', async () => {
      expectAnswer(await through(bytes, [...bytes.keys()]));
    });

    it('means the same at any cuts', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(bytes.length), { minLength: 1, maxLength: 8 }), async (cuts) => {
          expectAnswer(await through(bytes, cuts));
        }),
        { numRuns: 25 },
      );
    });
  });

  it('comes out in one form: LF, one line of data, no comments', async () => {
    const client = await through(WILD['id, event and retry']!, []);
    expect(client.text).toBe(WILD['LF']);
  });

  it('does not let UTF-8 be cut on its way', async () => {
    const bytes = Buffer.from(plain('data: ', '\n'));
    const first = bytes.indexOf('🎉');
    for (const cut of [1, 2, 3]) expectAnswer(await through(bytes, [first + cut]));
  });
});
