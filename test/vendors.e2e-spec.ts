/** Connections to OpenAI-compatible vendors over real sockets: what they are sent, and what is made of their answers. */
import { callWith, ADAPTER_SETTINGS, KeepingSink, targetOf } from './support/providers/adapter-calls';
import { json, providerError, rawAnswer, whole } from './support/upstream/answer-scripts';
import { completion } from './support/upstream/completion-bodies';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { describeWithRecordings, recordedChunks, recordedWhole } from './support/providers/recordings';
import { stream } from './support/upstream/stream-scripts';
import type { AdapterSettings } from '../src/llm/provider';
import { liteLlmProvider } from '../src/llm/providers/litellm/litellm.provider';
import type { LlmAdapter } from '../src/llm/llm-adapter';
import { openAiCompatibleProvider } from '../src/llm/providers/openai-compatible/openai-compatible.provider';

const signal = new AbortController().signal;
const CHAT = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] };

let upstream: FakeUpstream;
const opened: LlmAdapter[] = [];

beforeAll(async () => {
  upstream = await FakeUpstream.start();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((adapter) => adapter.close()));
  upstream.reset();
});
afterAll(() => upstream.close());

function open(
  provider: string,
  options: Parameters<typeof targetOf>[2] = {},
  settings: Partial<AdapterSettings> = {},
  path = '',
): LlmAdapter {
  const module = provider === 'litellm' ? liteLlmProvider : openAiCompatibleProvider;
  const target = targetOf(provider, upstream.url + path, options);
  const adapter = module.open(target, { ...ADAPTER_SETTINGS, ...settings });
  opened.push(adapter);
  return adapter;
}

describe('a vendor is sent', () => {
  it.each([
    ['openai', '', '/v1/chat/completions'],
    ['openai', '/v1', '/v1/chat/completions'],
    ['groq', '', '/openai/v1/chat/completions'],
    ['perplexity', '', '/chat/completions'],
    ['local', '', '/v1/chat/completions'],
    ['ollama', '/v1/', '/v1/chat/completions'],
    ['litellm', '', '/v1/chat/completions'],
    ['litellm', '/v1', '/v1/chat/completions'],
  ])('requests where it takes them: %s at "%s"', async (provider, path, expected) => {
    await open(provider, {}, {}, path).complete(callWith(CHAT), signal);
    expect(upstream.chats[0]).toMatchObject({ url: expected });
  });

  it('its credential and the operator’s headers, which a caller cannot take the place of', async () => {
    const adapter = open('openrouter', { key: 'sk-or-1', headers: { 'HTTP-Referer': 'https://us.example' } });
    const headers = { 'user-agent': 'caller/1', authorization: 'Bearer theirs', 'http-referer': 'theirs' };
    await adapter.complete(callWith(CHAT, { headers }), signal);
    expect(upstream.chats[0]?.headers).toMatchObject({
      authorization: 'Bearer sk-or-1',
      'http-referer': 'https://us.example',
      'user-agent': 'caller/1',
    });
  });

  it('no credential where the connection has none', async () => {
    await open('local', { key: '' }).complete(callWith(CHAT), signal);
    expect(upstream.chats[0]?.headers['authorization']).toBeUndefined();
  });

  it('the very bytes of the caller', async () => {
    const raw = '{ "model":"m", "seed":9223372036854775807, "messages":[], "x_unknown":1.0 }';
    await open('openai').complete(callWith(raw), signal);
    expect(upstream.chats[0]?.body.toString()).toBe(raw);
  });

  it('a field that it would refuse neither silently nor in strict mode at all', async () => {
    const call = callWith({ ...CHAT, user: 'u' });
    await open('mistral').complete(call, signal);
    expect(upstream.chats[0]?.json).not.toHaveProperty('user');
    const strict = open('mistral', {}, { strictParams: true });
    await expect(strict.complete(call, signal)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      param: 'user',
    });
    const sink = new KeepingSink();
    await expect(strict.stream(call, sink, signal)).rejects.toMatchObject({ param: 'user' });
    expect(upstream.chats).toHaveLength(1);
  });
});

