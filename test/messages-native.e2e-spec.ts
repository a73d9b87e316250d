/** Messages’ door in front of Anthropic itself: the same wire on both sides, so bytes pass. */
import { MESSAGE, messagesFailure } from './support/upstream/anthropic-upstream';
import { json, whole } from './support/upstream/answer-scripts';
import { call } from './support/callers/chat-request';
import type { CallAnswer } from './support/callers/chat-request';
import { ConnectedReplays } from './support/providers/connected-replays';
import { LeakCheck } from './support/observation/leak-check';
import { describeWithRecordings, recordedChunks, recordedWhole } from './support/providers/recordings';
import { stream, streamBytes } from './support/upstream/stream-scripts';

const HELLO = { model: 'anthropic', max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] };
const STREAMS = ['anthropic/anthropic-text', 'anthropic/anthropic-tool-no-args', 'anthropic/anthropic-mcp.1'];
const SEALED = 'TExNUFgxAAAA';

function frames(recording: string): string[] {
  return recordedChunks(recording).map((line) => {
    const { type } = JSON.parse(line) as { readonly type: string };
    return `event: ${type}\ndata: ${line}\n\n`;
  });
}

describeWithRecordings('Messages’ door in front of Anthropic', () => {
  let leaks: LeakCheck;
  let direct: ConnectedReplays;

  beforeAll(async () => {
    leaks = new LeakCheck();
    direct = await ConnectedReplays.start(['anthropic', 'openai'], { BREAKER_FAILURES: 0 });
  });
  afterAll(async () => {
    await direct.close();
    await leaks.released();
  });

  const post = (
    body: unknown,
    headers: Record<string, string> = {},
    path = '/v1/messages',
  ): Promise<CallAnswer> => call(direct.gateway, 'POST', path, { key: direct.caller.key, headers, body });
  const sent = () => direct.of('anthropic').lastCall;

  it('sends the caller’s bytes with another model and credential, and every header of the API', async () => {
    direct.of('anthropic').answer(json(MESSAGE));
    const body =
      '{ "max_tokens":5,\n"model" : "anthropic", "seed": 12345678901234567890, "system":[{"type":"text","text":"x-anthropic-billing-header: 1"}],' +
      ' "messages":[{"role":"user","content":"\\u0048i"}], "context_management":{"edits":[]}, "later":1.0 }';
    await post(body, {
      'anthropic-version': '2026-10-21',
      'anthropic-beta': 'a-1,b-2',
      'anthropic-later': 'x',
      'anthropic-workspace-id': 'other',
      'anthropic-user-profile-id': 'uprof_other',
    });
    const { wire, credential } = direct.of('anthropic');
    const model = String(wire.model.remote_name);
    expect(sent().body.toString()).toBe(body.replace('"anthropic"', JSON.stringify(model)));
    expect(sent().headers).toMatchObject({
      'anthropic-version': '2026-10-21',
      'anthropic-beta': 'a-1,b-2',
      'anthropic-later': 'x',
      'x-api-key': credential,
    });
    expect(sent().rawHeaders.join('\n')).not.toContain(direct.caller.key);
    expect(sent().headers['anthropic-workspace-id']).toBeUndefined();
    expect(sent().headers['anthropic-user-profile-id']).toBeUndefined();
  });

  it.each([
    '{"fallbacks":"default",',
    '{"f\\u0061llbacks": "default" ,"fallbacks":[{"model":"claude-opus-4-8"}],"fallbacks":"default",',
  ])(
    'has no other model of Anthropic’s choice answer a key of its own models: %s goes without',
    async (begun) => {
      direct.of('anthropic').answer(json(MESSAGE));
      const rest = JSON.stringify(HELLO).slice(1);
      const beta = 'server-side-fallback-2026-07-01';
      const answer = await post(begun + rest, { 'anthropic-beta': beta });
      expect([answer.status, answer.headers['x-llm-proxy-dropped']]).toEqual([200, 'fallbacks']);
      expect(sent().body.toString()).toBe(
        `{${rest.replace('"anthropic"', JSON.stringify(direct.of('anthropic').wire.model.remote_name))}`,
      );
      // Elsewhere it is named as well.
      direct
        .of('openai')
        .answer(json({ choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }] }));
      const mapped = await post({ ...HELLO, model: 'openai', fallbacks: 'default', later: 1 });
      expect([mapped.status, mapped.headers['x-llm-proxy-dropped']]).toEqual([200, 'fallbacks,later']);
    },
  );

  it('refuses a list of other models in words on which Claude Code asks again without it', async () => {
    const { status, json: refused } = await post({ ...HELLO, fallbacks: [{ model: 'claude-opus-4-8' }] });
    expect([status, refused]).toMatchObject([
      400,
      { error: { message: expect.stringMatching(/The `fallbacks?` parameter is not supported/) as string } },
    ]);
  });

  it.each(STREAMS)(
    'gives the bytes of %s as they are, whole and streamed, wherever they are cut',
    async (name) => {
      const events = frames(name).join('');
      for (const size of [7, 4_096, events.length]) {
        const cuts = Array.from(
          { length: Math.floor(events.length / size) },
          (_each, index) => (index + 1) * size,
        );
        direct.of('anthropic').answer(streamBytes(events, cuts));
        expect((await post({ ...HELLO, stream: true })).text).toBe(events);
      }
    },
  );

  it('gives a whole answer’s bytes as they are, with what the provider tells of it under another name', async () => {
    const text = recordedWhole('anthropic/anthropic-text');
    direct.of('anthropic').answer(
      whole(text, {
        contentType: 'application/json',
        headers: { 'request-id': 'req_theirs', 'anthropic-ratelimit-requests-remaining': '7' },
      }),
    );
    const answer = await post(HELLO);
    expect(answer.text).toBe(text);
    expect(answer.headers).toMatchObject({
      'x-llm-proxy-upstream-request-id': 'req_theirs',
      'x-llm-proxy-upstream-anthropic-ratelimit-requests-remaining': '7',
    });
    expect(answer.headers['request-id']).toBe(answer.headers['x-request-id']);
    const { usage } = JSON.parse(text) as { readonly usage: { readonly output_tokens: number } };
    const line = await direct.gateway.log.until(
      ({ request_id: id }) => id === answer.headers['x-request-id'],
    );
    expect(line).toMatchObject({ finish_reason: 'end_turn', completion_tokens: usage.output_tokens });
  });

  it('never passes a cut answer off as whole', async () => {
    const all = frames('anthropic/anthropic-text');
    for (const length of [all.length - 1, all.length - 2, 4]) {
      direct.of('anthropic').answer(stream(all.slice(0, length), { ending: 'end' }));
      const answer = await post({ ...HELLO, stream: true }).catch((thrown: unknown) => thrown);
      // The connection is broken after the last event.
      expect(answer).toBeInstanceOf(Error);
    }
    direct.of('anthropic').answer(stream(all.slice(0, 1), { ending: 'end' }));
    const unbegun = await post({ ...HELLO, stream: true });
    expect([unbegun.status, unbegun.json]).toMatchObject([
      502,
      { type: 'error', error: { type: 'api_error' } },
    ]);
  });

  it('takes a message that is begun twice for one, and a second one inside it for a failure', async () => {
    const [start = '', ...rest] = frames('anthropic/anthropic-text');
    direct.of('anthropic').answer(stream([start, start, ...rest], { ending: 'end' }));
    const answer = await post({ ...HELLO, stream: true });
    expect(answer.text).toBe([start, ...rest].join(''));
    direct.of('anthropic').answer(stream([start, ...rest.slice(0, 3), start, ...rest], { ending: 'end' }));
    await expect(post({ ...HELLO, stream: true })).rejects.toThrow();
  });

  it.each([
    [400, 'invalid_request_error', 'thinking.display: Extra inputs are not permitted'],
    [404, 'not_found_error', 'model: claude-none'],
    [413, 'request_too_large', 'Request exceeds the maximum size'],
    [
      429,
      'rate_limit_error',
      'This request would exceed your rate limit, see https://docs.claude.com/en/api/rate-limits',
    ],
  ])('gives Anthropic’s own %i as it is', async (status, type, message) => {
    direct.of('anthropic').answer(messagesFailure(status, type, message, { 'request-id': 'req_1' }));
    for (const asked of [HELLO, { ...HELLO, stream: true }]) {
      const answer = await post(asked);
      expect(answer.status).toBe(status);
      expect(answer.text).toBe(
        JSON.stringify({ type: 'error', error: { type, message }, request_id: 'req_1' }),
      );
      expect(answer.headers['x-llm-proxy-upstream-request-id']).toBe('req_1');
    }
  });

  it('says whether to ask again as Anthropic does', async () => {
    for (const advice of ['false', 'true', undefined]) {
      const headers = { 'retry-after': '9', ...(advice === undefined ? {} : { 'x-should-retry': advice }) };
      direct.of('anthropic').answer(messagesFailure(429, 'rate_limit_error', 'Spend limit reached', headers));
      const answer = await post(HELLO);
      expect([answer.status, answer.headers['x-should-retry']]).toEqual([429, advice]);
    }
  });

  it('gives an overload as one, whole and before a stream has begun: clients turn to another model on it', async () => {
    const overload = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    const event = `event: error\ndata: ${JSON.stringify(overload)}\n\n`;
    for (const script of [json(overload, { status: 529 }), stream([event], { ending: 'end' })]) {
      direct.of('anthropic').answer(script);
      const answer = await post({ ...HELLO, stream: true });
      expect([answer.status, answer.json]).toMatchObject([529, { error: { type: 'overloaded_error' } }]);
    }
  });

  it('shows neither our credential nor a host in one, and nothing of a refused credential', async () => {
    const { credential } = direct.of('anthropic');
    direct
      .of('anthropic')
      .answer(
        messagesFailure(
          400,
          'invalid_request_error',
          `key ${credential} at http://claude.internal:8080/v1 is odd`,
        ),
      );
    const { text } = await post(HELLO);
    expect(text).toContain('is odd');
    expect(text).not.toContain(credential);
    expect(text).not.toContain('claude.internal');
    direct.of('anthropic').answer(messagesFailure(401, 'authentication_error', 'invalid x-api-key'));
    const refused = await post(HELLO);
    expect([refused.status, refused.text.includes('invalid x-api-key')]).toEqual([502, false]);
  });

  it('tells an error inside a stream in Anthropic’s own words', async () => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    const begun = frames('anthropic/anthropic-text').slice(0, 3);
    direct
      .of('anthropic')
      .answer(stream([...begun, `event: error\ndata: ${JSON.stringify(error)}\n\n`], { ending: 'end' }));
    const response = await fetch(`${direct.gateway.url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': direct.caller.key, 'content-type': 'application/json' },
      body: JSON.stringify({ ...HELLO, stream: true }),
    });
    let text = '';
    try {
      for await (const piece of response.body ?? []) text += Buffer.from(piece).toString();
    } catch {
      // The connection is broken after the last event.
    }
    expect(text).toBe(`${begun.join('')}event: error\ndata: ${JSON.stringify(error)}\n\n`);
  });

  it('leaves out thinking that another provider signed or nobody did', async () => {
    direct.of('anthropic').answer(json(MESSAGE));
    const own = { type: 'thinking', thinking: 'Mine.', signature: 'c2lnbmVk' };
    const text = { type: 'text', text: 'Well.' };
    const foreign = [
      { type: 'thinking', thinking: '', signature: SEALED },
      { type: 'redacted_thinking', data: SEALED },
      { type: 'thinking', thinking: 'Nobody’s.', signature: '' },
    ];
    await post({
      ...HELLO,
      messages: [
        ...HELLO.messages,
        { role: 'assistant', content: [...foreign, own, text] },
        { role: 'user', content: 'More.' },
      ],
    });
    expect(sent().json).toMatchObject({
      messages: [HELLO.messages[0], { role: 'assistant', content: [own, text] }, { role: 'user' }],
    });
  });

  it('goes on at Claude with a conversation whose calls and texts another model made', async () => {
    direct.of('anthropic').answer(json(MESSAGE));
    const use = (id: string, input: unknown = { x: 1 }): object => ({
      type: 'tool_use',
      id,
      name: 'run',
      input,
    });
    const result = (id: string): object => ({ type: 'tool_result', tool_use_id: id, content: 'done' });
    const calls = (...blocks: object[]): object => ({ role: 'assistant', content: blocks });
    const results = (...ids: string[]): object => ({ role: 'user', content: ids.map(result) });
    await post({
      ...HELLO,
      messages: [
        ...HELLO.messages,
        calls({ type: 'text', text: '\n\n' }, use('functions.run:0'), use('functions_run_0', [1, 2])),
        results('functions.run:0', 'functions_run_0'),
        calls({ type: 'text', text: ' ' }),
        calls(),
        { role: 'assistant', content: '\n' },
        { role: 'user', content: 'More.' },
      ],
    });
    const { messages } = sent().json as { messages: { content: { id?: string; tool_use_id?: string }[] }[] };
    const [first, second] = messages[1]?.content.map(({ id }) => id) ?? [];
    expect(first).toBe('functions_run_0');
    expect(second).toMatch(/^functions_run_0_[0-9a-f]{12}$/);
    expect(messages).toEqual([
      HELLO.messages[0],
      calls(use('functions_run_0'), use(String(second), { INVALID_JSON: '[1,2]' })),
      results('functions_run_0', String(second)),
      { role: 'user', content: 'More.' },
    ]);
  });

  it('has Anthropic count the tokens of its models’ requests, and counts those of others itself', async () => {
    direct.of('anthropic').upstream.route('POST /v1/messages/count_tokens', json({ input_tokens: 4711 }));
    const path = '/v1/messages/count_tokens?beta=true';
    const before = direct.of('openai').calls.length;
    const { max_tokens: _most, ...asked } = HELLO;
    expect((await post({ ...asked, tools: [] }, {}, path)).json).toEqual({ input_tokens: 4711 });
    const many = await Promise.all(
      Array.from({ length: 35 }, () => post({ ...asked, model: 'openai', tools: [] }, {}, path)),
    );
    for (const { status, json: counted } of many) {
      expect([status, counted]).toEqual([200, { input_tokens: expect.any(Number) as number }]);
    }
    const long = await post({ ...asked, model: 'openai', system: 'many words '.repeat(1_000) }, {}, path);
    expect((long.json as { input_tokens: number }).input_tokens).toBeGreaterThan(1_500);
    const special = { ...asked, model: 'openai', system: '<|endoftext|> is text' };
    expect((await post(special, {}, path)).status).toBe(200);
    expect(direct.of('openai').calls).toHaveLength(before);
  });

  it('writes the ids of an agent’s conversation into the log line', async () => {
    direct.of('anthropic').answer(json(MESSAGE));
    const { headers } = await post(HELLO, {
      'x-claude-code-session-id': 'b7e0c1d2-session',
      'x-claude-code-agent-id': 'agent-1',
      'x-claude-code-parent-agent-id': 'no id at all',
    });
    const line = await direct.gateway.log.until(({ request_id: id }) => id === headers['x-request-id']);
    expect(line).toMatchObject({ session_id: 'b7e0c1d2-session', agent_id: 'agent-1' });
    expect(line).not.toHaveProperty('parent_agent_id');
  });

  it('lists models in Anthropic’s form to those who ask with its version', async () => {
    const list = (path: string, headers: Record<string, string> = { 'anthropic-version': '2023-06-01' }) =>
      call(direct.gateway, 'GET', path, { key: direct.caller.key, headers });
    const all = await list('/v1/models?limit=1000');
    const model = (id: string) => ({
      type: 'model',
      id,
      display_name: id,
      created_at: expect.stringMatching(/^\d{4}-/) as string,
    });
    expect(all.json).toMatchObject({
      data: [model('anthropic'), model('openai')],
      has_more: false,
      first_id: 'anthropic',
      last_id: 'openai',
    });
    expect((await list('/anthropic/v1/models', {})).json).toEqual(all.json);
    expect((await list('/v1/models?limit=1')).json).toMatchObject({
      data: [model('anthropic')],
      has_more: true,
    });
    expect((await list('/v1/models?after_id=anthropic')).json).toMatchObject({ data: [model('openai')] });
    expect((await list('/v1/models?before_id=openai')).json).toMatchObject({ data: [model('anthropic')] });
    expect((await list('/v1/models?limit=0')).status).toBe(400);
    expect((await list('/v1/models/openai')).json).toMatchObject(model('openai'));
    expect((await list('/v1/models/none')).json).toMatchObject({
      type: 'error',
      error: { type: 'not_found_error' },
    });
    expect((await list('/v1/models', {})).json).toMatchObject({ object: 'list' });
    expect((await call(direct.gateway, 'HEAD', '/api/hello', { key: null })).status).toBe(200);
  });
});
