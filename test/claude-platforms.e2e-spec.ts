/** Claude on the clouds: Vertex AI, Bedrock and Azure Foundry, by the Messages API that each of them has its own form of. */
import { json } from './support/upstream/answer-scripts';
import { MESSAGE } from './support/upstream/anthropic-upstream';
import { eventStream, exceptionBytes, messageBytes } from './support/providers/bedrock-event-stream';
import { call } from './support/callers/chat-request';
import type { CallAnswer } from './support/callers/chat-request';
import type { AnswerScript } from './support/upstream/exchange';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { LeakCheck } from './support/observation/leak-check';
import type { RecordedRequest } from './support/upstream/recorded-request';
import { addTenant, assign, registryOf } from './support/service/registry-setup';
import type { Tenant } from './support/service/registry-setup';
import { stream } from './support/upstream/stream-scripts';

const EVENTS = [
  {
    type: 'message_start',
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude-x',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 12, output_tokens: 1 },
    },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Blue\n“sky”' } },
  { type: 'content_block_stop', index: 0 },
  {
    type: 'message_delta',
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { output_tokens: 4 },
  },
  { type: 'message_stop' },
];
const FRAMES = EVENTS.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);

const sse = (): AnswerScript => stream(FRAMES, { ending: 'end' });
const chunks = (last: object = {}): Buffer[] =>
  EVENTS.map((event) => {
    const told = event.type === 'message_stop' ? { ...event, ...last } : event;
    const bytes = Buffer.from(JSON.stringify(told)).toString('base64');
    return messageBytes({ ':event-type': 'chunk', ':message-type': 'event' }, { bytes, p: 'abcd' });
  });
const METRICS = { 'amazon-bedrock-invocationMetrics': { inputTokenCount: 12, firstByteLatency: 5 } };

interface Platform {
  readonly provider: string;
  readonly credential: string;
  readonly options?: object;
  /** Behind the upstream's address. */
  readonly endpoint: string;
  readonly model: { readonly remote_name?: string; readonly deployment?: string };
  readonly paths: { readonly whole: string; readonly stream: string; readonly count: string };
  readonly streamed: () => AnswerScript;
  readonly counted: object;
  /** What the body has besides the caller's own fields. */
  readonly added: object;
  readonly betaHeader: boolean;
  readonly betaField: boolean;
}

const VERTEX = '/v1/projects/p1/locations/europe-west1/publishers/anthropic/models';
const BEDROCK_MODEL = 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0';
const BEDROCK = `/model/${encodeURIComponent(BEDROCK_MODEL)}`;

const PLATFORMS = {
  vertex: {
    provider: 'vertex',
    credential: 'ya29.token-of-vertex',
    options: { project: 'p1', location: 'europe-west1' },
    endpoint: '',
    model: { remote_name: 'claude-sonnet-4-5@20250929' },
    paths: {
      whole: `${VERTEX}/claude-sonnet-4-5%4020250929:rawPredict`,
      stream: `${VERTEX}/claude-sonnet-4-5%4020250929:streamRawPredict`,
      count: `${VERTEX}/count-tokens:rawPredict`,
    },
    streamed: sse,
    counted: { input_tokens: 4711 },
    added: { anthropic_version: 'vertex-2023-10-16' },
    betaHeader: true,
    betaField: true,
  },
  bedrock: {
    provider: 'bedrock',
    credential: 'ABSKsecret5secret5secret5',
    options: { region: 'eu-west-1' },
    endpoint: '',
    model: { remote_name: BEDROCK_MODEL },
    paths: {
      whole: `${BEDROCK}/invoke`,
      stream: `${BEDROCK}/invoke-with-response-stream`,
      count: `/model/${encodeURIComponent(BEDROCK_MODEL.slice('eu.'.length))}/count-tokens`,
    },
    streamed: () => eventStream(chunks(METRICS)),
    counted: { inputTokens: 4711 },
    added: { anthropic_version: 'bedrock-2023-05-31' },
    betaHeader: false,
    betaField: true,
  },
  foundry: {
    provider: 'azure',
    credential: 'azure-secret-key-2',
    endpoint: '/anthropic',
    model: { remote_name: 'claude-sonnet-4-5', deployment: 'my-claude' },
    paths: {
      whole: '/anthropic/v1/messages',
      stream: '/anthropic/v1/messages',
      count: '/anthropic/v1/messages/count_tokens',
    },
    streamed: sse,
    counted: { input_tokens: 4711 },
    added: { model: 'my-claude' },
    betaHeader: true,
    betaField: false,
  },
} as const satisfies Readonly<Record<string, Platform>>;
type Name = keyof typeof PLATFORMS;
const NAMES = Object.keys(PLATFORMS) as Name[];
const platformOf = (name: Name): Platform => PLATFORMS[name];

