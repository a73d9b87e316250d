/** A search of the web, asked for at each door in front of each provider that searches, and what it found, read by the SDKs. */
import type Anthropic from '@anthropic-ai/sdk';
import type { GoogleGenAI } from '@google/genai';
import type OpenAI from 'openai';
import { json } from './support/upstream/answer-scripts';
import { call } from './support/callers/chat-request';
import { sdkClients } from './support/callers/sdk-clients';
import { ConnectedReplays } from './support/providers/connected-replays';
import { stream } from './support/upstream/stream-scripts';

const WIRES = ['anthropic', 'gemini', 'responses'] as const;
type Wire = (typeof WIRES)[number];
const TEXT = 'Grüße: it rains 🌧 in Köln.';
const CITED = 'it rains 🌧';
const PAGE = { url: 'https://weather.example/koeln', title: 'Weather in Köln' };
const QUERY = 'weather Köln';

const FOUND = [{ type: 'web_search_result', ...PAGE, encrypted_content: 'EuAd', page_age: null }];
const CITATION = {
  type: 'web_search_result_location',
  ...PAGE,
  encrypted_index: 'Eo8B',
  cited_text: 'Rain.',
};
const SEARCH = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search' };
const CLAUDE_USAGE = { input_tokens: 5, output_tokens: 3, server_tool_use: { web_search_requests: 1 } };
const claudeHead = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude' };
const grounded = {
  groundingMetadata: {
    webSearchQueries: [QUERY],
    groundingChunks: [{ web: { uri: PAGE.url, title: PAGE.title } }],
    groundingSupports: [
      { segment: { startIndex: 9, endIndex: 22, text: CITED }, groundingChunkIndices: [0] },
    ],
  },
};
const geminiUsage = { usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 3 } };
const geminiAnswer = (text: string, more: object): object => ({
  candidates: [{ content: { role: 'model', parts: [{ text }] }, index: 0, ...more }],
  ...geminiUsage,
  responseId: 'r1',
  modelVersion: 'gemini-3',
});
const start = TEXT.indexOf(CITED);
const place = { start_index: start, end_index: start + CITED.length };
const OPENAI_SEARCH = {
  id: 'ws_1',
  type: 'web_search_call',
  status: 'completed',
  action: { type: 'search', query: QUERY, queries: [QUERY], sources: [{ type: 'url', url: PAGE.url }] },
};
const annotation = { type: 'url_citation', ...PAGE, ...place };
const openAiMessage = {
  id: 'msg_1',
  type: 'message',
  status: 'completed',
  role: 'assistant',
  content: [{ type: 'output_text', text: TEXT, annotations: [annotation] }],
};
const openAiResponse = {
  id: 'resp_1',
  object: 'response',
  status: 'completed',
  model: 'gpt',
  output: [OPENAI_SEARCH, openAiMessage],
  usage: { input_tokens: 5, output_tokens: 3, total_tokens: 8 },
};

const WHOLE: Readonly<Record<Wire, object>> = {
  anthropic: {
    ...claudeHead,
    content: [
      { ...SEARCH, input: { query: QUERY } },
      { type: 'web_search_tool_result', tool_use_id: SEARCH.id, content: FOUND },
      { type: 'text', text: TEXT, citations: [CITATION] },
    ],
    stop_reason: 'end_turn',
    usage: CLAUDE_USAGE,
  },
  gemini: geminiAnswer(TEXT, { finishReason: 'STOP', ...grounded }),
  responses: openAiResponse,
};

