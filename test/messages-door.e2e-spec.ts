/** Messages' door with Anthropic's own SDK, unmodified, in front of every provider. */
import Anthropic from '@anthropic-ai/sdk';
import { MESSAGE } from './support/upstream/anthropic-upstream';
import { json, whole } from './support/upstream/answer-scripts';
import { ConnectedReplays } from './support/providers/connected-replays';
import { LeakCheck } from './support/observation/leak-check';
import type { Recording, ReplayedName } from './support/providers/provider-replays';
import { describeWithRecordings } from './support/providers/recordings';

type Recordings = Readonly<Partial<Record<ReplayedName, Recording>>>;

const both = (name: string): Recording => ({ stream: name, whole: name });
const TEXT: Recordings = {
  openai: both('openai/openai-text'),
  azure: both('openai/openai-text'),
  anthropic: both('anthropic/anthropic-text'),
  gemini: both('google/google-text'),
  vertex: both('google/google-text'),
  'bedrock-nova': both('bedrock/amazon-bedrock-text'),
};
const TOOL_CALL: Recordings = {
  openai: both('deepseek/deepseek-tool-call'),
  anthropic: both('anthropic/anthropic-tool-no-args'),
  gemini: both('google/google-tool-call'),
  'bedrock-nova': both('bedrock/amazon-bedrock-tool-call.1'),
};
const USAGE = [
  'input_tokens',
  'output_tokens',
  'cache_creation_input_tokens',
  'cache_read_input_tokens',
] as const;
const NAMES = Object.keys(TEXT) as ReplayedName[];
const WITH_TOOLS = Object.keys(TOOL_CALL) as ReplayedName[];

const TOOL: Anthropic.Tool = {
  name: 'weather',
  description: 'The weather of a place.',
  input_schema: { type: 'object', properties: { location: { type: 'string' } }, required: ['location'] },
};
const ASKED = {
  system: 'Be short.',
  max_tokens: 500,
  messages: [{ role: 'user', content: 'Say hello.' }],
  tools: [TOOL],
} satisfies Omit<Anthropic.MessageCreateParamsNonStreaming, 'model'>;