describe('Claude on the clouds', () => {
  let leaks: LeakCheck;
  let gateway: InProcessGateway;
  let caller: Tenant;
  const upstreams = new Map<Name, FakeUpstream>();

  beforeAll(async () => {
    leaks = new LeakCheck();
    gateway = await startGateway({
      settings: {
        LLM_MODE: 'direct',
        KEY_RPS: 0,
        ADDRESS_RPS: 0,
        BREAKER_FAILURES: 0,
        RETRIES: 0,
        ANTHROPIC_BETAS:
          'interleaved-thinking-2025-05-14,context-1m-2025-08-07,context-management-2025-06-27,skills-2025-10-02,message-threads-2026-08-12',
      },
    });
    caller = await addTenant(gateway, 'app');
    const { connections, models } = registryOf(gateway);
    for (const name of NAMES) {
      const { provider, credential, options, endpoint, model } = platformOf(name);
      const upstream = await FakeUpstream.start();
      upstreams.set(name, upstream);
      await connections.create({
        name,
        provider,
        credential,
        endpoint: `${upstream.url}${endpoint}`,
        ...(options && { options }),
      });
      await models.create({ connection: name, name: 'chat', ...model });
      await assign(gateway, caller, `${name}/chat`, { alias: name });
    }
  });
  afterAll(async () => {
    await gateway.close();
    for (const upstream of upstreams.values()) await upstream.close();
    await leaks.released();
  });

  const upstream = (name: Name): FakeUpstream => {
    const found = upstreams.get(name);
    if (found === undefined) throw new Error(`${name} was not started`);
    return found;
  };
  const answer = (name: Name, way: keyof Platform['paths'], script: AnswerScript): void => {
    upstream(name).route(`POST ${platformOf(name).paths[way]}`, script);
  };
  const sent = (name: Name): RecordedRequest => {
    const last = upstream(name).requests.at(-1);
    if (last === undefined) throw new Error(`nothing has reached ${name}`);
    return last;
  };
  const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<CallAnswer> =>
    call(gateway, 'POST', path, { key: caller.key, headers, body });

  const message = (name: Name, more: object = {}): object => ({
    model: name,
    max_tokens: 50,
    messages: [{ role: 'user', content: 'Which colour is the sky?' }],
    ...more,
  });

  describe.each(NAMES)('%s', (name) => {
    const { added, betaField, betaHeader, credential, paths, streamed, counted } = platformOf(name);

    it('gets the bytes of a Messages caller with its own version, model and credential', async () => {
      answer(name, 'whole', json(MESSAGE, { headers: { 'request-id': 'req_theirs' } }));
      const system = '[{"type":"text","text":"x-anthropic-billing-header: 1"}, {"text" : "B","type":"text"}]';
      const body = `{ "max_tokens":5,\n"model" : "${name}", "system":${system}, "stop_sequences":["\\u0048"],"messages":[{"role":"user","content":"\\u0048i 1.0"}] }`;
      const { text, headers } = await post('/v1/messages?beta=true', body, {
        'anthropic-version': '2026-10-21',
        'anthropic-beta': 'interleaved-thinking-2025-05-14, context-1m-2025-08-07',
      });
      expect(text).toBe(JSON.stringify(MESSAGE));
      expect(headers['x-llm-proxy-upstream-request-id']).toBe('req_theirs');
      const request = sent(name);
      const betas = ['interleaved-thinking-2025-05-14', 'context-1m-2025-08-07'];
      expect(request.url).toBe(paths.whole);
      const { model: _model, ...fields } = JSON.parse(body) as Record<string, unknown>;
      expect(request.json).toEqual({ ...fields, ...added, ...(betaField && { anthropic_beta: betas }) });
      for (const same of [system, '["\\u0048"]', '"\\u0048i 1.0"']) {
        expect(request.body.toString()).toContain(same);
      }
      expect(request.headers['anthropic-beta']).toBe(betaHeader ? betas.join(',') : undefined);
      expect(JSON.stringify(request.headers)).toContain(credential);
      expect(request.rawHeaders.join('\n')).not.toContain(caller.key);
    });

    it('streams as the events of the API, byte for byte', async () => {
      answer(name, 'stream', streamed());
      const { text, headers } = await post('/v1/messages', message(name, { stream: true }));
      expect(text).toBe(FRAMES.join(''));
      expect(sent(name).url).toBe(paths.stream);
      const line = await gateway.log.until(({ request_id: id }) => id === headers['x-request-id']);
      expect(line).toMatchObject({ finish_reason: 'end_turn', prompt_tokens: 12, completion_tokens: 4 });
    });

    it('never passes a cut stream off as whole', async () => {
      const cut =
        name === 'bedrock'
          ? eventStream(chunks().slice(0, 4))
          : stream(FRAMES.slice(0, 4), { ending: 'end' });
      answer(name, 'stream', cut);
      const broken = await post('/v1/messages', message(name, { stream: true })).catch(
        (thrown: unknown) => thrown,
      );
      expect(broken).toBeInstanceOf(Error);
    });

    it('counts the tokens of a request itself', async () => {
      answer(name, 'count', json(counted));
      const { max_tokens: _most, ...asked } = message(name) as Record<string, unknown>;
      const { json: count } = await post('/v1/messages/count_tokens?beta=true', asked, {
        'anthropic-version': '2023-06-01',
      });
      expect(count).toEqual({ input_tokens: 4711 });
      const { fields } = sent(name);
      if (name === 'vertex') expect(fields['model']).toBe('claude-sonnet-4-5');
      if (name !== 'bedrock') return;
      const { body } = (fields['input'] as { readonly invokeModel: { readonly body: string } }).invokeModel;
      expect(JSON.parse(Buffer.from(body, 'base64').toString())).toEqual({
        messages: asked['messages'],
        max_tokens: 1_024,
        ...added,
      });
    });

    it('gets a beta with its fields or neither, and what it does not get is named', async () => {
      answer(name, 'whole', json(MESSAGE));
      const system = [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }];
      const kept = { context_management: { edits: [{ type: 'clear_tool_uses_20250919' }] }, system };
      const asked = message(name, { ...kept, container: 'c_1', output_config: { effort: 'low' } });
      const betas = ['context-management-2025-06-27', 'skills-2025-10-02', 'effort-2025-11-24'];
      const { headers } = await post('/v1/messages', asked, { 'anthropic-beta': betas.join(',') });
      const { fields, headers: got, body } = sent(name);
      expect(fields).toMatchObject(kept);
      expect(body.toString()).toContain(JSON.stringify(system));
      // Skills are Foundry's; a virtual key may not use the effort.
      const takesSkills = name === 'foundry';
      const inBody = fields['anthropic_beta'] as readonly string[] | undefined;
      const named = inBody ?? String(got['anthropic-beta']).split(',');
      expect(named).toEqual(takesSkills ? betas.slice(0, 2) : betas.slice(0, 1));
      expect(fields['container']).toBe(takesSkills ? 'c_1' : undefined);
      expect(fields).not.toHaveProperty('output_config');
      const dropped = String(headers['x-llm-proxy-dropped']).split(',');
      expect(new Set(dropped)).toEqual(
        new Set([
          'anthropic-beta.effort-2025-11-24',
          'output_config.effort',
          ...(takesSkills ? [] : ['anthropic-beta.skills-2025-10-02', 'container']),
        ]),
      );
    });

    it('gets betas that the body names as those of the header, and none that the key may not use', async () => {
      answer(name, 'whole', json(MESSAGE));
      const betas = ['context-management-2025-06-27', 'fast-mode-2026-02-01'];
      const inBody = { anthropic_version: 'bedrock-2023-05-31', anthropic_beta: betas, speed: 'fast' };
      const { headers } = await post('/v1/messages', message(name, inBody));
      const { model: _model, ...asked } = message(name) as Record<string, unknown>;
      const kept = betas.slice(0, 1);
      expect(sent(name).fields).toEqual({ ...asked, ...added, ...(betaField && { anthropic_beta: kept }) });
      expect(sent(name).headers['anthropic-beta']).toBe(betaHeader ? kept.join(',') : undefined);
      expect(headers['x-llm-proxy-dropped']).toBe('anthropic-beta.fast-mode-2026-02-01,speed');
      await post('/v1/messages', message(name, { anthropic_beta: 'fast-mode-2026-02-01' }));
      expect(sent(name).fields).not.toHaveProperty('anthropic_beta');
    });

    it('gets a thread, or its caller is told that it keeps none', async () => {
      answer(name, 'whole', json(MESSAGE));
      const thread = { type: 'continue', previous_message_id: 'msg_1' };
      const betas = { 'anthropic-beta': 'message-threads-2026-08-12' };
      const { status, text } = await post('/v1/messages', message(name, { thread }), betas);
      if (name === 'foundry') expect([status, sent(name).fields['thread']]).toEqual([200, thread]);
      else expect([status, text]).toEqual([400, expect.stringContaining('thread_unsupported_request')]);
    });

    it('has its errors read: the request’s fault in its own words, ours not', async () => {
      const error = {
        type: 'error',
        error: { type: 'invalid_request_error', message: 'max_tokens: too many' },
      };
      const own =
        name === 'bedrock'
          ? json(
              { message: 'max_tokens: too many' },
              {
                status: 400,
                headers: {
                  'x-amzn-errortype': 'ValidationException:http://internal/',
                  'x-amzn-requestid': 'req_1',
                },
              },
            )
          : json({ ...error, request_id: 'req_1' }, { status: 400 });
      answer(name, 'whole', own);
      const refused = await post('/v1/messages', message(name));
      expect([refused.status, refused.json]).toMatchObject([400, { ...error, request_id: 'req_1' }]);
      const throughChat = name === 'bedrock' ? undefined : await post('/v1/chat/completions', message(name));
      expect(throughChat?.status ?? 400).toBe(400);

      answer(name, 'whole', json({ message: 'The security token is invalid' }, { status: 401 }));
      const unauthorised = await post('/v1/messages', message(name));
      expect(unauthorised.status).toBe(502);
      expect(unauthorised.text).not.toContain('security token');
    });
  });

  it('names no beta in a model’s own fields on Bedrock that the key may not use', async () => {
    const text = { output: { message: { role: 'assistant', content: [{ text: 'Blue.' }] } } };
    upstream('bedrock').route(
      `POST ${BEDROCK}/converse`,
      json({ ...text, stopReason: 'end_turn', usage: {} }),
    );
    const betas = ['context-1m-2025-08-07', 'fast-mode-2026-02-01'];
    const fields = {
      additionalModelRequestFields: { anthropic_beta: betas, top_k: 5 },
      anthropic_beta: betas,
    };
    const { headers, status } = await post('/v1/chat/completions', message('bedrock', fields));
    expect([status, headers['x-llm-proxy-dropped']]).toEqual([
      200,
      'anthropic_beta,additionalModelRequestFields.anthropic_beta',
    ]);
    expect(sent('bedrock').fields['additionalModelRequestFields']).toEqual({
      anthropic_beta: betas.slice(0, 1),
      top_k: 5,
    });
  });

  it('tells Google’s own refusals, a list of one or not, in the form of the door', async () => {
    const error = {
      code: 429,
      message: 'Quota exceeded for claude-sonnet-4-5.',
      status: 'RESOURCE_EXHAUSTED',
    };
    for (const body of [{ error }, [{ error }]]) {
      answer('vertex', 'whole', json(body, { status: 429 }));
      const { status, json: told } = await post('/v1/messages', message('vertex'));
      expect([status, told]).toMatchObject([
        429,
        { type: 'error', error: { type: 'rate_limit_error', message: error.message }, request_id: null },
      ]);
    }
  });

  it('tells an exception inside Bedrock’s stream as an error event', async () => {
    answer(
      'bedrock',
      'stream',
      eventStream([...chunks().slice(0, 3), exceptionBytes('throttlingException', 'Too many requests')]),
    );
    const response = await fetch(`${gateway.url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': caller.key, 'content-type': 'application/json' },
      body: JSON.stringify(message('bedrock', { stream: true })),
    });
    let text = '';
    try {
      for await (const piece of response.body ?? []) text += Buffer.from(piece).toString();
    } catch {
      // The connection is broken after the last event.
    }
    expect(text.startsWith(FRAMES.slice(0, 3).join(''))).toBe(true);
    expect(text).toContain('event: error\ndata: {"type":"error","error":{"type":"rate_limit_error"');
    expect(text).not.toContain('message_stop');
  });

  describe.each(['vertex', 'foundry'] as const)('%s answers the other doors', (name) => {
    const { added, paths, streamed } = platformOf(name);

    it('whole', async () => {
      answer(name, 'whole', json(MESSAGE));
      const chat = await post('/v1/chat/completions', message(name));
      expect(chat.json).toMatchObject({
        choices: [{ message: { content: 'One moment.' }, finish_reason: 'tool_calls' }],
        usage: { completion_tokens: 8 },
      });
      expect(sent(name).url).toBe(paths.whole);
      expect(sent(name).json).toMatchObject({ ...added, messages: [{ role: 'user' }] });
      if (name === 'vertex') expect(sent(name).fields).not.toHaveProperty('model');
      const gemini = await post(`/v1beta/models/${name}:generateContent`, {
        contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
      });
      expect(gemini.json).toMatchObject({ candidates: [{ finishReason: 'STOP' }] });
      const responses = await post('/v1/responses', { model: name, input: 'Hi' });
      expect(responses.json).toMatchObject({ status: 'completed' });
    });

    it('streamed', async () => {
      answer(name, 'stream', streamed());
      const chat = await post('/v1/chat/completions', message(name, { stream: true }));
      expect(chat.text).toContain('Blue\\n“sky”');
      expect(chat.text.trimEnd().endsWith('data: [DONE]')).toBe(true);
      expect(sent(name).url).toBe(paths.stream);
      expect(sent(name).fields['stream']).toBe(true);
      const gemini = await post(`/v1beta/models/${name}:streamGenerateContent?alt=sse`, {
        contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
      });
      expect(gemini.text).toContain('Blue\\n“sky”');
    });
  });
});
