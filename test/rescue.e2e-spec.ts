import type OpenAI from 'openai';
import { APIError } from 'openai';
import { answerText, breakConnection, cutBody, providerError } from './support/upstream/answer-scripts';
import { brokenStream, deltas, wholeStream, wordDeltas } from './support/upstream/broken-streams';
import type { Break } from './support/upstream/broken-streams';
import { chunk } from './support/upstream/completion-bodies';
import type { AnswerScript } from './support/upstream/exchange';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { keyedCaller, postTo } from './support/callers/keyed-calls';
import { LeakCheck } from './support/observation/leak-check';
import { openAiClient, readText } from './support/callers/openai-client';
import { addConnection, addTenant, assign } from './support/service/registry-setup';
import type { Tenant } from './support/service/registry-setup';
import { stream as streamOf } from './support/upstream/stream-scripts';

const WORDS = Array.from({ length: 60 }, (_, at) => (at === 0 ? 'word1' : ` word${at + 1}`));
const TEXT = WORDS.join('');
const WAYS: readonly Break[] = ['FIN', 'RST', 'tidy end', 'error event', 'silence'];
/** Ends that are in the name of the event and in its data. */
const TWICE = new Set(['message_stop', 'response.completed']);
const SETTINGS = { KEY_RPS: 0, ADDRESS_RPS: 0, IDLE_TIMEOUT: 0.5, RETRIES: 0 };
const ROLE = { role: 'assistant', content: '' };
const TOOLS: OpenAI.Chat.ChatCompletionTool[] = [
  { type: 'function', function: { name: 'look_up', parameters: { type: 'object', properties: {} } } },
];

/** Two upstreams, and a service with this setting for rescue. */
function rescuer(settings: Record<string, string | number>) {
  let leaks: LeakCheck;
  let first: FakeUpstream;
  let second: FakeUpstream;
  let gateway: InProcessGateway;
  let tenant: Tenant;
  beforeAll(async () => {
    leaks = new LeakCheck();
    first = await FakeUpstream.start();
    second = await FakeUpstream.start();
    gateway = await startGateway({ settings: { ...SETTINGS, ...settings } });
    tenant = await addTenant(gateway, 'shop');
  });
  afterEach(() => {
    first.reset();
    second.reset();
  });
  afterAll(async () => {
    await gateway.close();
    await first.close();
    await second.close();
    await leaks.released();
  });
  return {
    get first() {
      return first;
    },
    get second() {
      return second;
    },
    get gateway() {
      return gateway;
    },
    get tenant() {
      return tenant;
    },
  };
}

let aliases = 0;

/** An alias of two new deployments, of which nobody has seen a failure yet. */
async function aliasAt(
  { first, second, gateway, tenant }: ReturnType<typeof rescuer>,
  secondProvider: string,
  firstProvider = 'openai',
): Promise<string> {
  const alias = `alias-${++aliases}`;
  for (const [at, provider] of [firstProvider, secondProvider].entries()) {
    const { url } = at === 0 ? first : second;
    const name = `${at === 0 ? 'first' : 'second'}-${aliases}`;
    const endpoint = provider === 'anthropic' ? url : `${url}/v1`;
    const model = provider === 'anthropic' ? 'claude-sonnet-4-5' : 'model-1';
    const account =
      provider === 'responses'
        ? ({ provider: 'openai', options: { api: 'responses' } } as const)
        : { provider };
    await addConnection(gateway, { name, ...account, endpoint, credential: 'sk-connection-secret-1' }, model);
    await assign(gateway, tenant, `${name}/${model}`, { alias, priority: at + 1 });
  }
  return alias;
}

describe('rescue with a retry budget that is used up', () => {
  const service = rescuer({ RETRY_BUDGET_SHARE: 0, RETRY_BUDGET_PER_SECOND: 0 });
  const ask = (model: string): Promise<string> =>
    openAiClient(service.tenant)
      .chat.completions.create({ model, messages: [{ role: 'user', content: 'Count.' }], stream: true })
      .then(readText);

  it('still has one more deployment asked for each answer', async () => {
    const alias = await aliasAt(service, 'openai');
    service.first.next(brokenStream(deltas('c1', ROLE, ...wordDeltas(WORDS.slice(0, 40))), 'FIN'));
    service.second.next(wholeStream('c2', wordDeltas(WORDS)));
    expect(await ask(alias)).toBe(TEXT);
  });

  it('asks nobody to go on with an answer that is longer than 8 MiB, also where it is mapped', async () => {
    const alias = await aliasAt(service, 'openai');
    const content = 'x'.repeat(1024 * 1024);
    const long = Array.from({ length: 9 }, () => ({ content }));
    service.first.next(brokenStream(deltas('c1', ROLE, ...long), 'FIN'));
    const messages = [{ role: 'user', content: 'Count.' }];
    const body = { model: alias, max_tokens: 100, stream: true, messages };
    const reading = postTo(service.tenant, body, {}, '/v1/messages');
    await expect(reading).rejects.toThrow(/terminated/);
    expect(service.second.chats).toHaveLength(0);
  });

  it('asks nobody beyond that, where all answers break, and where nothing of them has come', async () => {
    for (const words of [WORDS.slice(0, 40), []]) {
      service.first.reset();
      service.second.reset();
      const alias = await aliasAt(service, 'openai');
      const broken = brokenStream(deltas('c1', ROLE, ...wordDeltas(words)), 'FIN');
      service.first.reply(broken);
      service.second.reply(broken);
      await expect(ask(alias)).rejects.toThrow(APIError);
      expect([service.first.chats.length, service.second.chats.length]).toEqual([1, 1]);
    }
  });
});

