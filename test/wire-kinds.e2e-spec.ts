/**
 * Kinds of faults between wires, each through the whole service over real sockets: what a caller of Chat Completions says is what
 * its provider gets, in that provider's form, and what the provider says is what the caller hears.
 */
import { json } from './support/upstream/answer-scripts';
import { call } from './support/callers/chat-request';
import type { CallAnswer } from './support/callers/chat-request';
import { DOOR_CLIENTS } from './support/callers/door-clients';
import type { AskedOfDoor } from './support/callers/door-clients';
import { hearChat } from './support/callers/chat-heard';
import type { HeardChat } from './support/callers/chat-heard';
import { ConnectedReplays } from './support/providers/connected-replays';
import type { AnswerScript } from './support/upstream/exchange';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { LeakCheck } from './support/observation/leak-check';
import { addConnection, assign } from './support/service/registry-setup';
import { SCRIPTED_WIRES } from './support/providers/scripted-wires';
import type { Said, ScriptedWire } from './support/providers/scripted-wires';
import { stream } from './support/upstream/stream-scripts';
import type { Frame } from './support/upstream/stream-scripts';

const EVENT_STREAM = 'application/vnd.amazon.eventstream';
/** Vendors that speak Chat Completions: one upstream represents them all, at the path of each. */
const VENDORS = ['groq', 'mistral', 'deepseek', 'xai', 'openrouter', 'ollama', 'vllm', 'local'] as const;
/** Models of OpenAI's that reason, at connections of their own. */
const NEWER = [
  ['gpt-5', 'gpt-5-mini'],
  ['o-series', 'o3'],
] as const;
const AT_VENDORS: ReadonlySet<string> = new Set([...VENDORS, ...NEWER.map(([name]) => name)]);
const USER = { role: 'user', content: 'What is the weather?' };

/** What a provider was sent by one of the two requests that {@link WireKinds.heard} makes. */
type Sent = Readonly<Record<string, unknown>>;

let leaks: LeakCheck;
let direct: ConnectedReplays;
let vendors: FakeUpstream;

beforeAll(async () => {
  leaks = new LeakCheck();
  direct = await ConnectedReplays.start(SCRIPTED_WIRES.map(({ name }) => name));
  vendors = await FakeUpstream.start();
  for (const provider of VENDORS) {
    const connection = { name: provider, provider, endpoint: vendors.url, credential: 'a-credential' };
    await addConnection(direct.gateway, connection, 'a-model');
    await assign(direct.gateway, direct.caller, `${provider}/a-model`, { alias: provider });
  }
  for (const [name, model] of NEWER) {
    const connection = { name, provider: 'openai', endpoint: vendors.url, credential: 'a-credential' };
    await addConnection(direct.gateway, connection, model);
    await assign(direct.gateway, direct.caller, `${name}/${model}`, { alias: name });
  }
});
afterEach(() => vendors.reset());
afterAll(async () => {
  await direct.close();
  await vendors.close();
  await leaks.released();
});

function streamOf(wire: ScriptedWire, said: Said): AnswerScript {
  const headers = wire.name === 'bedrock-nova' ? { 'content-type': EVENT_STREAM } : {};
  return stream(wire.frames(said), { ending: 'end', headers });
}

function wireOf(name: string): ScriptedWire {
  const wire = SCRIPTED_WIRES.find((one) => one.name === name) ?? SCRIPTED_WIRES[0];
  if (wire === undefined) throw new Error('no wire is scripted');
  return wire;
}

function answer(name: string, script: AnswerScript): void {
  if (AT_VENDORS.has(name)) vendors.reply(script);
  else direct.of(wireOf(name).name).answer(script);
}

function sentTo(name: string): Sent {
  const { requests } = AT_VENDORS.has(name) ? vendors : direct.of(wireOf(name).name).upstream;
  return requests.at(-1)?.json as Sent;
}

/** Asks whole and streamed; the provider says the same both times. */
async function heardOf(
  name: string,
  body: object,
  said: Said,
): Promise<readonly (HeardChat & { sent: Sent })[]> {
  const wire = wireOf(name);
  const heard = [];
  for (const streamed of [false, true]) {
    answer(name, streamed ? streamOf(wire, said) : json(wire.whole(said)));
    const one = await hearChat(direct.caller, { model: name, ...body, ...(streamed && { stream: true }) });
    expect({ status: one.answer.status, text: one.answer.status === 200 ? '' : one.answer.text }).toEqual({
      status: 200,
      text: '',
    });
    heard.push({ ...one, sent: sentTo(name) });
  }
  return heard;
}