describeWithRecordings('Messages’ door, by Anthropic’s own SDK,', () => {
  let leaks: LeakCheck;
  let direct: ConnectedReplays;
  let client: Anthropic;

  beforeAll(async () => {
    leaks = new LeakCheck();
    direct = await ConnectedReplays.start(NAMES);
    client = new Anthropic({ apiKey: direct.caller.key, baseURL: direct.gateway.url, maxRetries: 0 });
  });
  afterAll(async () => {
    await direct.close();
    await leaks.released();
  });

  const textOf = ({ content }: Anthropic.Message): string =>
    content.map((block) => (block.type === 'text' ? block.text : '')).join('');
  const toolsOf = ({ content }: Anthropic.Message): Anthropic.ToolUseBlock[] =>
    content.filter((block) => block.type === 'tool_use');

  it.each(NAMES)('%s answers a text, whole and streamed, with its end and its usage', async (name) => {
    const replay = direct.of(name);
    replay.replay(TEXT[name] ?? { stream: '' });
    const whole = await client.messages.create({ model: name, ...ASKED });
    const streamed = await client.messages.stream({ model: name, ...ASKED }).finalMessage();
    for (const message of [whole, streamed]) {
      expect(message).toMatchObject({ type: 'message', role: 'assistant', stop_reason: 'end_turn' });
      expect(message.id).toMatch(/^msg_/);
      expect(message.model).toBe(name === 'anthropic' ? direct.of(name).wire.model.remote_name : name);
      expect(textOf(message)).toMatch(/./);
      expect(message.usage.input_tokens).toBeGreaterThan(0);
      expect(message.usage.output_tokens).toBeGreaterThan(0);
    }
    const sent = JSON.stringify(replay.lastCall.json);
    for (const said of ['Be short.', 'Say hello.', 'weather', 'The weather of a place.'])
      expect(sent).toContain(said);
  });

  it.each(NAMES)('%s streams events in the order of the API, one block open at a time', async (name) => {
    direct.of(name).replay(TEXT[name] ?? { stream: '' });
    const stream = await client.messages.create({ model: name, ...ASKED, stream: true });
    const events: Anthropic.MessageStreamEvent[] = [];
    for await (const event of stream) events.push(event);
    expect(events[0]?.type).toBe('message_start');
    expect(events.slice(-2).map(({ type }) => type)).toEqual(['message_delta', 'message_stop']);
    for (const event of events) {
      const usage = event.type === 'message_start' ? event.message.usage : undefined;
      const told = event.type === 'message_delta' ? event.usage : usage;
      if (told === undefined) continue;
      for (const field of USAGE)
        expect([event.type, field, told[field]]).toEqual([event.type, field, expect.any(Number)]);
    }
    let open: number | undefined;
    let blocks = 0;
    for (const event of events) {
      if (event.type === 'content_block_start') {
        expect([open, event.index]).toEqual([undefined, blocks++]);
        open = event.index;
      } else if (event.type === 'content_block_delta') expect(event.index).toBe(open);
      else if (event.type === 'content_block_stop') {
        expect(event.index).toBe(open);
        open = undefined;
      }
    }
    expect(blocks).toBeGreaterThan(0);
  });

  it.each(WITH_TOOLS)('%s calls a tool, and its result comes back in the next turn', async (name) => {
    const replay = direct.of(name);
    replay.replay(TOOL_CALL[name] ?? { stream: '' });
    const whole = await client.messages.create({ model: name, ...ASKED });
    const streamed = await client.messages.stream({ model: name, ...ASKED }).finalMessage();
    for (const message of [whole, streamed]) {
      expect(message.stop_reason).toBe('tool_use');
      for (const call of toolsOf(message))
        expect(call).toMatchObject({ input: expect.any(Object) as object });
    }
    for (const answered of [whole, streamed]) {
      const calls = toolsOf(answered);
      expect(calls.length).toBeGreaterThan(0);
      replay.replay(TEXT[name] ?? { stream: '' });
      await client.messages.create({
        model: name,
        ...ASKED,
        messages: [
          ...ASKED.messages,
          { role: 'assistant', content: answered.content },
          {
            role: 'user',
            content: calls.map(({ id }) => ({ type: 'tool_result', tool_use_id: id, content: '1.10' })),
          },
        ],
      });
      const sent = JSON.stringify(replay.lastCall.json);
      expect(sent).toContain('1.10');
      for (const { name: called } of calls) expect(sent).toContain(called);
    }
  });

  it('an upstream’s error has Anthropic’s shape', async () => {
    direct.of('openai').answer(json({ error: { message: 'slow down', type: 'requests' } }, { status: 429 }));
    const refused = client.messages.create({ model: 'openai', ...ASKED });
    await expect(refused).rejects.toBeInstanceOf(Anthropic.RateLimitError);
    await expect(refused).rejects.toMatchObject({ status: 429, type: 'rate_limit_error' });
  });

  it('names what the provider does not take, and refuses no field that it does not know', async () => {
    direct.of('openai').replay(both('openai/openai-text'));
    const { response } = await client.messages
      .create({ model: 'openai', ...ASKED, ...{ top_k: 5, mcp_servers: [], later_field: 1 } })
      .withResponse();
    const dropped = response.headers.get('x-llm-proxy-dropped');
    for (const name of ['top_k', 'mcp_servers', 'later_field']) expect(dropped).toContain(name);
    expect(response.headers.get('request-id')).toBe(response.headers.get('x-request-id'));
  });

  it('sends an end user’s id that is too long for OpenAI as a shorter one, always the same', async () => {
    const replay = direct.of('openai');
    replay.replay(both('openai/openai-text'));
    const users: unknown[] = [];
    for (const id of ['short', 'x'.repeat(150), 'x'.repeat(150), 'y'.repeat(150)]) {
      await client.messages.create({ model: 'openai', ...ASKED, metadata: { user_id: id } });
      users.push(replay.lastCall.fields['user']);
    }
    expect(users[0]).toBe('short');
    expect(users[1]).toMatch(/^[0-9a-f]{64}$/);
    expect(users[2]).toBe(users[1]);
    expect(users[3]).not.toBe(users[1]);
  });

  it.each(NAMES)(
    'tells %s nothing of what Claude Code tells Anthropic of itself, but Anthropic',
    async (name) => {
      const replay = direct.of(name);
      replay.replay(TEXT[name] ?? { stream: '' });
      const own = 'x-anthropic-billing-header: cc_version=2.1.332.0b8; cc_entrypoint=cli; cch=71fea;';
      const about = 'An x-anthropic-billing-header: is a text of Claude Code’s.';
      const system = [own, about].map((text) => ({ type: 'text' as const, text }));
      await client.messages.create({ model: name, ...ASKED, system });
      const sent = JSON.stringify(replay.lastCall.json);
      expect([sent.includes(own), sent.includes(about)]).toEqual([name === 'anthropic', true]);
    },
  );

  it('puts the cache mark of a whole request behind its last turn where the provider has marks', async () => {
    const marked = { ...ASKED, cache_control: { type: 'ephemeral' as const } };
    direct.of('bedrock-nova').replay(TEXT['bedrock-nova'] ?? { stream: '' });
    await client.messages.create({ model: 'bedrock-nova', ...marked });
    expect(direct.of('bedrock-nova').lastCall.fields['messages']).toEqual([
      { role: 'user', content: [{ text: 'Say hello.' }, { cachePoint: { type: 'default' } }] },
    ]);
    direct.of('openai').replay(TEXT.openai ?? { stream: '' });
    const { response } = await client.messages.create({ model: 'openai', ...marked }).withResponse();
    expect(response.headers.get('x-llm-proxy-dropped')).toBe('cache_control');
  });

  it('takes betas and versions of any name', async () => {
    direct.of('anthropic').answer(json(MESSAGE));
    for (const version of ['2023-06-01', '2026-10-21', '2031-01-01']) {
      const headers = { 'anthropic-version': version, 'anthropic-beta': 'unheard-of-2031-01-01' };
      const message = await client.beta.messages.create({ model: 'anthropic', ...ASKED }, { headers });
      expect(message.type).toBe('message');
    }
  });

  it('signs the calls of a turn that came back without what Gemini signed, whole and streamed', async () => {
    const thinking = { text: 'I need the weather.', thought: true };
    const functionCall = { name: 'weather', args: { location: 'Oslo' } };
    const parts = [thinking, { functionCall, thoughtSignature: 'c2lnbmVkIGJ5IGdlbWluaQ==' }];
    const answer = { candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0 }] };
    for (const streamed of [false, true]) {
      const script = streamed
        ? whole(`data: ${JSON.stringify(answer)}\n\n`, { contentType: 'text/event-stream' })
        : json(answer);
      direct.of('gemini').answer(script);
      const first = streamed
        ? await client.messages.stream({ model: 'gemini', ...ASKED }).finalMessage()
        : await client.messages.create({ model: 'gemini', ...ASKED });
      const [call] = toolsOf(first);
      if (call === undefined) throw new Error('no call came');
      direct.of('gemini').replay(TEXT.gemini ?? { stream: '' });
      await client.messages.create({
        model: 'gemini',
        ...ASKED,
        messages: [
          ...ASKED.messages,
          { role: 'assistant', content: [call] },
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: 'Snow.' }] },
        ],
      });
      const sent = direct.of('gemini').lastCall.body.toString();
      expect(sent).toContain('"thoughtSignature":"c2lnbmVkIGJ5IGdlbWluaQ=="');
    }
  });

  it.each([
    [
      'gemini',
      { generateContentRequest: { model: 'models/gemini-3-pro-preview', contents: [{ role: 'user' }] } },
    ],
    ['vertex', { contents: [{ role: 'user' }], systemInstruction: {} }],
    ['bedrock-nova', { input: { converse: { messages: [{ role: 'user' }], system: [{}] } } }],
  ] as const)('has %s count the tokens of a request', async (model, expected) => {
    const path = direct
      .of(model)
      .wire.url.whole.replace('generateContent', 'countTokens')
      .replace(/converse$/, 'count-tokens');
    direct.of(model).upstream.route(`POST ${path}`, json({ totalTokens: 4712, inputTokens: 4712 }));
    const { max_tokens: _most, ...counted } = ASKED;
    expect(await client.messages.countTokens({ model, ...counted })).toEqual({ input_tokens: 4712 });
    const asked = direct.of(model).lastCall.fields;
    expect(asked).toMatchObject(expected);
    if (model === 'vertex') expect(asked).not.toHaveProperty('toolConfig');
  });
});