const block = (index: number, content: object, ...deltas: object[]): object[] => [
  { type: 'content_block_start', index, content_block: content },
  ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
  { type: 'content_block_stop', index },
];
const HALF = TEXT.length / 2;
const HALVES = [TEXT.slice(0, HALF), TEXT.slice(HALF)];
const part = { item_id: 'msg_1', output_index: 1, content_index: 0 };
const EVENTS: Readonly<Record<Wire, readonly object[]>> = {
  anthropic: [
    { type: 'message_start', message: { ...claudeHead, content: [], usage: CLAUDE_USAGE } },
    ...block(0, { ...SEARCH, input: {} }, { type: 'input_json_delta', partial_json: `{"query":"${QUERY}"}` }),
    ...block(1, { type: 'web_search_tool_result', tool_use_id: SEARCH.id, content: FOUND }),
    ...block(2, { type: 'text', text: '' }, ...HALVES.map((text) => ({ type: 'text_delta', text })), {
      type: 'citations_delta',
      citation: CITATION,
    }),
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: CLAUDE_USAGE },
    { type: 'message_stop' },
  ],
  gemini: [
    ...HALVES.map((text) => geminiAnswer(text, {})),
    {
      candidates: [
        {
          content: { role: 'model', parts: [{ text: '', thoughtSignature: 'c2lnbmVk' }] },
          finishReason: 'STOP',
          index: 0,
          ...grounded,
        },
      ],
      ...geminiUsage,
    },
  ],
  responses: [
    { type: 'response.created', response: { ...openAiResponse, status: 'in_progress', output: [] } },
    {
      type: 'response.output_item.added',
      output_index: 0,
      item: { ...OPENAI_SEARCH, status: 'in_progress' },
    },
    { type: 'response.output_item.done', output_index: 0, item: OPENAI_SEARCH },
    { type: 'response.output_item.added', output_index: 1, item: { ...openAiMessage, content: [] } },
    {
      type: 'response.content_part.added',
      ...part,
      part: { type: 'output_text', text: '', annotations: [] },
    },
    ...HALVES.map((delta) => ({ type: 'response.output_text.delta', ...part, delta, logprobs: [] })),
    { type: 'response.output_text.annotation.added', ...part, annotation_index: 0, annotation },
    { type: 'response.output_item.done', output_index: 1, item: openAiMessage },
    { type: 'response.completed', response: openAiResponse },
  ].map((event, sequence_number) => ({ ...event, sequence_number })),
};

const frame = (event: object): string =>
  ('type' in event ? `event: ${String(event.type)}\n` : '') + `data: ${JSON.stringify(event)}\n\n`;

/** What a client of any door hears of it. */
interface Heard {
  readonly text: string;
  /** The cited pages, and the text that each is cited for. */
  readonly cited: readonly { readonly url: string; readonly title: string; readonly words: string }[];
  /** Undefined at a door that does not tell of searches. */
  readonly queries: readonly string[] | undefined;
  readonly sources: readonly string[] | undefined;
}

/** Claude cites for a whole block, the others for a part of it. */
const wordsAt = (wire: Wire | 'openai'): string => (wire === 'anthropic' ? TEXT : CITED);