describe('a caller with `functions` in front of a provider that has tools alone', () => {
  const NAMES = ['anthropic', 'gemini', 'bedrock-nova', 'responses', ...VENDORS.slice(0, -1)];
  const SCHEMA = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
  const functions = [{ name: 'weather', description: 'Looks.', parameters: SCHEMA }, { name: 'clock' }];
  const ARGUMENTS = '{"city":"Köln"}';
  const SAID: Said = {
    calls: [
      { id: 'call_1', name: 'weather', arguments: ARGUMENTS },
      { id: 'call_2', name: 'clock', arguments: '{}' },
    ],
  };

  it.each(NAMES)('%s: gets tools, and its first call is the one function_call', async (name) => {
    const body = { messages: [USER], functions, function_call: 'auto' };
    for (const { answer: told, choices, sent } of await heardOf(name, body, SAID)) {
      const [choice] = choices;
      expect(choice?.functionCall?.name).toBe('weather');
      expect(JSON.parse(choice?.functionCall?.arguments ?? '')).toEqual({ city: 'Köln' });
      expect(choice).toMatchObject({ calls: [], finishReason: 'function_call' });
      expect(told.headers['x-llm-proxy-dropped']).toBeUndefined();
      const asked = JSON.stringify(sent);
      expect(asked).toMatch(/"tools":\[|"toolConfig":/);
      for (const part of ['"weather"', '"clock"', '"city"']) expect(asked).toContain(part);
      expect(asked).not.toMatch(/"functions"|"function_call"/);
    }
  });

  it.each(NAMES)('%s: gets its own call and the result back', async (name) => {
    const messages = [
      USER,
      { role: 'assistant', content: null, function_call: { name: 'weather', arguments: ARGUMENTS } },
      { role: 'function', name: 'weather', content: '1.10' },
    ];
    const body = { messages, functions, function_call: { name: 'clock' } };
    for (const { choices, sent } of await heardOf(name, body, { text: 'Rain.' })) {
      expect(choices).toMatchObject([{ content: 'Rain.', functionCall: undefined, finishReason: 'stop' }]);
      const asked = JSON.stringify(sent);
      for (const part of ['Köln', '1.10']) expect(asked).toContain(part);
      expect(asked).not.toMatch(/"function_call":|"role":"function"/);
    }
  });

  it.each(NAMES)('%s: gets both where the conversation goes on without `functions`', async (name) => {
    const messages = [
      USER,
      { role: 'assistant', content: null, function_call: { name: 'weather', arguments: ARGUMENTS } },
      { role: 'function', name: 'weather', content: '1.10' },
      { role: 'user', content: 'And now?' },
    ];
    for (const { answer: told, choices, sent } of await heardOf(name, { messages }, { text: 'Rain.' })) {
      expect(choices).toMatchObject([{ content: 'Rain.', finishReason: 'stop' }]);
      expect(told.headers['x-llm-proxy-dropped']).toBeUndefined();
      const asked = JSON.stringify(sent);
      for (const part of ['Köln', '1.10', 'And now?']) expect(asked).toContain(part);
      expect(asked).not.toMatch(/"function_call":|"role":"function"/);
    }
  });

  it('what Gemini has signed goes back to it, and to nobody else', async () => {
    const part = { functionCall: { name: 'weather', args: {} }, thoughtSignature: 'U0lHTkVE' };
    const candidate = { content: { role: 'model', parts: [part] }, finishReason: 'STOP', index: 0 };
    answer('gemini', json({ candidates: [candidate], responseId: 'r' }));
    const { answer: told } = await hearChat(direct.caller, { model: 'gemini', messages: [USER], functions });
    const { choices } = told.json as { choices: [{ message: object }] };
    const messages = [USER, choices[0].message, { role: 'function', name: 'weather', content: 'Rain' }];
    await heardOf('gemini', { messages, functions }, { text: 'Rain.' });
    expect(JSON.stringify(sentTo('gemini'))).toContain('"thoughtSignature":"U0lHTkVE"');
    for (const name of ['anthropic', 'groq']) {
      await heardOf(name, { messages, functions }, { text: 'Rain.' });
      expect(JSON.stringify(sentTo(name))).not.toContain('U0lHTkVE');
    }
    answer('gemini', stream([{ candidates: [candidate], responseId: 'r' }], { ending: 'end' }));
    const streamed = await hearChat(direct.caller, {
      ...{ model: 'gemini', messages: [USER], functions, stream: true },
    });
    expect(streamed.answer.text).toContain('"thought_signature":"U0lHTkVE"');
  });

  it('the bytes pass where `functions` are known, or nothing is known of the server', async () => {
    for (const name of ['openai', 'local']) {
      await heardOf(name, { messages: [USER], functions }, { text: 'Rain.' });
      expect(sentTo(name)).toMatchObject({ functions });
    }
  });

  it.each([
    [{ functions: [{ parameters: {} }] }, 'functions.0.name'],
    [{ functions, function_call: { name: 1 } }, 'function_call'],
    [{ functions, messages: [USER, { role: 'function', name: 'clock', content: '1' }] }, 'messages.1.name'],
  ])('a field of another shape is named: %j', async (fields, param) => {
    const { answer: told } = await hearChat(direct.caller, {
      ...{ model: 'anthropic', messages: [USER] },
      ...fields,
    });
    expect(told).toMatchObject({ status: 400, error: { param } });
  });
});

describe('a caller of Gemini’s door who asks for several candidates', () => {
  const body = {
    contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
    generationConfig: { candidateCount: 2, responseLogprobs: true, logprobs: 1 },
  };
  const LOGPROB = { token: 'é', logprob: -0.5, top_logprobs: [{ token: 'e', logprob: -2 }] };
  const choice = (index: number, said: object, reason: string | null): object => ({
    ...{ index, ...said, finish_reason: reason },
    logprobs: { content: [LOGPROB] },
  });
  const ask = (model: string, method: string): ReturnType<typeof call> =>
    call(direct.gateway, 'POST', `/v1beta/models/${model}:${method}`, { key: direct.caller.key, body });

  it.each(['openai', 'vllm'])('%s: is asked for as many choices, each of which is one', async (name) => {
    const head = { id: 'c', created: 1, model: 'm', object: 'chat.completion' };
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    const message = (content: string): object => ({ message: { role: 'assistant', content } });
    const choices = [choice(0, message('a'), 'stop'), choice(1, message('b'), 'length')];
    answer(name, json({ ...head, choices, usage }));
    const { json: whole } = await ask(name, 'generateContent');
    expect(sentTo(name)).toMatchObject({ n: 2, logprobs: true, top_logprobs: 1 });
    const told = {
      chosenCandidates: [{ token: 'é', logProbability: -0.5 }],
      topCandidates: [{ candidates: [{ token: 'e', logProbability: -2 }] }],
    };
    expect(whole).toMatchObject({
      candidates: [
        { index: 0, content: { parts: [{ text: 'a' }] }, finishReason: 'STOP', logprobsResult: told },
        { index: 1, content: { parts: [{ text: 'b' }] }, finishReason: 'MAX_TOKENS', logprobsResult: told },
      ],
    });
    const delta = (index: number, content: string, reason: string | null = null): Frame => ({
      ...head,
      choices: [choice(index, { delta: { content } }, reason)],
    });
    const last = { ...head, choices: [], usage };
    answer(name, stream([delta(1, 'b'), delta(0, 'a', 'stop'), delta(1, 'c', 'length'), last]));
    const { text } = await ask(name, 'streamGenerateContent?alt=sse');
    const heard: Record<number, { text: string; reason?: string; tokens: number }> = {};
    for (const frame of text.split('\n\n').filter((one) => one !== '')) {
      const { candidates } = JSON.parse(frame.slice('data: '.length)) as { candidates: GeminiCandidate[] };
      for (const { index, content, finishReason, logprobsResult } of candidates) {
        const one = (heard[index] ??= { text: '', tokens: 0 });
        one.text += content.parts.map((part) => part.text ?? '').join('');
        one.tokens += logprobsResult?.chosenCandidates.length ?? 0;
        if (finishReason !== undefined) one.reason = finishReason;
      }
    }
    expect(heard).toEqual({
      0: { text: 'a', reason: 'STOP', tokens: 1 },
      1: { text: 'bc', reason: 'MAX_TOKENS', tokens: 2 },
    });
  });

  it.each(['anthropic', 'bedrock-nova'])(
    '%s: is told that there is one, before it is asked',
    async (name) => {
      const { requests } = direct.of(wireOf(name).name).upstream;
      const before = requests.length;
      expect(await ask(name, 'generateContent')).toMatchObject({
        status: 400,
        error: { status: 'INVALID_ARGUMENT', message: expect.stringContaining('candidateCount') as string },
      });
      expect(requests).toHaveLength(before);
    },
  );
});

interface GeminiCandidate {
  readonly index: number;
  readonly content: { readonly parts: readonly { readonly text?: string }[] };
  readonly finishReason?: string;
  readonly logprobsResult?: { readonly chosenCandidates: readonly unknown[] };
}

describe('reasoning that OpenRouter’s details sign', () => {
  const CALL = { id: 'call_1', name: 'weather', arguments: '{"city":"Köln"}' };
  const head = { id: 'gen-1', model: 'a-model' };
  const text = { type: 'reasoning.text', text: 'Hmm. ', format: 'anthropic-claude-v1', index: 0 };
  const signed = { ...text, text: 'So.', signature: 'c2lnbmVk' };
  const sealed = {
    type: 'reasoning.encrypted',
    data: 'c2VhbGVk',
    id: CALL.id,
    format: 'google-gemini-v1',
    index: 1,
  };
  const details = [{ ...signed, text: 'Hmm. So.' }, sealed];
  const { id, ...named } = CALL;
  const calls = [{ index: 0, id, type: 'function', function: named }];
  const frame = (delta: object, reason: string | null = null): Frame => ({
    ...head,
    choices: [{ index: 0, delta, finish_reason: reason }],
  });
  // The last one is told behind the call, as OpenRouter tells Gemini's.
  const frames = [
    frame({ role: 'assistant', content: '', reasoning: 'Hmm. ', reasoning_details: [text] }),
    frame({ content: '', reasoning: 'So.', reasoning_details: [signed] }),
    frame({ tool_calls: calls }),
    frame({ content: '', reasoning_details: [sealed] }, 'tool_calls'),
  ];
  const message = {
    role: 'assistant',
    content: null,
    reasoning: 'Hmm. So.',
    reasoning_details: details,
    tool_calls: calls,
  };
  const whole = { ...head, choices: [{ index: 0, message, finish_reason: 'tool_calls' }] };

  it.each(
    DOOR_CLIENTS.filter(({ name }) => ['messages', 'responses', 'gemini'].includes(name)).flatMap((door) =>
      [false, true].map((streamed) => [door.name, streamed ? 'streamed' : 'whole', door, streamed] as const),
    ),
  )('%s, %s: goes back to it as it was, and to nobody else', async (_door, _how, door, streamed) => {
    const turns = [{ user: 'What is the weather?' }];
    const ask = (name: string, asked: AskedOfDoor, isStream: boolean): Promise<CallAnswer> =>
      call(direct.gateway, 'POST', door.path(name, isStream), {
        key: direct.caller.key,
        body: door.body(asked, name, isStream),
      });
    answer('openrouter', streamed ? stream([...frames, '[DONE]']) : json(whole));
    const told = await ask('openrouter', { turns, tools: ['weather'] }, streamed);
    const heard = streamed ? door.readStream(told.text) : door.read(told.json);
    expect(heard).toMatchObject({ reasoning: 'Hmm. So.', calls: [{ name: 'weather' }] });
    const back = {
      turns: [...turns, { echo: heard.echo }, { results: [{ call: heard.calls[0] ?? CALL, text: 'Rain.' }] }],
      tools: ['weather'],
    };
    for (const name of ['openrouter', 'deepseek', 'anthropic']) {
      answer(name, json(wireOf(name).whole({ text: 'ok' })));
      expect((await ask(name, back, false)).status).toBe(200);
      const { messages } = sentTo(name) as { messages: Record<string, unknown>[] };
      const returned = messages.find(({ role }) => role === 'assistant')?.['reasoning_details'];
      expect(returned).toEqual(name === 'openrouter' ? details : undefined);
      expect(JSON.stringify(messages).includes('c2VhbGVk')).toBe(name === 'openrouter');
    }
  });
});

describe('a Gemini that breaks off in a call', () => {
  const CALL = { functionCall: { name: 'weather', args: { city: 'Köln' } } };
  const said = (finishReason: string, ...parts: object[]): object => ({
    candidates: [{ content: { role: 'model', parts }, finishReason, index: 0 }],
    responseId: 'r',
  });
  const tools = [{ type: 'function', function: { name: 'weather' } }];
  const ask = (streamed: boolean, response: object): object => {
    answer('gemini', streamed ? stream([{ ...response }], { ending: 'end' }) : json(response));
    return { model: 'gemini', messages: [USER], tools, stream: streamed };
  };
  const hear = (streamed: boolean, response: object): Promise<HeardChat> =>
    hearChat(direct.caller, ask(streamed, response));

  it.each(['MALFORMED_FUNCTION_CALL', 'UNEXPECTED_TOOL_CALL', 'TOO_MANY_TOOL_CALLS'])(
    '%s: the calls that are whole are the answer',
    async (reason) => {
      for (const streamed of [false, true]) {
        const { choices, done } = await hear(streamed, said(reason, { text: 'I look.' }, CALL));
        expect(choices).toMatchObject([
          { content: 'I look.', calls: [{ name: 'weather' }], finishReason: 'tool_calls' },
        ]);
        expect(done).toBe(streamed);
      }
    },
  );

  it('a malformed call alone is an error, and never an answer that is whole', async () => {
    const response = said('MALFORMED_FUNCTION_CALL', { text: 'I look.' });
    const { answer: told } = await hear(false, response);
    expect(told).toMatchObject({ status: 502, error: { code: 'PROVIDER_ERROR' } });
    const streamed = await call(direct.gateway, 'POST', '/v1/chat/completions', {
      key: direct.caller.key,
      body: ask(true, response),
    }).then(
      ({ text }) => text,
      (broken: unknown) => broken,
    );
    // The connection is broken off: what is not whole does not end as what is.
    expect(streamed).toBeInstanceOf(Error);
  });
});

describe('a model of another maker on Vertex AI', () => {
  const BASE = '/v1/projects/p1/locations/europe-west1';
  const OPEN = `${BASE}/endpoints/openapi/chat/completions`;
  const MISTRAL = `${BASE}/publishers/mistralai/models`;
  const MODELS = [
    ['meta/llama-3.3-70b-instruct-maas', 'meta/llama-3.3-70b-instruct-maas', OPEN, OPEN],
    ['gpt-oss-120b-maas', 'openai/gpt-oss-120b-maas', OPEN, OPEN],
    ['publishers/qwen/models/qwen3-coder-maas', 'qwen/qwen3-coder-maas', OPEN, OPEN],
    ['google/gemma-4-26b-maas', 'google/gemma-4-26b-maas', OPEN, OPEN],
    [
      ...(['mistral-medium-3', 'mistral-medium-3'] as const),
      ...[`${MISTRAL}/mistral-medium-3:rawPredict`, `${MISTRAL}/mistral-medium-3:streamRawPredict`],
    ],
    [
      ...(['mistralai/codestral-2@001', 'codestral-2'] as const),
      ...[`${MISTRAL}/codestral-2%40001:rawPredict`, `${MISTRAL}/codestral-2%40001:streamRawPredict`],
    ],
    [
      ...(['ai21/jamba-1.5-large@001', 'jamba-1.5-large'] as const),
      `${BASE}/publishers/ai21/models/jamba-1.5-large%40001:rawPredict`,
      `${BASE}/publishers/ai21/models/jamba-1.5-large%40001:streamRawPredict`,
    ],
  ] as const satisfies readonly (readonly [string, string, string, string])[];
  const SAID: Said = { calls: [{ id: 'call12345', name: 'weather', arguments: '{"city":"Köln"}' }] };
  const tools = [{ type: 'function', function: { name: 'weather' } }];

  beforeAll(async () => {
    const common = { provider: 'vertex', endpoint: vendors.url, credential: 'ya29.token' };
    const options = { project: 'p1', location: 'europe-west1' };
    const names = MODELS.map(([name]) => name);
    await addConnection(direct.gateway, { name: 'garden', ...common, options }, ...names);
    await addConnection(direct.gateway, { name: 'express', ...common }, 'meta/llama-4');
    for (const name of names) await assign(direct.gateway, direct.caller, `garden/${name}`, { alias: name });
    await assign(direct.gateway, direct.caller, 'express/meta/llama-4', { alias: 'express' });
  });

  const script = (streamed: boolean, path: string): void => {
    const said = streamed ? streamOf(wireOf('openai'), SAID) : json(wireOf('openai').whole(SAID));
    vendors.reply(said).route(`POST ${path}`, said);
  };

  it.each(MODELS)('%s is asked as %s where Google says, by callers of Chat Completions', async (...of) => {
    const [alias, model, whole, streamed] = of;
    for (const [path, asStream] of [
      [whole, false],
      [streamed, true],
    ] as const) {
      script(asStream, path);
      const body = {
        model: alias,
        messages: [USER],
        tools,
        max_tokens: 9,
        ...(asStream && { stream: true }),
      };
      const { answer: told, choices } = await hearChat(direct.caller, body);
      expect(told.status).toBe(200);
      expect(choices).toMatchObject([
        { calls: [{ name: 'weather', arguments: '{"city":"Köln"}' }], finishReason: 'tool_calls' },
      ]);
      const sent = vendors.requests.at(-1);
      expect(sent?.url).toBe(path);
      expect(sent?.headers['authorization']).toBe('Bearer ya29.token');
      expect(sent?.json).toMatchObject({ model, messages: [USER], max_tokens: 9 });
    }
  });

  it('is asked by callers of another wire too', async () => {
    const [alias, model, path, streamPath] = MODELS[4];
    script(false, path);
    const messages = await call(direct.gateway, 'POST', '/v1/messages', {
      key: direct.caller.key,
      body: { model: alias, max_tokens: 9, messages: [USER] },
    });
    expect(messages.json).toMatchObject({ stop_reason: 'tool_use', content: [{ input: { city: 'Köln' } }] });
    script(true, streamPath);
    const gemini = await call(
      direct.gateway,
      'POST',
      `/v1beta/models/${alias}:streamGenerateContent?alt=sse`,
      {
        key: direct.caller.key,
        body: { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] },
      },
    );
    expect(gemini.text).toContain('"functionCall"');
    for (const { json: sent } of vendors.requests) expect(sent).toMatchObject({ model });
  });

  it('an error of Google’s is the caller’s where it is one, without the project', async () => {
    const message =
      'Publisher Model `projects/p1/locations/europe-west1/publishers/meta/models/x` was not found.';
    vendors.reply(json([{ error: { code: 404, status: 'NOT_FOUND', message } }], { status: 404 }));
    const { answer: told } = await hearChat(direct.caller, { model: MODELS[0][0], messages: [USER] });
    expect(told).toMatchObject({ status: 404, error: { code: 'model_not_found' } });
    expect(told.text).not.toContain('p1');
  });

  it('is refused by a name where the connection has no project', async () => {
    const { answer: told } = await hearChat(direct.caller, { model: 'express', messages: [USER] });
    expect(told).toMatchObject({
      status: 400,
      error: { param: 'model', message: expect.stringContaining('project') as string },
    });
    expect(vendors.requests).toHaveLength(0);
  });
});