describe('a stream that breaks after content was sent', () => {
  const service = rescuer({});
  let first: FakeUpstream;
  let second: FakeUpstream;
  let gateway: InProcessGateway;
  let tenant: Tenant;
  beforeAll(() => {
    ({ first, second, gateway, tenant } = service);
  });

  const newAlias = (provider: string, from?: string): Promise<string> => aliasAt(service, provider, from);

  interface Seen {
    readonly text: string;
    readonly reasoning: string;
    readonly calls: { id: string; name: string; arguments: string }[];
    readonly ids: Set<string>;
    readonly models: Set<string>;
    readonly finishes: string[];
    readonly usages: Record<string, unknown>[];
    readonly note: unknown;
    readonly error: unknown;
    readonly requestId: string;
  }

  /** Reads a stream with the SDK, as a caller would. */
  async function read(provider: string, more: object = {}, alias?: string): Promise<Seen> {
    const model = alias ?? (await newAlias(provider));
    const { data, request_id } = await openAiClient(tenant)
      .chat.completions.create({
        model,
        messages: [{ role: 'user', content: 'Count.' }],
        stream: true,
        stream_options: { include_usage: true },
        ...more,
      })
      .withResponse();
    const seen = { text: '', reasoning: '', note: undefined as unknown, error: undefined as unknown };
    const calls: Seen['calls'] = [];
    const [ids, models] = [new Set<string>(), new Set<string>()];
    const finishes: string[] = [];
    const usages: Record<string, unknown>[] = [];
    try {
      for await (const chunk of data) {
        ids.add(chunk.id);
        models.add(chunk.model);
        const [choice] = chunk.choices;
        seen.text += choice?.delta.content ?? '';
        seen.reasoning += String(Reflect.get(choice?.delta ?? {}, 'reasoning_content') ?? '');
        for (const call of choice?.delta.tool_calls ?? []) {
          const open = (calls[call.index] ??= { id: '', name: '', arguments: '' });
          open.id += call.id ?? '';
          open.name += call.function?.name ?? '';
          open.arguments += call.function?.arguments ?? '';
        }
        if (choice?.finish_reason) finishes.push(choice.finish_reason);
        if (chunk.usage) usages.push({ ...chunk.usage });
        seen.note ??= Reflect.get(chunk, 'x_llm_proxy') as unknown;
      }
    } catch (thrown) {
      seen.error = thrown;
    }
    return { ...seen, calls, ids, models, finishes, usages, requestId: request_id ?? '' };
  }

  function expectWhole(seen: Seen): void {
    expect(seen.error).toBeUndefined();
    expect(seen.finishes).toHaveLength(1);
    expect(seen.usages).toHaveLength(1);
    expect(seen.ids.size).toBe(1);
    expect(seen.models.size).toBe(1);
  }

  const cut = (how: Break): AnswerScript =>
    brokenStream(deltas('chatcmpl-first', ROLE, ...wordDeltas(WORDS.slice(0, 40))), how);
  const whole = wholeStream('chatcmpl-second', wordDeltas(WORDS));

  describe.each(WAYS)('by %s', (how) => {
    it('goes on at a deployment that begins anew', async () => {
      first.next(cut(how));
      second.next(whole);
      const seen = await read('openai');
      expectWhole(seen);
      expect(seen.text).toBe(TEXT);
      expect([...seen.ids]).toEqual(['chatcmpl-first']);
      expect(seen.usages[0]).toMatchObject({ prompt_tokens: 9, completion_tokens: 60 });
      const rescue = {
        from: `first-${aliases}/model-1`,
        to: `second-${aliases}/model-1`,
        mode: 'restart',
        // A reset may overtake words that were sent before it.
        at: expect.any(Number) as number,
      };
      expect(seen.note).toEqual({ rescued: [rescue] });
      expect(await lineOf(seen.requestId)).toMatchObject({
        ended: 'whole',
        rescues: [{ ...rescue, outcome: 'rescued' }],
        attempt_log: [{ deployment: rescue.from }, { how: 'restart', after: 1, outcome: 'ok' }],
      });
      expect([first.chats.length, second.chats.length]).toEqual([1, 1]);
    });

    it('goes on at a deployment that takes the beginning', async () => {
      first.next(cut(how));
      second.next(theRest);
      const seen = await read('vllm');
      expectWhole(seen);
      expect(seen.text).toBe(TEXT);
      expect(seen.note).toMatchObject({ rescued: [{ mode: 'prefill' }] });
      expect(second.chats[0]!.json).toMatchObject({
        continue_final_message: true,
        add_generation_prompt: false,
        messages: [
          { role: 'user' },
          { role: 'assistant', content: expect.stringMatching(/^word1 /) as string },
        ],
      });
    });
  });

  it('goes on where the beginning comes back with its rest, and white space at the seam comes once', async () => {
    const begun = [...WORDS.slice(0, 40), ' '];
    const rest = [`${WORDS.slice(0, 40).join('')}${WORDS[40]!}`, ...WORDS.slice(41)];
    first.next(brokenStream(deltas('chatcmpl-first', ROLE, ...wordDeltas(begun)), 'FIN'));
    second.next(wholeStream('chatcmpl-second', wordDeltas(rest)));
    const seen = await read('mistral');
    expect(seen.text).toBe(TEXT);
    expect(second.chats[0]!.json).toMatchObject({
      messages: [{}, { content: WORDS.slice(0, 40).join(''), prefix: true }],
    });
  });

  it('tells those who get its stored answer what its first caller was told', async () => {
    const body = { model: await newAlias('openai'), messages: [{ role: 'user', content: 'Count.' }] };
    first.next(cut('FIN'));
    second.next(whole);
    const ask = (path: string, more: object, key: string): Promise<string> =>
      postTo(
        { url: gateway.url, key: tenant.key },
        { ...body, ...more },
        { 'idempotency-key': key },
        path,
      ).then(({ text }) => text.replace(/"trace_id":"\w+"/, ''));
    const told = await ask('/llm/stream', {}, 'uniform');
    expect(told).toMatch(/"finish_reason":"stop".*"x_llm_proxy":\{"rescued":/);
    expect(await ask('/llm/stream', {}, 'uniform')).toBe(told);

    body.model = await newAlias('openai');
    first.next(cut('FIN'));
    second.next(whole);
    await ask('/v1/chat/completions', { stream: true }, 'chat');
    expect(JSON.parse(await ask('/v1/chat/completions', {}, 'chat'))).toMatchObject({
      choices: [{ message: { content: TEXT }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 9, completion_tokens: 60 },
    });
    expect([first.chats.length, second.chats.length]).toEqual([2, 2]);
  });

  it('goes on within the beginning of an answer that its caller gave', async () => {
    first.next(brokenStream(deltas('chatcmpl-first', ROLE, ...wordDeltas([' one', ' two'])), 'FIN'));
    second.next(wholeStream('chatcmpl-second', wordDeltas([' three'])));
    const ask = { role: 'user', content: 'Count.' };
    const seen = await read('mistral', { messages: [ask, { role: 'assistant', content: 'Zero' }] });
    expect(seen.text).toBe(' one two three');
    expect(second.chats[0]!.json).toMatchObject({
      messages: [ask, { role: 'assistant', content: 'Zero one two', prefix: true }],
    });
  });

  it('begins anew where the answer is to be JSON, which a target would begin once more', async () => {
    const pieces = ['{"name": "', 'Ada', '"}'];
    const format = { response_format: { type: 'json_object' } };
    first.next(brokenStream(deltas('chatcmpl-first', ROLE, ...wordDeltas(pieces.slice(0, 2))), 'FIN'));
    second.next(wholeStream('chatcmpl-second', wordDeltas(pieces)));
    const seen = await read('vllm', format);
    expectWhole(seen);
    expect(seen.text).toBe(pieces.join(''));
    expect(seen.note).toMatchObject({ rescued: [{ mode: 'restart' }] });
    expect(second.chats[0]!.json).not.toHaveProperty('continue_final_message');
  });

  it('begins anew where the beginning is refused', async () => {
    const refusal = providerError(400, { message: 'The conversation must end with a user message.' });
    first.next(cut('FIN'));
    second.next(refusal, whole);
    const seen = await read('vllm');
    expectWhole(seen);
    expect(seen.text).toBe(TEXT);
    expect(seen.note).toMatchObject({ rescued: [{ mode: 'restart' }] });
    expect(await lineOf(seen.requestId)).toMatchObject({
      rescues: [
        { mode: 'prefill', outcome: 'refused' },
        { mode: 'restart', outcome: 'rescued' },
      ],
    });
  });

  it('ends with an error where the other answer says something else, and nothing of that is seen', async () => {
    first.reply(cut('FIN'));
    second.reply(wholeStream('chatcmpl-second', wordDeltas(['Another', ' answer'])));
    const seen = await read('openai');
    expect(seen.error).toBeInstanceOf(APIError);
    expect(seen.text).toBe(WORDS.slice(0, 40).join(''));
    expect(await lineOf(seen.requestId)).toMatchObject({
      ended: 'cut',
      rescues: [{ outcome: 'diverged' }, {}],
    });
  });

  it('is a plain error where no answer gets beyond its head', async () => {
    const head = brokenStream(deltas('c1', ROLE), 'FIN');
    first.reply(head);
    second.reply(head);
    await expect(read('openai')).rejects.toMatchObject({ status: 502 });
    expect(second.chats.length).toBeGreaterThan(0);
  });

  it('goes on at the same deployment again where the other one fails', async () => {
    first.next(cut('RST'), whole);
    second.reply(providerError(503));
    const seen = await read('openai');
    expectWhole(seen);
    expect(seen.text).toBe(TEXT);
  });

  it('goes on at a third deployment where the second breaks too, before the first is asked again', async () => {
    first.reply(brokenStream(deltas('chatcmpl-first', ROLE, ...wordDeltas(WORDS.slice(0, 10))), 'FIN'));
    second.next(
      brokenStream(deltas('chatcmpl-second', ROLE, ...wordDeltas(WORDS.slice(0, 30))), 'FIN'),
      whole,
    );
    const alias = await newAlias('openai');
    const third = { name: `third-${aliases}`, provider: 'openai', endpoint: `${second.url}/v1` };
    await addConnection(gateway, { ...third, credential: 'sk-connection-secret-3' }, 'model-1');
    await assign(gateway, tenant, `${third.name}/model-1`, { alias, priority: 3 });
    const seen = await read('openai', {}, alias);
    expectWhole(seen);
    expect(seen.text).toBe(TEXT);
    expect(seen.note).toEqual({
      rescued: [
        {
          from: `first-${aliases}/model-1`,
          to: `second-${aliases}/model-1`,
          mode: 'restart',
          at: WORDS.slice(0, 10).join('').length,
        },
        {
          from: `second-${aliases}/model-1`,
          to: `third-${aliases}/model-1`,
          mode: 'restart',
          at: WORDS.slice(0, 30).join('').length,
        },
      ],
    });
    expect(await lineOf(seen.requestId)).toMatchObject({
      rescues: [{ outcome: 'failed' }, { outcome: 'rescued' }],
    });
    expect([first.chats.length, second.chats.length]).toEqual([1, 2]);
  });

  const call = (at: number, id: string, pieces: readonly string[]): Record<string, unknown>[] => [
    { tool_calls: [{ index: at, id, type: 'function', function: { name: 'look_up', arguments: '' } }] },
    ...pieces.map((piece) => ({ tool_calls: [{ index: at, function: { arguments: piece } }] })),
  ];
  const ARGUMENTS = ['{"city"', ':"Paris",', '"days":', '3}'];

  it('inside the arguments of a call goes on with the same call', async () => {
    first.next(brokenStream(deltas('c1', ROLE, ...call(0, 'call_1', ARGUMENTS.slice(0, 2))), 'FIN'));
    second.next(wholeStream('c2', call(0, 'call_9', ARGUMENTS), 'tool_calls'));
    const seen = await read('vllm', { tools: TOOLS });
    expectWhole(seen);
    expect(seen.calls).toEqual([{ id: 'call_1', name: 'look_up', arguments: ARGUMENTS.join('') }]);
    expect(seen.finishes).toEqual(['tool_calls']);
  });

  it('inside the arguments of a call ends with an error where the other call is another one', async () => {
    first.reply(brokenStream(deltas('c1', ROLE, ...call(0, 'call_1', ARGUMENTS.slice(0, 2))), 'FIN'));
    second.reply(wholeStream('c2', call(0, 'call_9', ['{"city":"Rome"}']), 'tool_calls'));
    const seen = await read('vllm', { tools: TOOLS });
    expect(seen.error).toBeInstanceOf(APIError);
    expect(seen.calls).toEqual([{ id: 'call_1', name: 'look_up', arguments: '{"city":"Paris",' }]);
  });

  it('after a finished call keeps it as it was', async () => {
    const two = [...call(0, 'call_1', ['{"a": 1, "b": 2}'])];
    first.next(brokenStream(deltas('c1', ROLE, ...two), 'RST'));
    const again = [...call(0, 'call_8', ['{"b":2,', '"a":1}']), ...call(1, 'call_9', ARGUMENTS)];
    second.next(wholeStream('c2', again, 'tool_calls'));
    const seen = await read('vllm', { tools: TOOLS });
    expectWhole(seen);
    expect(seen.calls).toEqual([
      { id: 'call_1', name: 'look_up', arguments: '{"a": 1, "b": 2}' },
      { id: 'call_9', name: 'look_up', arguments: ARGUMENTS.join('') },
    ]);
  });

  it.each([
    ['the same', 'rescued'],
    ['other', 'error'],
  ])('inside reasoning: %s reasoning is %s', async (which, outcome) => {
    const thoughts = [{ reasoning_content: 'Let me' }, { reasoning_content: ' count' }];
    first.reply(brokenStream(deltas('c1', ROLE, ...thoughts), 'FIN'));
    const again =
      which === 'other' ? [{ reasoning_content: 'Well.' }] : [...thoughts, { reasoning_content: ' to 60.' }];
    second.reply(wholeStream('c2', [...again, ...wordDeltas(WORDS)]));
    const seen = await read('vllm');
    if (outcome === 'error') {
      expect(seen.error).toBeInstanceOf(APIError);
      expect(seen.reasoning).toBe('Let me count');
    } else {
      expectWhole(seen);
      expect([seen.reasoning, seen.text]).toEqual(['Let me count to 60.', TEXT]);
    }
  });

  it('tells in a comment line where no usage was asked for', async () => {
    first.next(cut('FIN'));
    second.next(whole);
    const model = await newAlias('openai');
    const answer = await post('/v1/chat/completions', { model, messages: HELLO, stream: true });
    expect(answer).toContain('\n: x_llm_proxy {"rescued":[{"from":"first-');
    expect(answer.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('is seen in the metrics', async () => {
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toMatch(/llm_proxy_rescues_total\{mode="restart",outcome="rescued"\} [1-9]/);
    expect(metrics).toMatch(/llm_proxy_rescues_total\{mode="prefill",outcome="refused"\} 1/);
  });

  const HELLO = [{ role: 'user', content: 'Count.' }];
  const DOORS: readonly (readonly [string, string, object, (text: string) => string, string])[] = [
    [
      'messages',
      '/v1/messages',
      { messages: HELLO, max_tokens: 500, stream: true },
      messagesText,
      'message_stop',
    ],
    ['responses', '/v1/responses', { input: 'Count.', stream: true }, responsesText, 'response.completed'],
    [
      'gemini',
      '/v1beta/models/MODEL:streamGenerateContent?alt=sse',
      { contents: [{ role: 'user', parts: [{ text: 'Count.' }] }] },
      geminiText,
      '"finishReason":"STOP"',
    ],
    ['uniform', '/llm/stream', { messages: HELLO }, uniformText, 'event: end'],
  ];

  it.each(['FIN', 'silence', 'error event'] as const)(
    'behind its finish reason is whole, and nobody else is asked (%s)',
    async (how) => {
      first.next(
        brokenStream(
          [
            ...deltas('chatcmpl-first', ROLE, ...wordDeltas(WORDS)),
            chunk({}, { id: 'chatcmpl-first', finishReason: 'length' }),
          ],
          how,
        ),
      );
      const seen = await read('openai');
      expectWhole(seen);
      expect([seen.text, seen.finishes]).toEqual([TEXT, ['length']]);
      expect(await lineOf(seen.requestId)).toMatchObject({ ended: 'whole', attempts: 1 });
      expect(second.chats).toHaveLength(0);
    },
  );

  describe.each(DOORS)('in the wire of %s', (_door, path, body, textOf, end) => {
    it.each([
      ['chat', 'openai'],
      ['messages', 'anthropic'],
    ])('is whole where a provider of %s breaks behind its finish reason', async (_wire, provider) => {
      first.route('POST /v1/messages', claude(WORDS, 'finished'));
      const finish = chunk({}, { id: 'c', finishReason: 'stop' });
      first.next(brokenStream([...deltas('c', ...wordDeltas(WORDS)), finish], 'FIN'));
      second.next(whole);
      const model = await newAlias('openai', provider);
      const answer = await post(path.replace('MODEL', model), { model, ...body });
      expect(textOf(answer)).toBe(TEXT);
      expect(answer.split(end)).toHaveLength(TWICE.has(end) ? 3 : 2);
    });

    it.each([
      ['chat, begun anew', 'openai', wholeStream('c2', wordDeltas(WORDS))],
      ['chat, gone on with', 'vllm', wholeStream('c2', wordDeltas(WORDS.slice(40)))],
    ])('is made whole at a provider of %s', async (_how, provider, script) => {
      first.next(cut('FIN'));
      second.next(script);
      const model = await newAlias(provider);
      const answer = await post(path.replace('MODEL', model), { model, ...body });
      expect(textOf(answer)).toBe(TEXT);
      expect(answer.split(end)).toHaveLength(TWICE.has(end) ? 3 : 2);
      expect(answer).toContain('"x_llm_proxy":{"rescued":[');
    });

    it.each([
      ['begun anew', 'openai', wholeStream('c2', wordDeltas(WORDS))],
      ['gone on with', 'vllm', wholeStream('c2', wordDeltas(WORDS.slice(40)))],
    ])('is made whole after a provider of messages broke: %s', async (_how, provider, script) => {
      const model = await newAlias(provider, 'anthropic');
      first.route('POST /v1/messages', claude(WORDS.slice(0, 40), false));
      second.next(script);
      const answer = await post(path.replace('MODEL', model), { model, ...body });
      expect(textOf(answer)).toBe(TEXT);
      expect(answer.split(end)).toHaveLength(TWICE.has(end) ? 3 : 2);
    });

    it.each([
      ['responses', 'responses'],
      ['responses', 'openai'],
      ['openai', 'responses'],
    ])('is made whole where the first speaks %s, and the second %s', async (from, to) => {
      first.route('POST /v1/responses', responses(WORDS.slice(0, 40), false));
      first.next(cut('FIN'));
      second.route('POST /v1/responses', responses(WORDS, true));
      second.next(whole);
      const model = await newAlias(to, from);
      const answer = await post(path.replace('MODEL', model), { model, ...body });
      expect(textOf(answer)).toBe(TEXT);
      expect(answer.split(end)).toHaveLength(TWICE.has(end) ? 3 : 2);
      expect(answer).toContain('"x_llm_proxy":{"rescued":[');
    });

    it('is made whole at a provider of messages that takes the beginning', async () => {
      first.next(cut('FIN'));
      second.route('POST /v1/messages', claude(WORDS.slice(40), true));
      const model = await newAlias('anthropic');
      const answer = await post(path.replace('MODEL', model), { model, ...body });
      expect(textOf(answer)).toBe(TEXT);
      const asked = second.requests.find(({ path: asked }) => asked === '/v1/messages');
      expect(JSON.stringify(asked?.json)).toContain('word40');
    });

    it('is made whole where both speak messages', async () => {
      first.route('POST /v1/messages', claude(WORDS.slice(0, 40), false));
      second.route('POST /v1/messages', claude(WORDS.slice(40), true));
      const model = await newAlias('anthropic', 'anthropic');
      const answer = await post(path.replace('MODEL', model), { model, ...body });
      expect(textOf(answer)).toBe(TEXT);
      expect(answer.split(end)).toHaveLength(TWICE.has(end) ? 3 : 2);
    });
  });

  /** The same doors where nothing is streamed. */
  const WHOLE: readonly (readonly [string, string, object])[] = [
    ['chat', '/v1/chat/completions', { messages: HELLO }],
    ['messages', '/v1/messages', { messages: HELLO, max_tokens: 500 }],
    ['responses', '/v1/responses', { input: 'Count.' }],
    [
      'gemini',
      '/v1beta/models/MODEL:generateContent',
      { contents: [{ role: 'user', parts: [{ text: 'Count.' }] }] },
    ],
    ['uniform', '/llm/chat', { messages: HELLO }],
  ];
  const FAILURES: readonly (readonly [string, AnswerScript])[] = [
    ['a body that is cut off', cutBody('{"id":"chatcmpl-1","choices":[', { missingBytes: 500 })],
    ['a connection that breaks', breakConnection()],
    ['a 503', providerError(503)],
    ['a 429', providerError(429, {}, { 'retry-after': '30' })],
    ['a used-up quota', providerError(429, { code: 'insufficient_quota' })],
    ['a refused credential', providerError(401)],
    ['an unknown parameter', providerError(400, { code: 'unsupported_parameter', param: 'stop' })],
  ];

  describe.each(WHOLE)('whole, in the wire of %s', (_door, path, body) => {
    it.each(FAILURES)('is answered by the other after %s', async (_what, script) => {
      first.next(script);
      second.next(answerText('from the second'));
      const model = await newAlias('openai');
      expect(await post(path.replace('MODEL', model), { model, ...body })).toContain('from the second');
      expect([first.chats.length, second.chats.length]).toEqual([1, 1]);
    });

    it('is a refusal of its content where the first refuses it', async () => {
      first.next(providerError(400, { code: 'content_policy_violation' }));
      const model = await newAlias('openai');
      await post(path.replace('MODEL', model), { model, ...body });
      expect([first.chats.length, second.chats.length]).toEqual([1, 0]);
    });
  });

  describe('of a provider of Responses at their own door', () => {
    const ask = async (to: string, body: object = {}) => {
      const model = await newAlias(to, 'responses');
      return objects(await post('/v1/responses', { model, input: 'Count.', stream: true, ...body }));
    };

    it.each(['responses', 'openai'])('goes on with its ids, indexes and numbers at %s', async (to) => {
      first.route('POST /v1/responses', responses(WORDS.slice(0, 40), false));
      second.route('POST /v1/responses', responses(WORDS, true));
      second.next(whole);
      const events = await ask(to);
      expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, at) => at));
      const items = events.flatMap(
        ({ item_id, item }) => item_id ?? (item as { id?: string } | undefined)?.id ?? [],
      );
      expect(new Set(items)).toEqual(new Set(['msg_of_first']));
      const ended = events.at(-1)!;
      expect(ended).toMatchObject({
        type: 'response.completed',
        response: { id: 'resp_of_first', output: [{ id: 'msg_of_first', content: [{ text: TEXT }] }] },
      });
      expect(events.filter(({ type }) => type === 'response.created')).toHaveLength(1);
      expect(events.filter(({ type }) => type === 'response.output_item.added')).toHaveLength(1);
    });

    it('goes on where it broke before the first word', async () => {
      first.route('POST /v1/responses', responses([], false));
      second.next(whole);
      const events = await ask('openai');
      expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, at) => at));
      expect(events.filter(({ type }) => type === 'response.created')).toHaveLength(1);
      expect(events.filter(({ type }) => type === 'response.output_item.added')).toHaveLength(1);
      expect(events.at(-1)).toMatchObject({ type: 'response.completed' });
    });

    it('ends as failed where the other answer says something else', async () => {
      first.route('POST /v1/responses', responses(WORDS.slice(0, 40), false));
      second.next(wholeStream('c2', wordDeltas(['Other', ' words'])));
      const model = await newAlias('openai', 'responses');
      const caller = keyedCaller(tenant, { model, input: 'Count.', stream: true }, {}, '/v1/responses');
      await caller.ended;
      const events = objects(caller.seen());
      expect(events.at(-1)).toMatchObject({ type: 'response.failed', response: { id: 'resp_of_first' } });
      expect(events.filter(({ type }) => String(type).endsWith('output_text.delta'))).toHaveLength(40);
    });

    it('goes on in the middle of a call with the same call', async () => {
      first.route('POST /v1/responses', responsesCall('{"place":"Ber', false));
      second.route('POST /v1/responses', responsesCall('{"place":"Berlin"}', true));
      const tools = [{ type: 'function', name: 'look_up', parameters: { type: 'object', properties: {} } }];
      const events = await ask('responses', { tools });
      expect(events.at(-1)).toMatchObject({
        type: 'response.completed',
        response: { output: [{ id: 'fc_of_first', call_id: 'call_1', arguments: '{"place":"Berlin"}' }] },
      });
    });
  });

  async function post(path: string, body: object): Promise<string> {
    const answer = await fetch(`${gateway.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tenant.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return answer.text();
  }

  function lineOf(requestId: string): Promise<Record<string, unknown>> {
    return gateway.log.until((line) => line['msg'] === 'call' && line['request_id'] === requestId, {
      what: 'the log line',
    });
  }
});

describe('a service that holds the beginning of answers back, and asks for the rest in words', () => {
  const service = rescuer({ RESCUE: 'instruction', HOLD_BACK: '60' });

  async function text(): Promise<string> {
    const model = await aliasAt(service, 'openai');
    const stream = await openAiClient(service.tenant).chat.completions.create({
      model,
      messages: [{ role: 'user', content: 'Count.' }],
      stream: true,
    });
    return readText(stream);
  }

  it('shows nothing of an answer that breaks within it', async () => {
    service.first.next(brokenStream(deltas('c1', ROLE, ...wordDeltas(['An', ' other', ' one'])), 'FIN'));
    service.second.next(wholeStream('c2', wordDeltas(WORDS)));
    expect(await text()).toBe(TEXT);
  });

  it('answers with a plain error where every answer breaks within it', async () => {
    const broken = brokenStream(deltas('c1', ROLE, ...wordDeltas(['An', ' other', ' one'])), 'FIN');
    service.first.reply(broken);
    service.second.reply(broken);
    await expect(text()).rejects.toMatchObject({ status: 502 });
  });

  it('cuts what is repeated of the last words', async () => {
    service.first.next(brokenStream(deltas('c1', ROLE, ...wordDeltas(WORDS.slice(0, 40))), 'FIN'));
    service.second.next(wholeStream('c2', wordDeltas(WORDS.slice(36))));
    expect(await text()).toBe(TEXT);
    expect(service.second.chats[0]!.json).toMatchObject({
      messages: [
        {},
        { role: 'assistant' },
        { role: 'user', content: expect.stringContaining('word40»') as string },
      ],
    });
  });
});

describe('a service that asks no other deployment as well', () => {
  const service = rescuer({ FIRST_TOKEN_HEDGE: 'off' });

  async function seenAt(path: string, body: object): Promise<string> {
    const caller = keyedCaller(service.tenant, { ...body, stream: true }, {}, path);
    await caller.ended;
    return caller.seen();
  }

  /** What a caller at the Messages door gets. */
  const events = (alias: string): Promise<string> =>
    seenAt('/v1/messages', {
      model: alias,
      max_tokens: 500,
      messages: [{ role: 'user', content: 'Count.' }],
    });

  it.each(['responses', 'openai'])(
    'numbers what goes on before the first word without a gap: %s',
    async (to) => {
      service.first.route('POST /v1/responses', responses([], false));
      service.second.route('POST /v1/responses', responses(WORDS, true));
      service.second.next(wholeStream('c2', wordDeltas(WORDS)));
      const model = await aliasAt(service, to, 'responses');
      const seen = objects(await seenAt('/v1/responses', { model, input: 'Count.' }));
      expect(seen.at(-1)).toMatchObject({ type: 'response.completed', response: { id: 'resp_of_first' } });
      expect(seen.map(({ sequence_number }) => sequence_number)).toEqual(seen.map((_, at) => at));
    },
  );

  it.each(['anthropic', 'openai'])('goes on where Claude broke before its first word: %s', async (second) => {
    service.first.route('POST /v1/messages', claude([], false));
    service.second.route('POST /v1/messages', claude(WORDS, true));
    service.second.next(wholeStream('c2', wordDeltas(WORDS)));
    const seen = await events(await aliasAt(service, second, 'anthropic'));
    for (const type of ['message_start', 'content_block_start', 'content_block_stop', 'message_stop'])
      expect(seen.split(`event: ${type}\n`)).toHaveLength(2);
    const texts = [...seen.matchAll(/"text_delta","text":"([^"]*)"/g)].map(([, text]) => text);
    expect(texts.join('')).toBe(TEXT);
  });

  it('ends with the error of the break where the other answer begins with something else', async () => {
    service.first.route('POST /v1/messages', claude([], false));
    service.second.next(wholeStream('c2', [{ reasoning_content: 'Well.' }, ...wordDeltas(WORDS)]));
    const seen = await events(await aliasAt(service, 'openai', 'anthropic'));
    expect(seen).not.toContain('Well.');
    expect(seen).toContain('The upstream ended its answer before it was complete.');
  });
});

/** Goes on with the message that ends the request. */
const theRest: AnswerScript = (exchange) => {
  const { messages } = exchange.request.json as { messages: { content: string }[] };
  const said = messages.at(-1)!.content.split(' ').length;
  return wholeStream('chatcmpl-second', wordDeltas(WORDS.slice(said)))(exchange);
};

/** A streamed message of Claude's; without its end where it is not whole. */
function claude(words: readonly string[], isWhole: boolean | 'finished'): AnswerScript {
  const event = (type: string, fields: object): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
  const message = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-x',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 9, output_tokens: 1 },
  };
  const begun = [
    event('message_start', { message }),
    event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    ...words.map((text) => event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } })),
  ];
  const ended = [
    event('content_block_stop', { index: 0 }),
    event('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: words.length } }),
    event('message_stop', {}),
  ];
  if (isWhole === 'finished') return brokenStream([...begun, ...ended.slice(0, -1)], 'FIN');
  return isWhole ? streamOf([...begun, ...ended], { ending: 'end' }) : brokenStream(begun, 'FIN');
}

/** A streamed response of OpenAI's; without its end where it is not whole. */
function responsesStream(
  item: Readonly<Record<string, unknown>>,
  pieces: readonly Record<string, unknown>[],
  done: readonly Record<string, unknown>[],
  isWhole: boolean,
): AnswerScript {
  const name = isWhole ? 'second' : 'first';
  const response = {
    id: `resp_of_${name}`,
    object: 'response',
    created_at: 1_770_000_000,
    status: 'in_progress',
    model: 'model-1',
    output: [] as unknown[],
  };
  const id = `${String(item['id'])}_of_${name}`;
  const usage = { input_tokens: 9, output_tokens: 60, total_tokens: 69 };
  const ended = { ...item, id, status: 'completed', ...done.at(-1) };
  const events: Record<string, unknown>[] = [
    { type: 'response.created', response },
    { type: 'response.in_progress', response },
    { type: 'response.output_item.added', output_index: 0, item: { ...item, id, status: 'in_progress' } },
    ...pieces.map((piece) => ({ item_id: id, output_index: 0, ...piece })),
    ...(isWhole
      ? [
          ...done.slice(0, -1).map((piece) => ({ item_id: id, output_index: 0, ...piece })),
          { type: 'response.output_item.done', output_index: 0, item: ended },
          {
            type: 'response.completed',
            response: { ...response, status: 'completed', output: [ended], usage },
          },
        ]
      : []),
  ];
  const frames = events.map((event, at) => {
    const data = JSON.stringify({ ...event, sequence_number: at });
    return `event: ${String(event['type'])}\ndata: ${data}\n\n`;
  });
  return isWhole ? streamOf(frames, { ending: 'end' }) : brokenStream(frames, 'FIN');
}

function responses(words: readonly string[], isWhole: boolean): AnswerScript {
  const part = { type: 'output_text', text: '', annotations: [] };
  const whole = { ...part, text: words.join('') };
  return responsesStream(
    { type: 'message', id: 'msg', role: 'assistant', content: [] },
    [
      { type: 'response.content_part.added', content_index: 0, part },
      ...words.map((delta) => ({ type: 'response.output_text.delta', content_index: 0, delta })),
    ],
    [
      { type: 'response.output_text.done', content_index: 0, text: whole.text },
      { type: 'response.content_part.done', content_index: 0, part: whole },
      { content: [whole] },
    ],
    isWhole,
  );
}

function responsesCall(text: string, isWhole: boolean): AnswerScript {
  return responsesStream(
    { type: 'function_call', id: 'fc', call_id: 'call_1', name: 'look_up', arguments: '' },
    [{ type: 'response.function_call_arguments.delta', delta: text }],
    [{ type: 'response.function_call_arguments.done', arguments: text }, { arguments: text }],
    isWhole,
  );
}

function objects(answer: string): Record<string, unknown>[] {
  return answer
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice('data: '.length)) as Record<string, unknown>);
}

function messagesText(answer: string): string {
  return objects(answer)
    .map(({ delta }) => (delta as { text?: string } | undefined)?.text ?? '')
    .join('');
}

function responsesText(answer: string): string {
  return objects(answer)
    .map(({ type, delta }) => (type === 'response.output_text.delta' ? String(delta) : ''))
    .join('');
}

function geminiText(answer: string): string {
  return objects(answer)
    .flatMap(({ candidates }) => candidates as { content: { parts: { text?: string }[] } }[])
    .flatMap(({ content }) => content.parts)
    .map(({ text }) => text ?? '')
    .join('');
}

function uniformText(answer: string): string {
  return objects(answer)
    .map(({ token }) => (typeof token === 'string' ? token : ''))
    .join('');
}