describe('a vendor that knows no stream_options', () => {
  const refusal = providerError(400, { message: 'Unrecognized request argument supplied: stream_options' });
  const frames = [
    { id: '1', model: 'm', choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: null }] },
    { id: '1', model: 'm', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
  ];

  it('is asked again without them, and from then on at once; usage is estimated', async () => {
    const adapter = open('local');
    upstream.next(refusal, stream(frames), stream(frames));
    for (let n = 0; n < 2; n++) {
      const call = callWith({ ...CHAT, stream: true });
      await adapter.stream(call, new KeepingSink(), signal);
      expect(call.facts.usage).toMatchObject({ estimated: true });
    }
    expect(upstream.chats.map(({ includesUsage }) => includesUsage)).toEqual([true, false, false]);
  });

  it('is not taken for one when the caller’s own options are what it refuses', async () => {
    const call = callWith({ ...CHAT, stream: true, stream_options: { include_usage: true, bogus: 1 } });
    upstream.next(refusal);
    await expect(open('local').stream(call, new KeepingSink(), signal)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
    expect(upstream.chats).toHaveLength(1);
  });

  it('is not taken for one when it goes on refusing', async () => {
    const adapter = open('local');
    upstream.next(refusal, refusal, stream(frames));
    const call = callWith({ ...CHAT, stream: true });
    await expect(adapter.stream(call, new KeepingSink(), signal)).rejects.toMatchObject({ status: 400 });
    await adapter.stream(call, new KeepingSink(), signal);
    expect(upstream.chats[2]?.includesUsage).toBe(true);
  });
});

describe('a vendor’s', () => {
  it('error that echoes the credential is shown without it', async () => {
    upstream.next(providerError(400, { message: 'Bad request by key my-very-own-key-42.' }));
    const failure = open('local', { key: 'my-very-own-key-42' }).complete(callWith(CHAT), signal);
    await expect(failure).rejects.toMatchObject({ message: 'Bad request by key [redacted].' });
  });

  it('refusal of the credential is no caller’s business', async () => {
    upstream.next(providerError(401, { message: 'Incorrect API key provided: sk-test-credential.' }));
    const failure = open('openai').complete(callWith(CHAT), signal);
    await expect(failure).rejects.toMatchObject({
      code: 'PROVIDER_ERROR',
      upstreamFailure: 'credential',
      message: expect.not.stringContaining('sk-') as string,
    });
  });

  it('models come with their context windows, from a bare list too', async () => {
    const models = [
      { id: 'a', context_length: 8192 },
      { id: 'b', owned_by: 'Meta', context_window: 131072 },
      { id: 'c', max_model_len: 4096 },
      { id: 'd', max_context_length: 0 },
      { object: 'no model' },
    ];
    const expected = [
      { id: 'a', provider: 'together-test', contextLength: 8192 },
      { id: 'b', provider: 'Meta', contextLength: 131072 },
      { id: 'c', provider: 'together-test', contextLength: 4096 },
      { id: 'd', provider: 'together-test', contextLength: undefined },
    ];
    const adapter = open('together');
    for (const body of [models, { object: 'list', data: models }]) {
      upstream.route('GET /v1/models', json(body));
      expect(await adapter.models(signal)).toEqual(expected);
    }
    upstream.route('GET /v1/models', whole('<html>', { contentType: 'text/html' }));
    await expect(adapter.models(signal)).rejects.toMatchObject({ code: 'PROVIDER_ERROR' });
  });

  it('embeddings are passed through', async () => {
    const body = {
      object: 'list',
      data: [{ embedding: [0.5] }],
      model: 'e',
      usage: { prompt_tokens: 2, total_tokens: 2 },
    };
    upstream.route('POST /v1/embeddings', json(body));
    const answer = await open('openai').embed(callWith({ model: 'e', input: 'x' }), signal);
    expect(JSON.parse(answer.body.toString())).toEqual(body);
  });

  it('whole answer that ends with its connection is no answer when it is cut', async () => {
    const text = JSON.stringify({ ...completion('Hi'), last: 1 });
    const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n';
    // Cut behind the usage's own brace, where it looks like the end.
    upstream.next(rawAnswer(head, text.slice(0, text.indexOf(',"last"'))), rawAnswer(head, text));
    const adapter = open('local');
    await expect(adapter.complete(callWith(CHAT), signal)).rejects.toMatchObject({ upstreamFailure: 'cut' });
    expect((await adapter.complete(callWith(CHAT), signal)).body.toString()).toBe(text);
  });
});