describe('an upstream that speaks Chat Completions off the standard', () => {
  const head = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm' };
  const usage = { prompt_tokens: 5, completion_tokens: 6, total_tokens: 11 };
  const one = (said: object, reason: string | null = null): Frame => ({
    ...head,
    choices: [{ index: 0, ...said, finish_reason: reason }],
  });
  const fn = (index: number, id: string | undefined, name?: string, args = ''): object => ({
    ...{ index, id, ...(name !== undefined && { type: 'function' }) },
    function: { name, arguments: args },
  });
  const calls = (...pieces: object[]): Frame => one({ delta: { tool_calls: pieces } });
  const whole = (message: object, reason: string | null): object => ({
    ...{ ...head, object: 'chat.completion', usage },
    choices: [{ index: 0, message: { role: 'assistant', content: null, ...message }, finish_reason: reason }],
  });
  const CALLED = [
    { name: 'f', arguments: '{"a":1}' },
    { name: 'g', arguments: '{}' },
  ];
  const TWO = { choices: [{ calls: CALLED, finishReason: 'tool_calls' }] };
  const TEXT = { choices: [{ content: 'Hi', calls: [], finishReason: 'stop' }] };
  const wholeCalls = CALLED.map((called, at) => ({ id: `call_${at}`, type: 'function', function: called }));

  const STREAMS: Readonly<Record<string, readonly [frames: readonly Frame[], heard: object]>> = {
    'two calls under one index': [
      [
        calls(fn(0, 'a', 'f', '{"a"')),
        calls(fn(0, undefined, undefined, ':1}')),
        calls(fn(0, 'b', 'g', '{}')),
        one({ delta: {} }, 'stop'),
      ],
      TWO,
    ],
    'calls whose reason is that of functions': [
      [calls(fn(0, 'a', 'f', '{"a":1}'), fn(1, 'b', 'g', '{}')), one({ delta: {} }, 'function_call')],
      TWO,
    ],
    'calls that end with [DONE] alone': [[calls(fn(0, 'a', 'f', '{"a":1}'), fn(1, 'b', 'g', '{}'))], TWO],
    'a text that ends with [DONE] alone': [[one({ delta: { content: 'Hi' } })], TEXT],
    'content in parts': [
      [
        one({ delta: { content: [{ type: 'text', text: 'H' }] } }),
        one({ delta: { content: 'i' } }),
        one({ delta: {} }, 'stop'),
      ],
      TEXT,
    ],
    'usage inside the choice': [
      [one({ delta: { content: 'Hi' } }), one({ delta: {}, usage }, 'stop')],
      { ...TEXT, usage: { prompt_tokens: 5, completion_tokens: 6 } },
    ],
    'reasoning counted beside the completion': [
      [
        one({ delta: { content: 'Hi' } }, 'stop'),
        {
          ...{ ...head, choices: [] },
          usage: { ...usage, total_tokens: 20, completion_tokens_details: { reasoning_tokens: 9 } },
        },
      ],
      { ...TEXT, usage: { prompt_tokens: 5, completion_tokens: 15, total_tokens: 20 } },
    ],
    'a whole answer in one chunk': [[one({ message: { role: 'assistant', content: 'Hi' } }, 'stop')], TEXT],
    'choices without an index': [
      [
        { ...head, choices: [{ delta: { content: 'H' } }] },
        { ...head, choices: [{ delta: { content: 'i' } }] },
        { ...head, choices: [{ delta: {}, finish_reason: 'stop' }] },
      ],
      TEXT,
    ],
    'a late choice without a delta': [
      [
        one({ delta: { content: 'Hi' } }),
        one({ delta: {} }, 'stop'),
        one({ content_filter_results: { hate: {} } }),
      ],
      TEXT,
    ],
  };
  const WHOLES: Readonly<Record<string, readonly [answer: object, heard: object]>> = {
    'calls that say stop': [whole({ tool_calls: wholeCalls }, 'stop'), TWO],
    'calls without a reason': [whole({ tool_calls: wholeCalls }, null), TWO],
    'a text without a reason': [whole({ content: 'Hi' }, null), TEXT],
    'content in parts': [whole({ content: [{ type: 'text', text: 'Hi' }] }, 'stop'), TEXT],
    'reasoning counted beside the completion': [
      {
        ...whole({ content: 'Hi' }, 'stop'),
        usage: { ...usage, total_tokens: 20, completion_tokens_details: { reasoning_tokens: 9 } },
      },
      { ...TEXT, usage: { prompt_tokens: 5, completion_tokens: 15, total_tokens: 20 } },
    ],
  };
  const ask = (name: string, more: object = {}): Promise<HeardChat> =>
    hearChat(direct.caller, { model: name, messages: [USER], ...more });
  const NAMES = ['openai', 'groq', 'local'];

  it.each(Object.entries(STREAMS))('streams %s', async (_what, [frames, heard]) => {
    for (const name of NAMES) {
      answer(name, stream(frames));
      const told = await ask(name, { stream: true, stream_options: { include_usage: true } });
      expect(told).toMatchObject({ ...heard, done: true });
      expect(told.answer.text.match(/"usage":\{/g)).toHaveLength(1);
      // OpenAI's SDKs throw an answer away whose first delta does not say who speaks.
      expect(told.answer.text.match(/"role":"assistant"/g)?.length).toBeGreaterThan(0);
      const ids = told.choices.flatMap((choice) => choice.calls.map(({ id }) => id));
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('an answer without a choice is the upstream’s failure, and so is a stream of [DONE] alone', async () => {
    for (const name of NAMES) {
      answer(name, json({ ...head, object: 'chat.completion', choices: [], usage }));
      const { answer: told } = await ask(name);
      expect(told).toMatchObject({ status: 502, error: { code: 'PROVIDER_ERROR' } });
      answer(name, stream([]));
      const { answer: streamed } = await ask(name, { stream: true });
      expect(streamed).toMatchObject({ status: 502, error: { code: 'PROVIDER_ERROR' } });
    }
  });

  it.each(Object.entries(WHOLES))('answers with %s', async (_what, [body, heard]) => {
    for (const name of NAMES) {
      answer(name, json(body));
      expect(await ask(name)).toMatchObject(heard);
    }
  });

  it.each(['toString', 'constructor', '__proto__'])(
    'a finish reason %s is one of no meaning',
    async (reason) => {
      const { gateway, caller } = direct;
      answer('openai', json(whole({ content: 'Hi' }, reason)));
      const body = { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] };
      const path = '/v1beta/models/openai:generateContent';
      const told = await call(gateway, 'POST', path, { key: caller.key, body });
      expect(told).toMatchObject({ status: 200, json: { candidates: [{ finishReason: 'STOP' }] } });
    },
  );
});

describe('what a model makes besides its text', () => {
  const PNG =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const parts = [
    { text: 'Here: ' },
    { inlineData: { mimeType: 'image/png', data: PNG }, thoughtSignature: 'U0lHTkVE' },
    { text: 'Done.' },
  ];
  const url = `data:image/png;base64,${PNG}`;
  const images = [{ type: 'image_url', index: 0, image_url: { url } }];
  const made = (given: readonly object[], finishReason?: string): Frame => ({
    candidates: [{ content: { role: 'model', parts: given }, index: 0, finishReason }],
    responseId: 'r',
  });
  const scripts: readonly (readonly [stream: boolean, script: () => AnswerScript])[] = [
    [false, () => json(made(parts, 'STOP'))],
    [true, () => stream([...parts.map((part) => made([part])), made([], 'STOP')], { ending: 'end' })],
  ];
  type Said = Readonly<Record<string, unknown>>;

  it('is in `images` of the message, whole and streamed, and goes back to Gemini as it was', async () => {
    for (const [streamed, script] of scripts) {
      answer('gemini', script());
      const body = { model: 'gemini', messages: [USER], modalities: ['text', 'image'], stream: streamed };
      const { answer: told, choices } = await hearChat(direct.caller, body);
      expect(sentTo('gemini')).toMatchObject({ generationConfig: { responseModalities: ['TEXT', 'IMAGE'] } });
      expect(choices[0]).toMatchObject({ content: 'Here: Done.', finishReason: 'stop' });
      const messages = streamed
        ? [...told.text.matchAll(/^data: (\{.+\})$/gm)].map(([, data = '']) => deltaIn(JSON.parse(data)))
        : [(told.json as { choices: [{ message: Said }] }).choices[0].message];
      expect(messages.flatMap(({ images: given = [] }) => given)).toEqual(images);
      const fields = messages.find((one) => one['provider_fields'] !== undefined)?.['provider_fields'];
      answer('gemini', json(wireOf('gemini').whole({ text: 'ok' })));
      const back = { role: 'assistant', content: 'Here: Done.', images, provider_fields: fields };
      await hearChat(direct.caller, { model: 'gemini', messages: [USER, back, USER] });
      expect(sentTo('gemini')['contents']).toMatchObject([{}, { role: 'model', parts }, {}]);
    }
  });

  it('speaks at Gemini and at OpenAI in the form of the door that asks, whole and streamed', async () => {
    const L16 = 'audio/L16;codec=pcm;rate=24000';
    const [one, two] = ['AAAA', 'AQID'].map((data) => ({ inlineData: { mimeType: L16, data } }));
    const audio = { voice: 'Kore', format: 'pcm16' };
    const body = { model: 'gemini', messages: [USER], modalities: ['text', 'audio'], audio };
    answer('gemini', json(made([one ?? {}, two ?? {}], 'STOP')));
    const whole = await hearChat(direct.caller, { ...body, audio: { ...audio, format: 'wav' } });
    const { choices } = whole.answer.json as { choices: [{ message: { audio: { data: string } } }] };
    const wave = Buffer.from(choices[0].message.audio.data, 'base64');
    expect([
      wave.toString('latin1', 0, 4),
      wave.readUInt32LE(24),
      wave.subarray(44).toString('base64'),
    ]).toEqual(['RIFF', 24_000, 'AAAAAQID']);
    expect(sentTo('gemini')['generationConfig']).toEqual({
      responseModalities: ['AUDIO'],
      speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: 'Kore' } } },
    });
    answer('gemini', stream([made([one ?? {}]), made([two ?? {}], 'STOP')], { ending: 'end' }));
    const { answer: told } = await hearChat(direct.caller, { ...body, stream: true });
    expect([...told.text.matchAll(/"data":"(\w+)"/g)].map(([, data]) => data)).toEqual(['AAAA', 'AQID']);

    const spoken = { id: 'audio_1', data: 'AAAA', transcript: 'Rain.', expires_at: 9 };
    const choice = {
      index: 0,
      finish_reason: 'stop',
      message: { role: 'assistant', content: null, audio: spoken },
    };
    const speechConfig = { voiceConfig: { prebuiltVoiceConfig: { voiceName: 'verse' } } };
    const config = { responseModalities: ['AUDIO'], speechConfig };
    const contents = [{ role: 'user', parts: [{ text: 'Hi' }] }];
    const asGemini = (method: string): Promise<CallAnswer> =>
      call(direct.gateway, 'POST', `/v1beta/models/openai:${method}`, {
        key: direct.caller.key,
        body: { contents, generationConfig: config },
      });
    answer('openai', json({ id: 'c', model: 'm', choices: [choice] }));
    const parts = [{ text: 'Rain.' }, { inlineData: { mimeType: L16, data: 'AAAA' } }];
    expect((await asGemini('generateContent')).json).toMatchObject({ candidates: [{ content: { parts } }] });
    expect(sentTo('openai')).toMatchObject({
      modalities: ['text', 'audio'],
      audio: { voice: 'verse', format: 'pcm16' },
    });
    const piece = (said: object, reason: string | null = null): Frame => ({
      id: 'c',
      choices: [{ index: 0, delta: { audio: said }, finish_reason: reason }],
    });
    answer('openai', stream([piece({ transcript: 'Rain.' }), piece({ data: 'AAAA' }, 'stop'), '[DONE]']));
    const { text } = await asGemini('streamGenerateContent?alt=sse');
    for (const part of parts) expect(text).toContain(JSON.stringify(part));
    // A wire without sounds has the words.
    answer('openai', json({ id: 'c', model: 'm', choices: [choice] }));
    const message = await call(direct.gateway, 'POST', '/v1/messages', {
      key: direct.caller.key,
      body: { model: 'openai', max_tokens: 9, messages: [USER] },
    });
    expect(message.json).toMatchObject({ content: [{ type: 'text', text: 'Rain.' }] });
    // What was spoken is kept at its maker alone.
    answer('gemini', json(wireOf('gemini').whole({ text: 'ok' })));
    const history = [USER, { role: 'assistant', content: null, audio: { id: 'audio_1' } }, USER];
    const later = await hearChat(direct.caller, { model: 'gemini', messages: history });
    expect(later.answer.headers['x-llm-proxy-dropped']).toBe('audio');
  });

  it('is in the message of the uniform form, whole and streamed', async () => {
    for (const [streamed, script] of scripts) {
      answer('gemini', script());
      const { text } = await call(direct.gateway, 'POST', streamed ? '/llm/stream' : '/llm/chat', {
        key: direct.caller.key,
        body: { model: 'gemini', messages: [USER] },
      });
      const data = streamed ? /^event: message\ndata: (.+)$/m.exec(text)?.[1] : text;
      const told = JSON.parse(data ?? '{}') as Said;
      expect(streamed ? told : told['message']).toMatchObject({ content: 'Here: Done.', images });
    }
  });

  function deltaIn(chunk: unknown): { readonly images?: readonly object[] } & Said {
    const { choices } = chunk as { choices: { delta: Said }[] };
    return choices[0]?.delta ?? {};
  }
});