describe('a search of the web', () => {
  let direct: ConnectedReplays;
  let openai: OpenAI;
  let anthropic: Anthropic;
  let google: GoogleGenAI;

  beforeAll(async () => {
    direct = await ConnectedReplays.start([...WIRES, 'openai', 'bedrock-nova'], { KEPT_ANSWERS_MIB: 0 });
    ({ openai, anthropic, google } = sdkClients(direct));
  });
  afterAll(() => direct.close());

  const chat = async (model: Wire, streamed: boolean): Promise<Heard> => {
    const asked = {
      model,
      messages: [{ role: 'user' as const, content: 'Does it rain?' }],
      web_search_options: {
        user_location: { type: 'approximate' as const, approximate: { city: 'Köln', country: 'DE' } },
      },
    };
    let content = '';
    const annotations: OpenAI.ChatCompletionMessage.Annotation[] = [];
    if (streamed) {
      for await (const { choices } of await openai.chat.completions.create({ ...asked, stream: true })) {
        const delta = choices[0]?.delta as Partial<OpenAI.ChatCompletionMessage> | undefined;
        content += delta?.content ?? '';
        annotations.push(...(delta?.annotations ?? []));
      }
    } else {
      const message = (await openai.chat.completions.create(asked)).choices[0]?.message;
      content = message?.content ?? '';
      annotations.push(...(message?.annotations ?? []));
    }
    const cited = annotations.map(({ url_citation: { url, title, start_index: from, end_index: to } }) => ({
      url,
      title,
      words: content.slice(from, to),
    }));
    return { text: content, cited, queries: undefined, sources: undefined };
  };

  const responses = async (model: Wire | 'openai', streamed: boolean): Promise<Heard> => {
    const asked = {
      model,
      input: 'Does it rain?',
      store: false,
      tools: [{ type: 'web_search' as const, user_location: { type: 'approximate' as const, city: 'Köln' } }],
      include: ['web_search_call.action.sources' as const],
    };
    const response = streamed
      ? await openai.responses.stream(asked).finalResponse()
      : await openai.responses.create(asked);
    const output: readonly OpenAI.Responses.ResponseOutputItem[] = response.output;
    const actions = output.flatMap((item) =>
      item.type === 'web_search_call' && item.action.type === 'search' ? [item.action] : [],
    );
    const parts = output.flatMap((item) =>
      item.type === 'message' ? item.content.filter((one) => one.type === 'output_text') : [],
    );
    return {
      text: response.output_text,
      cited: parts.flatMap(({ text, annotations }) =>
        annotations.flatMap((one) =>
          one.type === 'url_citation'
            ? [{ url: one.url, title: one.title, words: text.slice(one.start_index, one.end_index) }]
            : [],
        ),
      ),
      queries: actions.flatMap(({ queries: made }) => made ?? []),
      sources: actions.flatMap(({ sources }) => sources ?? []).map(({ url }) => url),
    };
  };

  const messages = async (model: Wire | 'openai', streamed: boolean): Promise<Heard> => {
    const asked = {
      model,
      max_tokens: 100,
      messages: [{ role: 'user' as const, content: 'Does it rain?' }],
      tools: [
        {
          type: 'web_search_20250305' as const,
          name: 'web_search' as const,
          max_uses: 3,
          user_location: { type: 'approximate' as const, city: 'Köln' },
        },
      ],
    };
    const message = streamed
      ? await anthropic.messages.stream(asked).finalMessage()
      : await anthropic.messages.create(asked);
    const texts = message.content.filter((one) => one.type === 'text');
    const results = message.content.filter((one) => one.type === 'web_search_tool_result');
    return {
      text: texts.map(({ text }) => text).join(''),
      cited: texts.flatMap(({ citations }) =>
        (citations ?? []).flatMap((one) =>
          one.type === 'web_search_result_location'
            ? [{ url: one.url, title: one.title ?? '', words: wordsAt(model) }]
            : [],
        ),
      ),
      queries: message.content.flatMap((one) =>
        one.type === 'server_tool_use' ? [(one.input as { query: string }).query] : [],
      ),
      sources: results.flatMap(({ content }) =>
        Array.isArray(content) ? content.map(({ url }) => url) : [],
      ),
    };
  };

  const gemini = async (model: Wire | 'openai', streamed: boolean): Promise<Heard> => {
    const asked = { model, contents: 'Does it rain?', config: { tools: [{ googleSearch: {} }] } };
    const chunks = [];
    if (streamed)
      for await (const chunk of await google.models.generateContentStream(asked)) chunks.push(chunk);
    else chunks.push(await google.models.generateContent(asked));
    const text = chunks.map((chunk) => chunk.text ?? '').join('');
    const metadata = chunks.at(-1)?.candidates?.[0]?.groundingMetadata;
    const pages = (metadata?.groundingChunks ?? []).map(({ web }) => ({
      url: web?.uri ?? '',
      title: web?.title ?? '',
    }));
    return {
      text,
      cited: (metadata?.groundingSupports ?? []).flatMap(
        ({ segment, groundingChunkIndices: indexes = [] }) => {
          const bytes = Buffer.from(text).subarray(segment?.startIndex, segment?.endIndex);
          return indexes.flatMap((index) => {
            const page = pages[index];
            return page === undefined ? [] : [{ ...page, words: bytes.toString() }];
          });
        },
      ),
      queries: metadata?.webSearchQueries ?? [],
      sources: pages.map(({ url }) => url),
    };
  };

  const DOORS = { chat, responses, messages, gemini };
  const SAME: Readonly<Record<string, string>> = { messages: 'anthropic', gemini: 'gemini' };
  const sent = (wire: Wire): { tools?: object[]; include?: string[] } =>
    direct.of(wire).lastCall.json as { tools?: object[]; include?: string[] };

  it.each(Object.entries(DOORS).flatMap(([door, ask]) => WIRES.map((wire) => [door, wire, ask] as const)))(
    '%s · %s: is made by the provider, and its pages are cited',
    async (door, wire, ask) => {
      for (const streamed of [false, true]) {
        direct.of(wire).answer(
          streamed
            ? stream(
                EVENTS[wire].map((event) => frame(event)),
                { ending: 'end' },
              )
            : json(WHOLE[wire]),
        );
        const heard = await ask(wire, streamed);
        const [page] = heard.cited;
        expect({ ...heard, cited: page, count: heard.cited.length }).toEqual({
          text: TEXT,
          count: 1,
          cited: { ...PAGE, words: SAME[door] === wire ? page?.words : wordsAt(wire) },
          queries: door === 'chat' ? undefined : [QUERY],
          sources: door === 'chat' ? undefined : [PAGE.url],
        });
      }
      const located = door === 'gemini' ? {} : { user_location: { type: 'approximate', city: 'Köln' } };
      const { tools, include } = sent(wire);
      if (wire === 'anthropic')
        expect(tools).toEqual([expect.objectContaining({ type: 'web_search_20250305', name: 'web_search' })]);
      else if (wire === 'gemini') expect(tools).toEqual([{ googleSearch: {} }]);
      else expect(tools).toEqual([expect.objectContaining({ type: 'web_search' })]);
      if (wire !== 'gemini') expect(tools?.[0]).toMatchObject(located);
      if (wire === 'responses') expect(include).toContain('web_search_call.action.sources');
    },
  );

  const post = async (path: string, body: object) => call(direct.caller, 'POST', path, { body });

  it('of another provider is not sent to the next one, nor a citation of it', async () => {
    direct.of('gemini').answer(json(WHOLE.gemini));
    const asked = { max_tokens: 9, messages: [{ role: 'user', content: 'Does it rain?' }] };
    const search = { tools: [{ type: 'web_search_20250305', name: 'web_search' }] };
    const first = await post('/v1/messages', { model: 'gemini', ...asked, ...search });
    const { content } = first.json as { content: object[] };
    expect(content.map((one) => (one as { type: string }).type)).toEqual([
      'text',
      'server_tool_use',
      'web_search_tool_result',
    ]);
    direct.of('anthropic').answer(json(WHOLE.anthropic));
    direct.of('gemini').answer(json(WHOLE.gemini));
    const turns = [
      ...asked.messages,
      { role: 'assistant', content },
      { role: 'user', content: 'And tomorrow?' },
    ];
    for (const model of ['anthropic', 'gemini'] as const) {
      const answer = await post('/v1/messages', { model, ...asked, messages: turns });
      expect([model, answer.status]).toEqual([model, 200]);
      const said = JSON.stringify(direct.of(model).lastCall.json);
      expect(said).toContain(TEXT);
      expect(said).not.toMatch(/srvtoolu|encrypted|web_search/);
      expect(answer.headers['x-llm-proxy-dropped']).toBeUndefined();
    }
    direct.of('anthropic').answer(json(WHOLE.anthropic));
    const tools = [{ type: 'web_search' }];
    const include = ['reasoning.encrypted_content'];
    const { json: response } = await post('/v1/responses', {
      model: 'anthropic',
      input: 'Rain?',
      tools,
      include,
    });
    const { output } = response as { output: object[] };
    expect(output).toContainEqual(expect.objectContaining({ type: 'web_search_call' }));
    const input = [{ role: 'user', content: 'Rain?' }, ...output, { role: 'user', content: 'And tomorrow?' }];
    direct.of('responses').answer(json(WHOLE.responses));
    expect((await post('/v1/responses', { model: 'responses', input, store: false })).status).toBe(200);
    expect(JSON.stringify(direct.of('responses').lastCall.json)).not.toContain('web_search_call');
    // Claude gets its own back, once.
    expect((await post('/v1/responses', { model: 'anthropic', input, tools })).status).toBe(200);
    expect(JSON.stringify(sent('anthropic')).match(/srvtoolu_1"/g)).toHaveLength(2);
  });

  it('that a model cannot make is named as dropped, and so is what it cannot be told', async () => {
    const messages_ = [{ role: 'user', content: 'Does it rain?' }];
    const tool = { type: 'web_search', filters: { allowed_domains: ['a.example'] } };
    const ask = (model: string, more: object = {}) => {
      return post('/v1/responses', { model, input: 'Rain?', tools: [{ ...tool, ...more }] });
    };
    const dropped = async (answer: ReturnType<typeof post>): Promise<unknown> => {
      const { status, headers } = await answer;
      return [status, headers['x-llm-proxy-dropped']];
    };
    direct.of('gemini').answer(json(WHOLE.gemini));
    expect(await dropped(ask('gemini'))).toEqual([200, 'tools.0.filters.allowed_domains']);
    expect(sent('gemini').tools).toEqual([{ googleSearch: {} }]);
    direct.of('anthropic').answer(json(WHOLE.anthropic));
    expect(await dropped(ask('anthropic'))).toEqual([200, undefined]);
    expect(sent('anthropic').tools).toEqual([expect.objectContaining({ allowed_domains: ['a.example'] })]);
    // What must stay in OpenAI's own index is no search of the open web.
    expect(await dropped(ask('anthropic', { external_web_access: false }))).toEqual([200, 'tools.0']);
    expect(sent('anthropic').tools).toBeUndefined();
    const completion = { id: 'c', object: 'chat.completion', created: 1, model: 'm', choices: [] };
    const message = { role: 'assistant', content: TEXT };
    direct
      .of('openai')
      .answer(json({ ...completion, choices: [{ index: 0, message, finish_reason: 'stop' }] }));
    expect(await dropped(ask('openai'))).toEqual([200, 'tools.0']);
    const named = { tool_choice: { type: 'tool', name: 'web_search' } };
    const search = { tools: [{ type: 'web_search_20250305', name: 'web_search' }], ...named };
    const forced = (model: string, functions: object[] = []) =>
      post('/v1/messages', {
        model,
        max_tokens: 9,
        messages: messages_,
        ...search,
        tools: [...search.tools, ...functions],
      });
    direct.of('responses').answer(json(WHOLE.responses));
    expect(await dropped(forced('responses'))).toEqual([200, undefined]);
    expect(direct.of('responses').lastCall.json).toMatchObject({ tool_choice: { type: 'web_search' } });
    // Gemini 3 searches beside functions, where it is told to.
    const functions = [{ name: 'clock', input_schema: { type: 'object' } }];
    expect(await dropped(forced('gemini', functions))).toEqual([200, 'tool_choice']);
    expect(direct.of('gemini').lastCall.json).toMatchObject({
      toolConfig: { includeServerSideToolInvocations: true },
    });
  });

  it('that an upstream of Chat Completions tells of is cited at the other doors too', async () => {
    const cited = { annotations: [{ type: 'url_citation', url_citation: { ...PAGE, ...place } }] };
    const head = { id: 'c', created: 1, model: 'm' };
    const whole = {
      ...head,
      object: 'chat.completion',
      choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: TEXT, ...cited } }],
    };
    const chunk = (delta: object, finish_reason: string | null = null) => ({
      ...head,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, finish_reason }],
    });
    const chunks = [...HALVES.map((content) => chunk({ content })), chunk(cited), chunk({}, 'stop')];
    for (const streamed of [false, true]) {
      direct.of('openai').answer(streamed ? stream(chunks) : json(whole));
      for (const [door, ask] of Object.entries({ responses, messages, gemini })) {
        const { text, cited: pages } = await ask('openai', streamed);
        expect([door, text, pages]).toEqual([door, TEXT, [{ ...PAGE, words: CITED }]]);
      }
    }
  });

  it('whose result the caller gives itself is named as dropped, and its text is kept', async () => {
    const result = {
      type: 'search_result',
      source: 'https://a.example',
      title: 'A page',
      content: [{ type: 'text', text: 'It rains.' }],
      citations: { enabled: true },
    };
    const messages_ = [{ role: 'user', content: [result, { type: 'text', text: 'Does it rain?' }] }];
    for (const wire of ['gemini', 'responses'] as const) {
      direct.of(wire).answer(json(WHOLE[wire]));
      const answer = await post('/v1/messages', { model: wire, max_tokens: 9, messages: messages_ });
      expect([answer.status, answer.headers['x-llm-proxy-dropped']]).toEqual([200, 'search_result']);
      expect(JSON.stringify(direct.of(wire).lastCall.json)).toContain('It rains.');
    }
  });
});
