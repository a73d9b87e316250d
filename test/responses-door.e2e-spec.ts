/** The Responses door with OpenAI's own SDK, unmodified, in front of every provider. */
import OpenAI from 'openai';
import type {
  Response,
  ResponseCreateParams,
  ResponseStreamEvent,
} from 'openai/resources/responses/responses';
import { json } from './support/upstream/answer-scripts';
import { stream as streamOf } from './support/upstream/stream-scripts';
import { ConnectedReplays } from './support/providers/connected-replays';
import { LeakCheck } from './support/observation/leak-check';
import type { Recording, ReplayedName } from './support/providers/provider-replays';
import { describeWithRecordings } from './support/providers/recordings';

const TEXT: Readonly<Partial<Record<ReplayedName, Recording>>> = {
  openai: { stream: 'openai/openai-text', whole: 'openai/openai-text' },
  azure: { stream: 'openai/openai-text', whole: 'openai/openai-text' },
  anthropic: { stream: 'anthropic/anthropic-text', whole: 'anthropic/anthropic-text' },
  gemini: { stream: 'google/google-text', whole: 'google/google-text' },
  vertex: { stream: 'google/google-text', whole: 'google/google-text' },
  bedrock: { stream: 'bedrock/amazon-bedrock-text', whole: 'bedrock/amazon-bedrock-text' },
};
const TOOL_CALL: typeof TEXT = {
  openai: { stream: 'deepseek/deepseek-tool-call', whole: 'deepseek/deepseek-tool-call' },
  anthropic: { stream: 'anthropic/anthropic-tool-no-args', whole: 'anthropic/anthropic-tool-no-args' },
  gemini: { stream: 'google/google-tool-call', whole: 'google/google-tool-call' },
  bedrock: { stream: 'bedrock/amazon-bedrock-tool-call.1', whole: 'bedrock/amazon-bedrock-tool-call.1' },
};
const NAMES = Object.keys(TEXT) as ReplayedName[];
const WITH_TOOLS = Object.keys(TOOL_CALL) as ReplayedName[];
const INPUT = 'Say hello.';
const ASKED = {
  instructions: 'Be short.',
  max_output_tokens: 500,
  store: false,
  include: ['reasoning.encrypted_content'],
  tools: [
    {
      type: 'function',
      name: 'weather',
      description: 'The weather of a place.',
      parameters: {
        type: 'object',
        properties: { location: { type: 'string' } },
        required: ['location'],
      },
      strict: false,
    },
  ],
} satisfies Partial<ResponseCreateParams>;