describe('embeddings whose usage nobody told', () => {
  it.each([
    ['openai', 'POST /v1/embeddings', { object: 'list', data: [{ index: 0, embedding: [0.5] }], model: 'e' }],
    [
      'gemini',
      'POST /v1beta/models/gemini-3-pro-preview:batchEmbedContents',
      { embeddings: [{ values: [0.5] }] },
    ],
  ] as const)('%s: are counted by their texts, and say so', async (name, route, body) => {
    direct.of(name).upstream.route(route, json(body));
    const told = await call(direct.gateway, 'POST', '/v1/embeddings', {
      key: direct.caller.key,
      body: { model: name, input: 'one two three four' },
    });
    expect(told).toMatchObject({
      status: 200,
      json: { data: [{ embedding: [0.5] }], usage: { prompt_tokens: 4, total_tokens: 4, estimated: true } },
    });
  });
});

describe('a provider is sent, whole and streamed,', () => {
  const PNG =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const PDF = Buffer.from('%PDF-1.4 A document. %%EOF').toString('base64');
  const WAVE = Buffer.from('RIFF\u0024\u0000\u0000\u0000WAVEfmt ').toString('base64');
  const called = (...calls: readonly (readonly [id: string, args?: string])[]): object => ({
    role: 'assistant',
    content: null,
    tool_calls: calls.map(([id, args = '{}']) => ({
      ...{ id, type: 'function' },
      function: { name: 'weather', arguments: args },
    })),
  });
  const result = (id: string, content: string, more: object = {}): object => ({
    ...{ role: 'tool', tool_call_id: id, content, ...more },
  });
  const tools = ['weather', 'clock', 'map'].map((name) => ({ type: 'function', function: { name } }));
  const RECURSIVE = {
    ...{ type: 'object', required: ['name'], additionalProperties: false },
    properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#' } } },
  };
  const form = { type: 'json_schema', json_schema: { name: 'tree', schema: RECURSIVE } };
  const mark = { cache_control: { type: 'ephemeral' } };
  const picture = (type: string): object => ({
    messages: [
      { role: 'user', content: [{ type: 'image_url', image_url: { url: `data:${type};base64,${PNG}` } }] },
    ],
  });
  const middle = {
    messages: [
      ...[{ role: 'system', content: 'First.' }, USER, { role: 'assistant', content: 'Sun.' }],
      ...[{ role: 'system', content: 'Middle.' }, USER],
    ],
  };
  const rounds = {
    messages: [USER, called(['c.1', '{"a":'], ['c_1']), result('c_1', '1.10'), result('c.1', '{')],
  };
  const custom = {
    messages: [USER],
    tools: [{ type: 'custom', custom: { name: 'code', description: 'Runs.' } }],
  };
  const allowed = {
    ...{ messages: [USER], tools },
    tool_choice: {
      type: 'allowed_tools',
      allowed_tools: { mode: 'required', tools: tools.slice(0, 2) },
    },
  };
  const asked = (more: object): object => ({ messages: [USER], ...more });
  const MAPPED = ['anthropic', 'gemini', 'bedrock-nova'];
  /** What OpenAI's SDK for Python gives for an answer as a request's message. */
  const DUMPED = { role: 'assistant', refusal: null, annotations: [], audio: null, function_call: null };
  const PAGE = {
    type: 'url_citation',
    url_citation: { url: 'https://example.com', title: 'A page', start_index: 0, end_index: 3 },
  };
  const SAFETY = [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'OFF' }];

  /** What is in the request, in this order; what is not; what is named as dropped. */
  interface Expected {
    readonly has?: readonly RegExp[];
    readonly hasNot?: RegExp;
    readonly dropped?: string;
  }
  const ROWS: readonly (readonly [what: string, names: readonly string[], body: object, Expected])[] = [
    ['a message of the system in its place', MAPPED, middle, { has: [/Sun/, /Middle/, /What is/] }],
    [
      'a cache mark on a message',
      ['bedrock-nova'],
      { messages: [{ ...USER, ...mark }] },
      { has: [/cachePoint/] },
    ],
    [
      'a cache mark on a result',
      ['bedrock-nova'],
      { messages: [USER, called(['c']), result('c', 'r', mark)] },
      { has: [/toolResult/, /cachePoint/] },
    ],
    ['safety settings', ['gemini'], asked({ safety_settings: SAFETY }), { has: [/safetySettings/] }],
    [
      'no safety settings, by name',
      ['anthropic', 'bedrock-nova'],
      asked({ safety_settings: SAFETY }),
      { hasNot: /safety/i, dropped: 'safety_settings' },
    ],
    [
      'a refusal of earlier',
      MAPPED,
      { messages: [USER, { role: 'assistant', content: null, refusal: 'Never.' }, USER] },
      { has: [/Never/] },
    ],
    [
      'the effort of its generation',
      ['gemini'],
      asked({ reasoning_effort: 'minimal' }),
      { has: [/"thinkingLevel":"low"/] },
    ],
    [
      'a refusal of earlier',
      ['groq', 'mistral'],
      { messages: [USER, { role: 'assistant', content: null, refusal: 'Never.' }, USER] },
      { has: [/"content":"Never."/], hasNot: /"refusal"/ },
    ],
    [
      'no field of an answer that it refuses',
      ['groq', 'mistral'],
      { messages: [USER, { ...DUMPED, content: 'Sun.' }, USER] },
      { has: [/Sun/], hasNot: /annotations|refusal|audio|function_call/ },
    ],
    [
      'no annotations of an answer, by name',
      MAPPED,
      { messages: [USER, { role: 'assistant', content: 'Sun.', annotations: [PAGE] }, USER] },
      { has: [/Sun/], hasNot: /url_citation|example/, dropped: 'annotations' },
    ],
    [
      'the annotations of an answer',
      ['responses'],
      { messages: [USER, { role: 'assistant', content: 'Sun.', annotations: [PAGE] }, USER] },
      { has: [/"annotations":\[\{"type":"url_citation","url":"https:\/\/example.com"/] },
    ],
    [
      'pictures of an answer no more, by name',
      ['openai', 'groq'],
      {
        messages: [
          USER,
          {
            role: 'assistant',
            content: 'Sun.',
            images: [{ type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } }],
          },
          USER,
        ],
      },
      { has: [/Sun/], hasNot: /images/, dropped: 'messages.images' },
    ],
    [
      'tools that it cannot be kept from, by name',
      ['bedrock-nova'],
      { messages: rounds.messages, tools, tool_choice: 'none' },
      { has: [/toolSpec/], dropped: 'tool_choice' },
    ],
    [
      'tools that are not to be called',
      ['anthropic'],
      { messages: rounds.messages, tools, tool_choice: 'none' },
      { has: [/"tools":\[\{/, /"tool_choice":\{"type":"none"\}/] },
    ],
    [
      'log probabilities',
      ['responses'],
      asked({ logprobs: true, top_logprobs: 2 }),
      { has: [/"top_logprobs":2/, /"include":\[.*"message.output_text.logprobs"\]/] },
    ],
    [
      'the effort of its generation',
      ['o-series'],
      asked({ reasoning_effort: 'xhigh' }),
      { has: [/"reasoning_effort":"high"/] },
    ],
    [
      'the limit under its name',
      ['gpt-5', 'o-series'],
      asked({ max_tokens: 7 }),
      { has: [/"max_completion_tokens":7/], hasNot: /"max_tokens"/ },
    ],
    [
      'the limit under its name',
      ['mistral', 'deepseek'],
      asked({ max_completion_tokens: 7 }),
      { has: [/"max_tokens":7/], hasNot: /max_completion/ },
    ],
    [
      'ids of nine characters',
      ['mistral'],
      { messages: [USER, called(['call_abc']), result('call_abc', 'r')] },
      { has: [/"id":"[A-Za-z0-9]{9}"/, /"tool_call_id":"[A-Za-z0-9]{9}"/], hasNot: /call_abc/ },
    ],
    [
      'a schema in words',
      ['deepseek'],
      asked({ response_format: form }),
      { has: [/children/], hasNot: /json_schema/, dropped: 'response_format' },
    ],
    [
      'no stop of blanks',
      ['anthropic'],
      asked({ stop: [' ', 'END'] }),
      { has: [/"stop_sequences":\["END"\]/], dropped: 'stop' },
    ],
    [
      'the media type that there is',
      MAPPED,
      picture('image/jpg'),
      { has: [/"png"|image\/png/], hasNot: /jpg/ },
    ],
    [
      'the media type that there is',
      MAPPED,
      picture('application/octet-stream'),
      { has: [/"png"|image\/png/], hasNot: /octet/ },
    ],
    [
      'a document in the place of a picture as one',
      MAPPED,
      {
        messages: [
          {
            role: 'user',
            content: [
              { type: 'image_url', image_url: { url: `data:image/png;base64,${PDF}` } },
              { type: 'text', text: 'Read.' },
            ],
          },
        ],
      },
      { has: [/"document"|"application\/pdf"/], hasNot: /image/ },
    ],
    [
      'the sound that there is',
      ['gemini'],
      {
        messages: [
          { role: 'user', content: [{ type: 'input_audio', input_audio: { data: WAVE, format: 'mp3' } }] },
        ],
      },
      { has: [/"audio\/wav"/] },
    ],
    ['a result as the text that it is', MAPPED, rounds, { has: [/"1\.10"/] }],
    ['two ids as two', ['anthropic', 'bedrock-nova'], rounds, { has: [/"c_1"/, /"c_1"/], hasNot: /"c\.1"/ }],
    ['broken arguments by one rule', MAPPED, rounds, { has: [/"INVALID_JSON":"\{\\"a\\":"/] }],
    [
      'a schema that refers to itself',
      ['anthropic'],
      asked({ response_format: form }),
      { has: [/"input_schema".*children/], hasNot: /output_config/ },
    ],
    [
      'a conversation that the assistant begins',
      ['gemini', 'bedrock-nova'],
      { messages: [{ role: 'assistant', content: 'Hello.' }, USER] },
      { has: [/begins with the assistant/, /Hello/] },
    ],
    [
      'a custom tool as a function',
      [...MAPPED, 'groq', 'mistral'],
      custom,
      { has: [/"code"/, /"input"/], hasNot: /"custom"/ },
    ],
    [
      'fewer tools where some are allowed',
      [...MAPPED, 'groq', 'xai'],
      allowed,
      { has: [/weather/, /clock/], hasNot: /"map"/ },
    ],
    [
      'nothing of parallel calls without tools',
      [...MAPPED, 'openai', 'groq'],
      asked({ parallel_tool_calls: false }),
      { hasNot: /parallel/ },
    ],
    ['its own search', ['gemini'], asked({ web_search_options: {} }), { has: [/googleSearch/] }],
    [
      'candidates and probabilities',
      ['gemini'],
      asked({ n: 2, logprobs: true }),
      { has: [/"candidateCount":2/, /"responseLogprobs":true/] },
    ],
  ];

  it.each(ROWS)('%s: %j', async (_what, names, body, { has = [], hasNot, dropped }) => {
    for (const name of names) {
      for (const { answer: told, sent } of await heardOf(name, body, { text: 'Rain.' })) {
        const text = JSON.stringify(sent);
        let at = 0;
        for (const part of has) {
          const found = text.slice(at).search(part);
          expect({ name, part, found: found >= 0, text: found < 0 ? text : '' }).toMatchObject({
            found: true,
          });
          at += found + 1;
        }
        if (hasNot !== undefined) expect(text).not.toMatch(hasNot);
        expect(told.headers['x-llm-proxy-dropped']).toBe(dropped);
      }
    }
  });

  it.each(['openai', 'responses'])(
    '%s: arguments that are no object as one, from an agent at another door: servers that parse them refuse all that follows',
    async (name) => {
      const args = '{"city": "Os';
      const asked =
        name === 'openai'
          ? [
              { role: 'user', content: 'Hi' },
              { type: 'function_call', call_id: 'c1', name: 'weather', arguments: args },
              { type: 'function_call_output', call_id: 'c1', output: 'That is no JSON.' },
            ]
          : [{ role: 'user', content: 'Hi' }, called(['c1', args]), result('c1', 'That is no JSON.')];
      answer(name, json(wireOf(name).whole({ text: 'ok' })));
      const path = name === 'openai' ? '/v1/responses' : '/v1/chat/completions';
      const body = { model: name, [name === 'openai' ? 'input' : 'messages']: asked };
      expect((await call(direct.gateway, 'POST', path, { key: direct.caller.key, body })).status).toBe(200);
      const sent = JSON.stringify(JSON.stringify({ INVALID_JSON: args }));
      expect(JSON.stringify(sentTo(name))).toContain(`"arguments":${sent}`);
    },
  );

  it('results right behind their calls, whatever another door has in between', async () => {
    const input = [
      { role: 'user', content: 'Hi' },
      { type: 'function_call', call_id: 'c1', name: 'weather', arguments: '{}' },
      { type: 'function_call', call_id: 'c2', name: 'clock', arguments: '{}' },
      {
        type: 'function_call_output',
        call_id: 'c2',
        output: [{ type: 'input_image', image_url: `data:image/png;base64,${PNG}` }],
      },
      { role: 'developer', content: 'Middle.' },
      { type: 'function_call_output', call_id: 'c1', output: 'A' },
    ];
    answer('openai', json(wireOf('openai').whole({ text: 'ok' })));
    const { status } = await call(direct.gateway, 'POST', '/v1/responses', {
      key: direct.caller.key,
      body: { model: 'openai', input },
    });
    expect(status).toBe(200);
    const { messages } = sentTo('openai') as { messages: { role: string }[] };
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'tool', 'user', 'system']);
  });

  it.each(['openai', 'responses', 'gemini', 'bedrock-nova'])(
    '%s: the words alone of a part of a result that another provider understands, by name',
    async (name) => {
      const reference = { type: 'tool_reference', tool_name: 'weather' };
      const messages = [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_1', name: 'search', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: [reference] }] },
      ];
      answer(name, json(wireOf(name).whole({ text: 'ok' })));
      const told = await call(direct.gateway, 'POST', '/v1/messages', {
        key: direct.caller.key,
        body: { model: name, max_tokens: 9, messages },
      });
      expect(told.status).toBe(200);
      expect(told.headers['x-llm-proxy-dropped']).toBe('tool_reference');
      expect(JSON.stringify(sentTo(name))).toContain('"Found the tool weather: it can be called now."');
    },
  );

  it('anthropic: ids of calls that a server counts anew, and reasoning among the parts of a content', async () => {
    const called = { id: 'call_0', type: 'function', function: { name: 'weather', arguments: '{}' } };
    const turn = (said: string): object[] => [
      { role: 'assistant', content: null, tool_calls: [called] },
      { role: 'tool', tool_call_id: 'call_0', content: said },
    ];
    const thought = { type: 'thinking', thinking: 'Hm.', signature: 'c2lnbmVk' };
    const mistral = { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] };
    const text = { type: 'text', text: 'So.' };
    const messages = [
      USER,
      ...turn('1'),
      ...turn('2'),
      { role: 'assistant', content: [mistral, thought, text] },
      USER,
    ];
    answer('anthropic', json(wireOf('anthropic').whole({ text: 'ok' })));
    await hearChat(direct.caller, { model: 'anthropic', messages });
    expect(sentTo('anthropic')['messages']).toMatchObject([
      {},
      { content: [{ id: 'call_0' }] },
      { content: [{ tool_use_id: 'call_0', content: '1' }] },
      { content: [{ id: 'call_0_2' }] },
      { content: [{ tool_use_id: 'call_0_2', content: '2' }] },
      { content: [thought, text] },
      {},
    ]);
  });

  it.each(['stop_reason', 'matched_stop'])(
    'vllm: the text that ended the answer, told in %s',
    async (field) => {
      const choice = { index: 0, finish_reason: 'stop', [field]: 'END' };
      const body = { model: 'vllm', max_tokens: 9, messages: [USER], stop_sequences: ['END'] };
      const ask = (more: object = {}): Promise<CallAnswer> =>
        call(direct.gateway, 'POST', '/v1/messages', { key: direct.caller.key, body: { ...body, ...more } });
      const ended = { stop_reason: 'stop_sequence', stop_sequence: 'END' };
      answer(
        'vllm',
        json({ id: 'c', choices: [{ ...choice, message: { role: 'assistant', content: 'Rain' } }] }),
      );
      expect((await ask()).json).toMatchObject(ended);
      // What was not asked for is a word of the upstream's own.
      expect((await ask({ stop_sequences: ['FIN'] })).json).toMatchObject({ stop_reason: 'end_turn' });
      answer('vllm', stream([{ id: 'c', choices: [{ ...choice, delta: { content: 'Rain' } }] }, '[DONE]']));
      expect((await ask({ stream: true })).text).toContain(
        '"stop_reason":"stop_sequence","stop_sequence":"END"',
      );
    },
  );

  it('anthropic: no list of Responses in the place of a field that has its name', async () => {
    answer('anthropic', json(wireOf('anthropic').whole({ text: 'ok' })));
    const compaction = [{ type: 'compaction', compact_threshold: 50_000 }];
    const told = await call(direct.gateway, 'POST', '/v1/responses', {
      key: direct.caller.key,
      body: { model: 'anthropic', input: 'Hi', context_management: compaction },
    });
    expect([told.status, told.headers['x-llm-proxy-dropped']]).toEqual([200, 'context_management']);
    expect(sentTo('anthropic')['context_management']).toBeUndefined();
  });

  it('openai: what of Gemini’s calls and results has no place is named', async () => {
    answer('openai', json(wireOf('openai').whole({ text: 'ok' })));
    // The id tells which call it answers.
    const response = { id: 'c1', response: {}, scheduling: 'SILENT', willContinue: false };
    const calling = { mode: 'AUTO', streamFunctionCallArguments: true };
    const told = await call(direct.gateway, 'POST', '/v1beta/models/openai:generateContent', {
      key: direct.caller.key,
      body: {
        contents: [
          { role: 'user', parts: [{ text: 'Hi' }] },
          { role: 'model', parts: [{ functionCall: { id: 'c1', name: 'look', args: {} } }] },
          { role: 'user', parts: [{ functionResponse: response }] },
        ],
        toolConfig: { functionCallingConfig: calling },
      },
    });
    expect(told.headers['x-llm-proxy-dropped']).toBe(
      'contents.2.parts.0.functionResponse.scheduling,toolConfig.functionCallingConfig.streamFunctionCallArguments',
    );
  });

  it.each(['openai', 'responses', 'gemini', 'bedrock-nova'])(
    '%s: Anthropic’s tools that the caller runs, as functions whose calls are answered',
    async (name) => {
      const tools = [
        { type: 'bash_20250124', name: 'bash' },
        { type: 'text_editor_20250728', name: 'str_replace_based_edit_tool' },
        { type: 'memory_20250818', name: 'memory' },
        { type: 'computer_20251124', name: 'computer', display_width_px: 800, display_height_px: 600 },
      ];
      const called = { id: 'call_1', name: 'bash', arguments: '{"command":"ls"}' };
      answer(name, json(wireOf(name).whole({ calls: [called] })));
      const told = await call(direct.gateway, 'POST', '/v1/messages', {
        key: direct.caller.key,
        body: { model: name, max_tokens: 99, messages: [USER], tools, tool_choice: { type: 'any' } },
      });
      expect(told.json).toMatchObject({
        stop_reason: 'tool_use',
        content: [{ type: 'tool_use', name: 'bash', input: { command: 'ls' } }],
      });
      expect(told.headers['x-llm-proxy-dropped']).toBeUndefined();
      const sent = JSON.stringify(sentTo(name));
      for (const { name: tool } of tools) expect(sent).toContain(`"name":"${tool}"`);
      for (const word of ['restart', 'insert_text', 'new_path', 'scroll_direction', '800 × 600', 'zoom'])
        expect(sent).toContain(word);
    },
  );

  it('Anthropic’s own tools go to Claude as they are, by Chat Completions too', async () => {
    const tool = { type: 'text_editor_20250728', name: 'str_replace_based_edit_tool', max_characters: 9 };
    answer('anthropic', json(wireOf('anthropic').whole({ text: 'ok' })));
    await hearChat(direct.caller, { model: 'anthropic', messages: [USER], tools: [tool] });
    expect(sentTo('anthropic')['tools']).toEqual([tool]);
    const dropped = 'tools.0.max_characters';
    answer('gemini', json(wireOf('gemini').whole({ text: 'ok' })));
    const told = await hearChat(direct.caller, { model: 'gemini', messages: [USER], tools: [tool] });
    expect(told.answer.headers['x-llm-proxy-dropped']).toBe(dropped);
  });

  it.each([
    ['deepseek', '"reasoning_effort":"max"'],
    ['openrouter', '"reasoning_effort":"xhigh"'],
    ['gpt-5', '"reasoning_effort":"high"'],
    ['responses', '"effort":"high"'],
  ])('%s: the greatest effort that it has, asked by Messages', async (name, expected) => {
    answer(name, json(wireOf(name).whole({ text: 'ok' })));
    const body = { model: name, max_tokens: 99, messages: [USER], output_config: { effort: 'max' } };
    const { status } = await call(direct.gateway, 'POST', '/v1/messages', { key: direct.caller.key, body });
    expect([status, JSON.stringify(sentTo(name))]).toEqual([200, expect.stringContaining(expected)]);
  });

  it('log probabilities by the Responses door, and what an answer rests on is named', async () => {
    const told = (token: string): object => ({
      ...{ token, logprob: -0.25, bytes: [...Buffer.from(token)] },
      top_logprobs: [{ token: 'Sun', logprob: -2, bytes: [83, 117, 110] }],
    });
    const tokens = ['Ra', 'in'].map(told);
    const ask = async (more: object): Promise<CallAnswer> => {
      const body = { model: 'openai', input: 'Hi', top_logprobs: 1, ...more };
      return call(direct.gateway, 'POST', '/v1/responses', { key: direct.caller.key, body });
    };
    const message = { role: 'assistant', content: 'Rain' };
    const choice = { index: 0, message, logprobs: { content: tokens }, finish_reason: 'stop' };
    answer('openai', json({ id: 'c', model: 'm', choices: [choice] }));
    const whole = (await ask({})).json as { output: [{ content: [{ logprobs: unknown }] }] };
    expect(whole.output[0].content[0].logprobs).toEqual(tokens);
    expect(sentTo('openai')).toMatchObject({ logprobs: true, top_logprobs: 1 });

    const piece = (delta: object, content: object[], reason: string | null = null): Frame => ({
      ...{ id: 'c', model: 'm' },
      choices: [{ index: 0, delta, logprobs: { content }, finish_reason: reason }],
    });
    const pieces = ['Ra', 'in'].map((content) => piece({ content }, [told(content)]));
    answer('openai', stream([...pieces, piece({}, [], 'stop')]));
    const { text } = await ask({ stream: true });
    const events = [...text.matchAll(/^data: (.+)$/gm)].map(
      ([, data = '']) => JSON.parse(data) as { type: string; logprobs?: object[]; response?: object },
    );
    const deltas = events.filter(({ type }) => type === 'response.output_text.delta');
    expect(deltas.flatMap(({ logprobs = [] }) => logprobs)).toEqual(tokens);
    expect(events.at(-1)?.response).toMatchObject({
      output: [{ content: [{ text: 'Rain', logprobs: tokens }] }],
    });

    const { url_citation: page } = PAGE;
    const part = { type: 'output_text', text: 'Sun.', annotations: [{ type: 'url_citation', ...page }] };
    answer('openai', json(wireOf('openai').whole({ text: 'ok' })));
    const { headers } = await ask({ input: [USER, { role: 'assistant', content: [part] }, USER] });
    expect(headers['x-llm-proxy-dropped']).toBe('annotations');
  });

  it('usage that nobody told is counted in tokens, and says so', async () => {
    const { usage: _usage, ...untold } = wireOf('openai').whole({ text: 'Hello there.' }) as {
      usage: unknown;
    };
    answer('openai', json(untold));
    const { usage } = await hearChat(direct.caller, {
      model: 'openai',
      messages: [{ role: 'user', content: 'hi' }],
    });
    expect(usage).toMatchObject({ estimated: true });
    expect(Number(usage?.['prompt_tokens'])).toBeLessThan(12);
    expect(Number(usage?.['completion_tokens'])).toBeLessThan(6);
  });
});
