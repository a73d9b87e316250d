/** What Claude alone understands of its answers (citations, who made a call) comes back to it through the doors of other wires. */
import { call } from './support/callers/chat-request';
import type { CallAnswer } from './support/callers/chat-request';
import { LeakCheck } from './support/observation/leak-check';
import { eventsOf, streamBytesOf } from './support/providers/anthropic-recordings';
import { ConnectedReplays } from './support/providers/connected-replays';
import { json } from './support/upstream/answer-scripts';
import { MESSAGE } from './support/upstream/anthropic-upstream';
import { streamBytes } from './support/upstream/stream-scripts';

type Json = Readonly<Record<string, unknown>>;

const CITED = {
  type: 'web_search_result_location',
  url: 'https://a.example',
  title: 'A',
  encrypted_index: 'aW5kZXg=',
  cited_text: 'Blue',
};
const SEARCHED = [
  { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' },
  { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'sky' } },
  {
    type: 'web_search_tool_result',
    tool_use_id: 'srvtoolu_1',
    content: [{ type: 'web_search_result', url: 'https://a.example', title: 'A', encrypted_content: 'ZW5j' }],
  },
  { type: 'text', text: 'I looked: ' },
  { type: 'text', text: 'the sky “is” blue', citations: [CITED] },
  { type: 'text', text: ', and ' },
  { type: 'text', text: 'wide', citations: [CITED, { ...CITED, cited_text: 'wide' }] },
  { type: 'text', text: '.' },
];
const CALLED = [
  { type: 'text', text: 'See ' },
  { type: 'text', text: 'A', citations: [CITED] },
  { type: 'server_tool_use', id: 'srvtoolu_2', name: 'code_execution', input: { code: 'get()' } },
  {
    type: 'tool_use',
    id: 'toolu_1',
    name: 'get',
    input: { a: 1 },
    caller: { type: 'code_execution_20260120', tool_id: 'srvtoolu_2' },
  },
];
const PARAMETERS = { type: 'object', properties: { a: { type: 'number' } } };

describe('what Claude alone understands of its answer', () => {
  let leaks: LeakCheck;
  let direct: ConnectedReplays;

  beforeAll(async () => {
    leaks = new LeakCheck();
    direct = await ConnectedReplays.start(['anthropic']);
  });
  afterAll(async () => {
    await direct.close();
    await leaks.released();
  });

  const post = (path: string, body: unknown): Promise<CallAnswer> =>
    call(direct.gateway, 'POST', path, { key: direct.caller.key, body });
  const answers = (content: readonly Json[], streamed: boolean): void => {
    const calls = content.some(({ type }) => type === 'tool_use');
    const message = { ...MESSAGE, content, stop_reason: calls ? 'tool_use' : 'end_turn' };
    const events = streamBytes(streamBytesOf(eventsOf(message)), [], {
      headers: { 'content-type': 'text/event-stream' },
    });
    direct.of('anthropic').answer(streamed ? events : json(message));
  };
  /** The first answer as the next request gave it back to Claude. */
  const sentBack = (): unknown => {
    const { messages } = direct.of('anthropic').lastCall.json as { readonly messages: readonly Json[] };
    return messages[1]?.['content'];
  };
  const eventsIn = ({ text }: CallAnswer): readonly Json[] =>
    text
      .split('\n\n')
      .filter((frame) => frame.includes('data: {'))
      .map((frame) => JSON.parse(frame.slice(frame.indexOf('data: ') + 6)) as Json);

  describe.each([false, true])('(streamed: %s)', (stream) => {
    describe.each([false, true])('at the Responses door (kept there: %s)', (store) => {
      const tool = { type: 'function', name: 'get', parameters: PARAMETERS, strict: false };
      const ask = async (
        content: readonly Json[],
        result: (output: readonly Json[]) => Json,
      ): Promise<void> => {
        const body = {
          model: 'anthropic',
          tools: [{ type: 'web_search' }, tool],
          store,
          include: ['reasoning.encrypted_content'],
        };
        const asked = { role: 'user', content: 'Which colour?' };
        answers(content, stream);
        const first = await post('/v1/responses', { ...body, input: [asked], stream });
        const response = (
          stream
            ? eventsIn(first).find(({ type }) => type === 'response.completed')?.['response']
            : first.json
        ) as { readonly id: string; readonly output: readonly Json[] };
        const next = result(response.output);
        answers([{ type: 'text', text: 'ok' }], false);
        await post(
          '/v1/responses',
          store
            ? { ...body, previous_response_id: response.id, input: [next] }
            : { ...body, input: [asked, ...response.output, next] },
        );
      };

      it('is on its texts again', async () => {
        await ask(SEARCHED, () => ({ role: 'user', content: 'And at night?' }));
        expect(sentBack()).toEqual(SEARCHED);
      });

      it('is on its texts and calls again', async () => {
        await ask(CALLED, (output) => {
          const made = output.find(({ type }) => type === 'function_call');
          return { type: 'function_call_output', call_id: made?.['call_id'], output: '5' };
        });
        expect(sentBack()).toEqual(CALLED);
      });
    });

    describe('at the Gemini door', () => {
      const ask = async (
        content: readonly Json[],
        result: (parts: readonly Json[]) => Json,
      ): Promise<void> => {
        const path = '/v1beta/models/anthropic:';
        const body = {
          tools: [
            { googleSearch: {} },
            { functionDeclarations: [{ name: 'get', parametersJsonSchema: PARAMETERS }] },
          ],
        };
        const asked = { role: 'user', parts: [{ text: 'Which colour?' }] };
        answers(content, stream);
        const first = await post(`${path}${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`, {
          ...body,
          contents: [asked],
        });
        const said = (stream ? eventsIn(first) : [first.json]) as readonly {
          readonly candidates: readonly [{ readonly content: { readonly parts: readonly Json[] } }];
        }[];
        const parts = said.flatMap(({ candidates: [{ content: one }] }) => one.parts);
        answers([{ type: 'text', text: 'ok' }], false);
        const contents = [asked, { role: 'model', parts }, { role: 'user', parts: [result(parts)] }];
        await post(`${path}generateContent`, { ...body, contents });
      };

      it('is on its texts again', async () => {
        await ask(SEARCHED, () => ({ text: 'And at night?' }));
        expect(sentBack()).toEqual(SEARCHED);
      });

      it('is on its texts and calls again', async () => {
        await ask(CALLED, (parts) => {
          const made = parts.find(({ functionCall }) => functionCall !== undefined)?.['functionCall'] as Json;
          return { functionResponse: { id: made['id'], name: 'get', response: { output: '5' } } };
        });
        expect(sentBack()).toEqual(CALLED);
      });
    });

    it('is on its calls again where a client of Chat Completions drops it', async () => {
      const body = {
        model: 'anthropic',
        tools: [{ type: 'function', function: { name: 'get', parameters: PARAMETERS } }],
      };
      const asked = { role: 'user', content: 'Which colour?' };
      answers(CALLED.slice(2), stream);
      await post('/v1/chat/completions', { ...body, messages: [asked], stream });
      answers([{ type: 'text', text: 'ok' }], false);
      const made = { id: 'toolu_1', type: 'function', function: { name: 'get', arguments: '{"a":1}' } };
      const messages = [
        asked,
        { role: 'assistant', content: null, tool_calls: [made] },
        { role: 'tool', tool_call_id: 'toolu_1', content: '5' },
      ];
      await post('/v1/chat/completions', { ...body, messages });
      expect(sentBack()).toEqual(CALLED.slice(2));
    });
  });
});