describeWithRecordings('the Responses door, by OpenAI’s own SDK,', () => {
  let leaks: LeakCheck;
  let direct: ConnectedReplays;
  let openai: OpenAI;

  beforeAll(async () => {
    leaks = new LeakCheck();
    direct = await ConnectedReplays.start([...NAMES, 'local']);
    openai = new OpenAI({ apiKey: direct.caller.key, baseURL: `${direct.gateway.url}/v1`, maxRetries: 0 });
  });
  afterAll(async () => {
    await direct.close();
    await leaks.released();
  });

  const streamed = async (
    body: Omit<ResponseCreateParams, 'stream'>,
  ): Promise<{ events: ResponseStreamEvent[]; final: Response }> => {
    const events: ResponseStreamEvent[] = [];
    const stream = openai.responses.stream({ ...body, stream: true });
    for await (const event of stream) events.push(event);
    return { events, final: await stream.finalResponse() };
  };

  it('leaves the provider’s own tools out that the choice does not allow', async () => {
    const tools = [...ASKED.tools, { type: 'web_search' as const }];
    const asked = { ...ASKED, model: 'anthropic', input: INPUT, tools };
    const named = (): unknown =>
      (direct.of('anthropic').lastCall.json as { tools: { name: string }[] }).tools.map(({ name }) => name);
    direct.of('anthropic').replay(TEXT['anthropic'] ?? { stream: '' });
    for (const [allowed, names] of [
      [{ type: 'function', name: 'weather' }, ['weather']],
      [{ type: 'web_search' }, ['web_search']],
    ] as const) {
      await openai.responses.create({
        ...asked,
        tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [allowed] },
      });
      expect(named()).toEqual(names);
    }
  });

  it.each(NAMES)('%s answers a text, whole and streamed, with its end and its usage', async (name) => {
    const replay = direct.of(name);
    replay.replay(TEXT[name] ?? { stream: '' });
    const whole = await openai.responses.create({ model: name, input: INPUT, ...ASKED });
    const { events, final } = await streamed({ model: name, input: INPUT, ...ASKED });
    for (const answer of [whole, final]) {
      expect(answer.status).toBe('completed');
      expect(answer.output_text).not.toBe('');
      expect(answer.usage?.total_tokens).toBeGreaterThan(0);
      expect(answer.instructions).toBe('Be short.');
    }
    expect(events.map((event) => event.sequence_number)).toEqual(events.map((_event, index) => index));
    expect(events.at(0)?.type).toBe('response.created');
    const last = events.at(-1);
    expect(last?.type).toBe('response.completed');
    const text = events
      .map((event) => (event.type === 'response.output_text.delta' ? event.delta : ''))
      .join('');
    expect(text).toBe(final.output_text);
    const sent = JSON.stringify(replay.lastCall.json);
    for (const said of ['Be short.', INPUT, 'weather', 'The weather of a place.'])
      expect(sent).toContain(said);
  });

  it.each(WITH_TOOLS)('%s calls a tool, and its result comes back in the next turn', async (name) => {
    const replay = direct.of(name);
    replay.replay(TOOL_CALL[name] ?? { stream: '' });
    const whole = await openai.responses.create({ model: name, input: INPUT, ...ASKED });
    const { events, final } = await streamed({ model: name, input: INPUT, ...ASKED });
    for (const answer of [whole, final]) {
      const call = answer.output.find(({ type }) => type === 'function_call');
      if (call?.type !== 'function_call') throw new Error('no call');
      expect(call.name).toMatch(/./);
      expect(typeof JSON.parse(call.arguments)).toBe('object');
      expect(call.status).toBe('completed');
      replay.replay(TEXT[name] ?? { stream: '' });
      await openai.responses.create({
        model: name,
        ...ASKED,
        input: [
          { role: 'user', content: INPUT },
          ...(answer.output as OpenAI.Responses.ResponseInputItem[]),
          { type: 'function_call_output', call_id: call.call_id, output: '1.10' },
        ],
      });
      const sent = JSON.stringify(replay.lastCall.json);
      expect(sent).toContain('"1.10"');
    }
    // The SDK adds fields of its own to its final answer.
    const done = events.flatMap((event) => (event.type === 'response.output_item.done' ? [event.item] : []));
    expect(done.map(({ id }) => id)).toEqual(final.output.map(({ id }) => id));
    expect(final.output).toMatchObject(done);
  });

  it('Gemini gets the signature of its call back, and another provider does not', async () => {
    const replay = direct.of('gemini');
    replay.replay(TOOL_CALL.gemini ?? { stream: '' });
    const { final } = await streamed({ model: 'gemini', input: INPUT, ...ASKED });
    const call = final.output.find(({ type }) => type === 'function_call');
    if (call?.type !== 'function_call') throw new Error('no call');
    const input = [
      { role: 'user', content: INPUT },
      ...(final.output as OpenAI.Responses.ResponseInputItem[]),
      { type: 'function_call_output', call_id: call.call_id, output: '1.10' },
    ] satisfies OpenAI.Responses.ResponseInput;
    replay.replay(TEXT.gemini ?? { stream: '' });
    await openai.responses.create({ model: 'gemini', ...ASKED, input });
    const signature =
      /"thoughtSignature":"([^"]{20,})"/.exec(JSON.stringify(replay.lastCall.json))?.[1] ?? '';
    expect(signature).not.toBe('');
    expect(signature).not.toContain('skip_thought');
    const other = direct.of('anthropic');
    other.replay(TEXT.anthropic ?? { stream: '' });
    await openai.responses.create({ model: 'anthropic', ...ASKED, input });
    expect(JSON.stringify(other.lastCall.json)).not.toContain(signature);
    expect(JSON.stringify(other.lastCall.json)).not.toContain('TExNUFgx');
  });

  it('what LiteLLM’s Claude has signed comes back as it was, however the client writes base64', async () => {
    const replay = direct.of('local');
    const block = { type: 'thinking', thinking: 'Hm. ', signature: 'c2lnbmVkIGJ5IENsYXVkZQ==' };
    const message = {
      role: 'assistant',
      content: 'Hello.',
      reasoning_content: 'Hm. ',
      thinking_blocks: [block],
    };
    const choice = { index: 0, finish_reason: 'stop', message };
    replay.answer(json({ id: 'chatcmpl-1', object: 'chat.completion', model: 'claude', choices: [choice] }));
    const first = await openai.responses.create({ model: 'local', input: INPUT, ...ASKED });
    const [reasoning, ...others] = first.output;
    if (reasoning?.type !== 'reasoning') throw new Error('no reasoning');
    const sealed = reasoning.encrypted_content ?? '';
    expect(sealed).not.toContain(block.signature);
    const urlSafe = sealed.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
    for (const encrypted_content of [sealed, urlSafe]) {
      await openai.responses.create({
        model: 'local',
        ...ASKED,
        input: [
          { role: 'user', content: INPUT },
          { ...reasoning, summary: [], encrypted_content },
          ...(others as OpenAI.Responses.ResponseInputItem[]),
          { role: 'user', content: 'Go on.' },
        ],
      });
      expect(replay.lastCall.json).toMatchObject({
        messages: [{}, {}, { role: 'assistant', content: 'Hello.', thinking_blocks: [block] }, {}],
      });
    }
    const tampered = `${sealed.slice(0, -6)}AAAA${sealed.slice(-2)}`;
    const input = [
      { role: 'user' as const, content: INPUT },
      { ...reasoning, summary: [], encrypted_content: tampered },
    ];
    const changed = openai.responses.create({ model: 'local', ...ASKED, input });
    await expect(changed).rejects.toMatchObject({ status: 400, param: 'input.1.encrypted_content' });
  });

  it('an upstream’s error has OpenAI’s shape, before a stream begins', async () => {
    direct.of('openai').answer(json({ error: { message: 'slow down', type: 'requests' } }, { status: 429 }));
    for (const stream of [false, true]) {
      const refused = openai.responses.create({ model: 'openai', input: INPUT, stream });
      await expect(refused).rejects.toMatchObject({ status: 429, type: 'rate_limit_error' });
    }
  });

  it('names the model and the service tier that served, also where the first chunk is about the prompt’s filters', async () => {
    const replay = direct.of('local');
    const of = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'served-1' };
    const usage = { prompt_tokens: 5, completion_tokens: 1, total_tokens: 6 };
    const choice = (fields: object): object => ({ index: 0, finish_reason: null, ...fields });
    const filters = [{ prompt_index: 0, content_filter_results: {} }];
    const chunks = [
      { ...of, id: '', object: '', model: '', choices: [], prompt_filter_results: filters },
      { ...of, service_tier: 'flex', choices: [choice({ delta: { role: 'assistant', content: 'Hi' } })] },
      { ...of, service_tier: 'flex', choices: [choice({ delta: {}, finish_reason: 'stop' })] },
      { ...of, service_tier: 'flex', choices: [], usage },
    ];
    replay.answer(streamOf(chunks));
    const { events, final } = await streamed({ model: 'local', input: INPUT });
    expect(final).toMatchObject({ model: 'served-1', service_tier: 'flex', output_text: 'Hi' });
    expect(events[0]).toMatchObject({ response: { model: 'served-1', service_tier: 'default' } });
    const message = { role: 'assistant', content: 'Hi' };
    replay.answer(
      json({ ...of, service_tier: 'flex', choices: [choice({ message, finish_reason: 'stop' })], usage }),
    );
    const whole = await openai.responses.create({ model: 'local', input: INPUT });
    expect(whole).toMatchObject({ model: 'served-1', service_tier: 'flex', output_text: 'Hi' });
  });

  it('keeps the form of the answer that was asked for', async () => {
    const replay = direct.of('openai');
    replay.replay(TEXT.openai ?? { stream: '' });
    const schema = { type: 'object', properties: {}, additionalProperties: false };
    await openai.responses.create({
      model: 'openai',
      input: INPUT,
      text: { format: { type: 'json_schema', name: 'thing', schema, strict: true }, verbosity: 'low' },
    });
    const { json } = replay.lastCall;
    expect(json).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { name: 'thing', schema, strict: true } },
    });
    // GPT-4.1 refuses it: only the models from GPT-5 on have it.
    expect(json).not.toHaveProperty('verbosity');
  });

  it.each<[string, object, string]>([
    ['no input', {}, 'input'],
    ['an empty list', { input: [] }, 'input'],
    ['an unknown role', { input: [{ role: 'robot', content: 'Hi' }] }, 'input.0.role'],
    ['an item without a type', { input: [{ id: 'x' }] }, 'input.0.type'],
    [
      'a result without its call',
      { input: [{ type: 'function_call_output', call_id: 'call_1', output: 'x' }] },
      'input.0.call_id',
    ],
    ['a tool without a name', { input: INPUT, tools: [{ type: 'function' }] }, 'tools.0.name'],
    ['metadata that are a text', { input: INPUT, metadata: 'x' }, 'metadata'],
    ['include that is a text', { input: INPUT, include: 'reasoning.encrypted_content' }, 'include'],
    ['store that is a text', { input: INPUT, store: 'yes' }, 'store'],
  ])('refuses %s by name, and asks nobody', async (_what, body, param) => {
    const replay = direct.of('openai');
    const before = replay.calls.length;
    const refused = openai.post('/responses', { body: { model: 'openai', ...body } });
    await expect(refused).rejects.toMatchObject({ status: 400, param });
    expect(replay.calls).toHaveLength(before);
  });

  it('names tools that run at OpenAI as dropped', async () => {
    const replay = direct.of('anthropic');
    replay.replay(TEXT.anthropic ?? { stream: '' });
    for (const stream of [false, true]) {
      const { response } = await openai.responses
        .create({
          model: 'anthropic',
          input: INPUT,
          tools: [{ type: 'file_search', vector_store_ids: ['v'] }],
          stream,
        })
        .withResponse();
      expect(response.headers.get('x-llm-proxy-dropped')).toContain('tools.0');
      await response.body?.cancel().catch(() => undefined);
    }
  });
});