describe('extra headers', () => {
  it('that hold a credential are refused before they are stored', () => {
    const target = targetOf('openai', 'https://api.openai.com', { headers: { Authorization: 'Bearer x' } });
    expect(() => {
      openAiCompatibleProvider.check(target);
    }).toThrow(expect.objectContaining({ param: 'options.headers' }));
  });
});

describeWithRecordings('Mistral as recorded', () => {
  it('answers as OpenAI does, and was never asked for usage', async () => {
    const adapter = open('mistral');
    const frames = recordedChunks('mistral/mistral-reasoning').map((chunk) => `data: ${chunk}\n\n`);
    upstream.next(
      stream(frames),
      whole(recordedWhole('mistral/mistral-reasoning'), { contentType: 'application/json' }),
    );
    const sink = new KeepingSink();
    await adapter.stream(callWith({ ...CHAT, stream: true }, { usageWanted: true }), sink, signal);
    expect(upstream.chats[0]?.json).not.toHaveProperty('stream_options');
    expect(sink.text).toContain('"reasoning_content":"The user is asking"');
    expect(sink.chunks().at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 46 } });
    const { body } = await adapter.complete(callWith(CHAT), signal);
    expect(JSON.parse(body.toString())).toMatchObject({
      choices: [
        {
          message: { content: '2 + 2 = 4', reasoning_content: expect.stringMatching(/arithmetic/) as string },
        },
      ],
    });
  });
});

describe('an upstream that frames its answers otherwise', () => {
  const USAGE = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
  const chunk = (delta: object, reason: string | null = null): object => ({
    ...{ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm' },
    choices: [{ index: 0, delta, finish_reason: reason }],
  });
  const EVENTS = [
    chunk({ role: 'assistant', content: 'Hi ' }),
    chunk({ content: 'there' }),
    { ...chunk({}, 'stop'), usage: USAGE },
  ];
  const events = EVENTS.map((one) => `data: ${JSON.stringify(one)}\n\n`).join('') + 'data: [DONE]\n\n';
  const answer = JSON.stringify(completion('Hi there'), null, 2);
  const streamed = async (body: string, contentType: string): Promise<string> => {
    upstream.next(whole(body, { contentType }));
    const sink = new KeepingSink();
    const call = callWith({ ...CHAT, stream: true });
    await open('local').stream(call, sink, signal);
    const chunks = sink.chunks() as { choices: { delta: { content?: string }; finish_reason: unknown }[] }[];
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop');
    return chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
  };
  const asWhole = async (body: string, contentType: string): Promise<unknown> => {
    upstream.next(whole(body, { contentType }));
    const { body: bytes } = await open('local').complete(callWith(CHAT), signal);
    return JSON.parse(bytes.toString());
  };

  it.each(['text/plain; charset=utf-8', 'application/json', 'application/octet-stream'])(
    'and calls a stream %s is read all the same',
    async (contentType) => {
      expect(await streamed(events, contentType)).toBe('Hi there');
    },
  );

  it.each(['text/event-stream', 'application/json'])(
    'and streams unasked, as %s, has its stream as one answer',
    async (contentType) => {
      expect(await asWhole(events, contentType)).toMatchObject({
        object: 'chat.completion',
        choices: [{ message: { role: 'assistant', content: 'Hi there' }, finish_reason: 'stop' }],
        usage: USAGE,
      });
    },
  );

  it('and writes the end of a stream behind a whole answer has that answer', async () => {
    expect(await asWhole(`${answer}\n\ndata: [DONE]\n\n`, 'text/event-stream')).toMatchObject({
      choices: [{ message: { content: 'Hi there' } }],
    });
  });

  it('and breaks off a stream that nobody asked for has given no answer', async () => {
    const cut = `data: ${JSON.stringify(EVENTS[0])}\n\n`;
    await expect(asWhole(cut, 'text/event-stream')).rejects.toMatchObject({ code: 'PROVIDER_ERROR' });
  });
});

describe('an error of status 200', () => {
  const BARE = {
    ...{ object: 'error', type: 'BadRequestError', param: null, code: 400 },
    message: "This model's maximum context length is 4096 tokens.",
  };
  const MINIMAX = { choices: null, base_resp: { status_code: 1002, status_msg: 'rate limit' } };

  it.each<[string, object, object]>([
    [
      'in the form of earlier vLLMs',
      BARE,
      { code: 'INVALID_REQUEST', providerCode: 'context_length_exceeded' },
    ],
    ['in MiniMax’s form', MINIMAX, { code: 'RATE_LIMIT' }],
  ])(
    '%s is the error that it says, whole, streamed, and in place of a stream',
    async (_what, body, error) => {
      upstream.next(json(body));
      await expect(open('vllm').complete(callWith(CHAT), signal)).rejects.toMatchObject(error);
      for (const script of [json(body), stream([{ ...body }])]) {
        upstream.next(script);
        const asked = open('vllm').stream(callWith({ ...CHAT, stream: true }), new KeepingSink(), signal);
        await expect(asked).rejects.toMatchObject(error);
      }
    },
  );

  it('amid a stream ends it', async () => {
    const chunk = { id: 'c', choices: [{ index: 0, delta: { content: 'a' }, finish_reason: null }] };
    upstream.next(stream([chunk, chunk, chunk, { ...BARE, message: 'boom', code: 500 }]));
    const asked = open('vllm').stream(callWith({ ...CHAT, stream: true }), new KeepingSink(), signal);
    await expect(asked).rejects.toMatchObject({ code: 'PROVIDER_ERROR' });
  });
});

describe('a custom tool at a vendor that has functions alone', () => {
  const custom = { type: 'custom', custom: { name: 'patch' } };
  const call = { id: 'c', type: 'function', function: { name: 'patch', arguments: '{"input":"x\\ny"}' } };

  it.each(['groq', 'deepseek', 'mistral', 'vllm'])(
    '%s is sent a function, and its calls come back as the tool’s, whole and streamed',
    async (vendor) => {
      const choices = [
        { index: 0, message: { role: 'assistant', tool_calls: [call] }, finish_reason: 'stop' },
      ];
      upstream.next(json({ id: '1', model: 'm', choices }));
      const adapter = open(vendor);
      const { body } = await adapter.complete(callWith({ ...CHAT, tools: [custom] }), signal);
      expect(upstream.chats[0]?.json).toMatchObject({ tools: [{ type: 'function' }] });
      expect(JSON.parse(body.toString())).toMatchObject({
        choices: [
          {
            message: { tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'patch', input: 'x\ny' } }] },
            finish_reason: 'tool_calls',
          },
        ],
      });
      const delta = { tool_calls: [{ index: 0, ...call }] };
      const frame = (one: object, finish: string | null): Record<string, unknown> => ({
        id: '1',
        model: 'm',
        choices: [{ index: 0, delta: one, finish_reason: finish }],
      });
      upstream.next(stream([frame(delta, null), frame({}, 'stop')]));
      const sink = new KeepingSink();
      await adapter.stream(callWith({ ...CHAT, stream: true, tools: [custom] }), sink, signal);
      expect(JSON.stringify(sink.chunks())).toContain('"custom":{"name":"patch","input":"x\\ny"}');
      expect(JSON.stringify(sink.chunks())).toContain('"finish_reason":"tool_calls"');
    },
  );
});
