/** Upstreams that speak OpenAI's Responses: bytes for the door of the same wire, mapped for every other. */
import { json, providerError, whole } from './support/upstream/answer-scripts';
import { textUntilBroken } from './support/callers/broken-answer';
import { call } from './support/callers/chat-request';
import type { CallAnswer } from './support/callers/chat-request';
import { ConnectedReplays } from './support/providers/connected-replays';
import { LeakCheck } from './support/observation/leak-check';
import { describeWithRecordings, recordedChunks, recordedWhole } from './support/providers/recordings';
import { stream, streamBytes } from './support/upstream/stream-scripts';

const STREAMS = [
  ...['responses-openai/openai-web-search-tool.1', 'responses-openai/openai-compaction.1'],
  ...[
    'responses-openai/openai-custom-tool.1',
    'responses-xai/xai-text-with-reasoning-streaming-store-false.1',
  ],
];
const TEXT = 'responses-azure/azure-text.1';
const REASONING = 'responses-openai/openai-reasoning-encrypted-content.1';
const HELLO = { model: 'responses', input: 'Hi' };
const DOORS = [
  ['/v1/chat/completions', { messages: [{ role: 'user', content: 'Hi' }] }],
  ['/v1/messages', { max_tokens: 500, messages: [{ role: 'user', content: 'Hi' }] }],
  ['/llm/chat', { messages: [{ role: 'user', content: 'Hi' }] }],
  ['/v1beta/models/responses:generateContent', { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] }],
] as const;

function frames(recording: string): string[] {
  return recordedChunks(recording).map((line) => {
    const { type } = JSON.parse(line) as { readonly type: string };
    return `event: ${type}\ndata: ${line}\n\n`;
  });
}

describeWithRecordings('an upstream that speaks Responses', () => {
  let leaks: LeakCheck;
  let direct: ConnectedReplays;

  beforeAll(async () => {
    leaks = new LeakCheck();
    direct = await ConnectedReplays.start(['responses', 'azure-responses', 'openai']);
  });
  afterAll(async () => {
    await direct.close();
    await leaks.released();
  });

  const post = (body: unknown, path = '/v1/responses'): Promise<CallAnswer> =>
    call(direct.gateway, 'POST', path, { key: direct.caller.key, body });
  const sent = () => direct.of('responses').lastCall;
  const read = (id: string): Promise<CallAnswer> =>
    call(direct.gateway, 'GET', `/v1/responses/${id}`, { key: direct.caller.key });

  it('gets the bytes of its own wire, with another model and credential', async () => {
    direct.of('responses').answer(whole(recordedWhole(TEXT), { contentType: 'application/json' }));
    const body =
      '{ "model" : "responses", "input":[{"type":"later_item","n":12345678901234567890},{"role":"user","content":"\\u0048i"}], "later":1.0,"store":false }';
    const answer = await post(body);
    expect(answer.text).toBe(recordedWhole(TEXT));
    expect(sent().body.toString()).toBe(body.replace('"responses"', '"gpt-5-nano"'));
    expect(sent().url).toBe('/v1/responses');
    expect(sent().headers['authorization']).toBe(`Bearer ${direct.of('responses').credential}`);
  });

  it.each<[string, object, string]>([
    [
      'a result without its call',
      { input: [{ type: 'function_call_output', call_id: 'call_1', output: 'x' }] },
      'input.0.call_id',
    ],
    ['an unknown role', { input: [{ role: 'wizard', content: 'Hi' }] }, 'input.0.role'],
    ['a limit that is a word', { ...HELLO, max_output_tokens: 'many' }, 'max_output_tokens'],
  ])('is not asked for %s', async (_what, body, param) => {
    const { calls } = direct.of('responses');
    const before = calls.length;
    const answer = await post({ model: 'responses', ...body });
    expect([answer.status, answer.error['param'], calls.length]).toEqual([400, param, before]);
  });

  it('gets a prompt that it keeps; a model that is not asked there does not', async () => {
    direct.of('responses').answer(whole(recordedWhole(TEXT), { contentType: 'application/json' }));
    const body = { prompt: { id: 'pmpt_1', variables: { city: 'Berlin' } }, store: false };
    expect((await post({ ...body, model: 'responses' })).status).toBe(200);
    expect(sent().json).toMatchObject(body);
    const refused = await post({ ...body, model: 'openai' });
    expect(refused.status).toBe(400);
    expect(refused.json).toMatchObject({ error: { param: 'prompt', code: 'unsupported_parameter' } });
    direct
      .of('openai')
      .answer(json({ choices: [{ index: 0, finish_reason: 'stop', message: { content: 'a' } }] }));
    const counted = await post({ model: 'openai', input: 'Hi', max_tool_calls: 3, store: false });
    expect(counted.json).toMatchObject({ max_tool_calls: 3 });
    expect(counted.headers['x-llm-proxy-dropped']).toBeUndefined();
    expect((await post({ model: 'openai', input: 'Hi', max_tool_calls: 'x' })).json).toMatchObject({
      error: { param: 'max_tool_calls' },
    });
  });

  it('gets the headers of Codex’s turn, which no upstream of another wire does, and gives its own back', async () => {
    const headers = { 'x-codex-turn-metadata': '{}', 'session-id': 's1', 'x-codex-auth-token': 'x' };
    direct.of('responses').answer(
      whole(recordedWhole(TEXT), {
        contentType: 'application/json',
        headers: { 'x-codex-turn-state': 'abc', 'x-other': 'y' },
      }),
    );
    direct.of('openai').answer(json(chatAnswer()));
    const key = direct.caller.key;
    const answer = await call(direct.gateway, 'POST', '/v1/responses', { key, headers, body: HELLO });
    expect(answer.headers).toMatchObject({ 'x-codex-turn-state': 'abc' });
    expect(sent().headers).toMatchObject({ 'x-codex-turn-metadata': '{}', 'session-id': 's1' });
    expect(sent().headers['x-codex-auth-token']).toBeUndefined();
    const body = { ...HELLO, model: 'openai' };
    await call(direct.gateway, 'POST', '/v1/responses', { key, headers, body });
    expect(direct.of('openai').lastCall.headers['session-id']).toBeUndefined();
  });

  it.each(STREAMS)('gives the bytes of the stream %s, wherever they are cut', async (name) => {
    const events = frames(name).join('');
    for (const size of [997, 65_536]) {
      const cuts = Array.from(
        { length: Math.floor(events.length / size) },
        (_each, index) => (index + 1) * size,
      );
      direct.of('responses').answer(streamBytes(events, cuts));
      expect((await post({ ...HELLO, stream: true })).text).toBe(events);
    }
  });

  it('never passes a cut answer off as whole', async () => {
    const all = frames(TEXT);
    direct.of('responses').answer(stream(all.slice(0, -1), { ending: 'end' }));
    const text = await textUntilBroken(direct, { ...HELLO, stream: true });
    const passed = all.slice(0, -1).join('');
    expect(text.startsWith(passed)).toBe(true);
    const last = text.slice(passed.length);
    expect(last).toMatch(/^event: response\.failed\ndata: /);
    const begun = JSON.parse(recordedChunks(TEXT)[0] ?? '') as { response: { id: string } };
    expect(JSON.parse(last.slice(last.indexOf('{')))).toMatchObject({
      type: 'response.failed',
      sequence_number: all.length - 1,
      response: { id: begun.response.id, status: 'failed', error: { code: 'server_error' } },
    });
    direct.of('responses').answer(stream(all.slice(0, 2), { ending: 'end' }));
    const unbegun = await post({ ...HELLO, stream: true });
    expect(unbegun.status).toBe(502);
  });

  it('tells a failure inside a stream in OpenAI’s own words', async () => {
    const failed = frames('responses-openai/openai-error.1').at(-1) ?? '';
    const begun = frames(TEXT).slice(0, 5);
    direct.of('responses').answer(stream([...begun, failed], { ending: 'end' }));
    expect(await textUntilBroken(direct, { ...HELLO, stream: true })).toBe([...begun, failed].join(''));
    direct.of('responses').answer(stream(frames('responses-openai/openai-error.1'), { ending: 'end' }));
    expect(await post({ ...HELLO, stream: true })).toMatchObject({
      status: 429,
      json: { error: { code: 'insufficient_quota' } },
    });
  });

  it('gives OpenAI’s own refusal as it is, without our credential', async () => {
    const refusal = recordedWhole('responses-openai/reasoning-model-temperature-error');
    direct.of('responses').answer(whole(refusal, { status: 400, contentType: 'application/json' }));
    for (const asked of [HELLO, { ...HELLO, stream: true }]) {
      expect(await post(asked)).toMatchObject({ status: 400, text: refusal });
    }
    const error = { message: `key ${direct.of('responses').credential} is odd`, type: 'x', code: null };
    direct.of('responses').answer(json({ error }, { status: 400 }));
    expect((await post(HELLO)).text).not.toContain(direct.of('responses').credential);
    direct.of('responses').answer(json({ error: { message: 'bad key' } }, { status: 401 }));
    const refused = await post(HELLO);
    expect([refused.status, refused.text.includes('bad key')]).toEqual([502, false]);
  });

  it('gets no reasoning that another provider made', async () => {
    direct.of('responses').answer(whole(recordedWhole(TEXT), { contentType: 'application/json' }));
    const thinking_blocks = [{ type: 'thinking', thinking: 'Hm.', signature: 'c2lnbmVk' }];
    direct.of('openai').answer(json(chatAnswer({ reasoning_content: 'Hm.', thinking_blocks })));
    const include = ['reasoning.encrypted_content'];
    const foreign = await post({ ...HELLO, model: 'openai', include });
    const { output } = foreign.json as { readonly output: readonly [{ readonly encrypted_content: string }] };
    const own = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAAA' };
    const user = { role: 'user', content: 'Hi' };
    const answer = await post({ ...HELLO, input: [user, output[0], own] });
    expect([answer.status, sent().json]).toMatchObject([200, { input: [user, own] }]);
    const changed = { ...output[0], encrypted_content: `${output[0].encrypted_content.slice(0, -6)}AAAA` };
    expect((await post({ ...HELLO, input: [user, changed] })).status).toBe(400);
  });

  it('goes on natively from what it keeps itself, and with the whole conversation elsewhere', async () => {
    const { id } = JSON.parse(recordedWhole(TEXT)) as { id: string };
    direct.of('responses').answer(whole(recordedWhole(TEXT), { contentType: 'application/json' }));
    await post({ ...HELLO, input: 'One' });
    const next = { input: 'Two', previous_response_id: id };
    const other = recordedWhole(TEXT).replaceAll(id, 'resp_2');
    direct.of('responses').answer(whole(other, { contentType: 'application/json' }));
    await post({ model: 'responses', ...next });
    expect(sent().json).toEqual({ model: 'gpt-5-nano', ...next });
    direct.of('openai').answer(json(chatAnswer()));
    await post({ model: 'openai', ...next });
    expect(direct.of('openai').lastCall.json).toMatchObject({
      messages: [{ role: 'user', content: 'One' }, { role: 'assistant' }, { role: 'user', content: 'Two' }],
    });
    const azure = direct.of('azure-responses');
    azure.answer(whole(recordedWhole(TEXT), { contentType: 'application/json' }));
    await post({ model: 'azure-responses', ...next });
    expect(azure.lastCall.url).toBe('/openai/v1/responses');
    expect(azure.lastCall.json).toMatchObject({ model: 'prod-5', input: [{}, {}, {}] });
    expect(azure.lastCall.json).not.toHaveProperty('previous_response_id');
  });

  it.each([
    ['responses', '/v1/responses'],
    ['azure-responses', '/openai/v1/responses'],
  ] as const)('loses its own copy with ours (%s)', async (name, path) => {
    const { id } = JSON.parse(recordedWhole(TEXT)) as { id: string };
    const replay = direct.of(name);
    replay.answer(whole(recordedWhole(TEXT), { contentType: 'application/json' }));
    const shown = async (): Promise<number> => (await read(id)).status;
    const remove = (): Promise<CallAnswer> =>
      call(direct.gateway, 'DELETE', `/v1/responses/${id}`, { key: direct.caller.key });
    await post({ model: name, input: 'One' });

    replay.upstream.route(`DELETE ${path}/${id}`, providerError(500, { message: 'Later.' }));
    expect([(await remove()).status, await shown()]).toEqual([502, 200]);

    replay.upstream.route(`DELETE ${path}/${id}`, json({ id, object: 'response', deleted: true }));
    const removed = await remove();
    expect([removed.status, await shown()]).toEqual([200, 404]);
    const { headers } = replay.lastCall;
    expect(headers['api-key'] ?? headers['authorization']).toContain(replay.credential);

    await post({ model: name, input: 'One' });
    replay.upstream.route(`DELETE ${path}/${id}`, providerError(404, { message: 'No such response.' }));
    expect([(await remove()).status, await shown()]).toEqual([200, 404]);

    await post({ model: name, input: 'One', store: false });
    const before = replay.upstream.requests.length;
    expect([(await remove()).status, replay.upstream.requests.length]).toEqual([404, before]);
  });

  it.each([
    ['is kept there no longer', 'Previous response not found.', 'previous_response_not_found', null],
    ['was not kept there', 'Cannot be used due to Zero Data Retention.', null, 'previous_response_id'],
  ])('gets the whole conversation where the answer before %s', async (_why, message, code, param) => {
    const { id } = JSON.parse(recordedWhole(TEXT)) as { id: string };
    const replay = direct.of('responses');
    const answered = whole(recordedWhole(TEXT), { contentType: 'application/json' });
    replay.answer(answered);
    await post({ ...HELLO, input: 'One' });
    const refused = providerError(400, { message, type: 'invalid_request_error', code, param });
    replay.answer((exchange) =>
      (exchange.request.json as object & { previous_response_id?: string }).previous_response_id === undefined
        ? answered(exchange)
        : refused(exchange),
    );
    const answer = await post({ ...HELLO, input: 'Two', previous_response_id: id });
    expect([answer.status, answer.headers['x-llm-proxy-dropped']]).toEqual([200, undefined]);
    expect(sent().json).toMatchObject({
      input: [{ role: 'user' }, { role: 'assistant' }, { content: [{ text: 'Two' }] }],
    });
  });

  const FOREIGN = [
    [
      'encrypted',
      { encrypted_content: 'gAAAA' },
      'The encrypted content gAAAA could not be verified.',
      'invalid_encrypted_content',
    ],
    [
      'kept',
      {},
      "Item with id 'rs_1' not found. Items are not persisted when `store` is set to false.",
      null,
    ],
  ] as const;
  it.each(FOREIGN.flatMap((one) => [[...one, false] as const, [...one, true] as const]))(
    'is asked without reasoning that was %s for another account, which it refuses: %j, stream: %s',
    async (_what, more, message, code, isStream) => {
      const replay = direct.of('responses');
      const refused = providerError(400, { message, type: 'invalid_request_error', param: 'input', code });
      const answered = isStream
        ? stream(frames(TEXT), { ending: 'end' })
        : whole(recordedWhole(TEXT), { contentType: 'application/json' });
      replay.answer((exchange) =>
        JSON.stringify(exchange.request.json).includes('"reasoning"')
          ? refused(exchange)
          : answered(exchange),
      );
      const call = { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{}' };
      const output = { type: 'function_call_output', call_id: 'c1', output: 'ok' };
      const reasoning = { type: 'reasoning', id: 'rs_1', summary: [], ...more };
      const user = { role: 'user', content: 'Hi' };
      const input = [user, reasoning, { ...call, id: 'fc_1' }, output];
      const answer = await post({ ...HELLO, input, stream: isStream });
      expect([answer.status, answer.headers['x-llm-proxy-dropped']]).toEqual([200, 'reasoning']);
      // Their ids would hold them to what is not there.
      expect(sent().json).toMatchObject({ input: [user, call, output] });
      expect(JSON.stringify(sent().json)).not.toContain('fc_1');
    },
  );

  it('leaves another refusal to the caller, and asks once', async () => {
    const replay = direct.of('responses');
    const refusal = { message: 'Bad.', type: 'invalid_request_error', code: 'invalid_value', param: 'input' };
    replay.answer(providerError(400, refusal));
    const before = replay.calls.length;
    const reasoning = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAAA' };
    const answer = await post({ ...HELLO, input: [{ role: 'user', content: 'Hi' }, reasoning] });
    expect([answer.status, replay.calls.length - before]).toEqual([400, 1]);
  });

  it('has its answer kept with the items of its events where it does not say them again', async () => {
    const call = {
      id: 'fc_1',
      type: 'function_call',
      call_id: 'c1',
      name: 'f',
      arguments: '{}',
      status: 'completed',
    };
    const response = {
      id: 'resp_sparse',
      object: 'response',
      status: 'completed',
      model: 'm',
      output: [],
      store: false,
    };
    const events = [
      { type: 'response.created', response: { ...response, status: 'in_progress' } },
      { type: 'response.output_item.added', output_index: 0, item: { ...call, arguments: '' } },
      { type: 'response.output_item.done', output_index: 0, item: call },
      { type: 'response.completed', response: { ...response, usage: { input_tokens: 1, output_tokens: 1 } } },
    ];
    for (const named of [true, false]) {
      const text = events.map(
        (event) => `${named ? `event: ${event.type}\n` : ''}data: ${JSON.stringify(event)}\n\n`,
      );
      direct.of('responses').answer(stream(text, { ending: 'end' }));
      const passed = await post({ ...HELLO, stream: true });
      expect(passed.text).toBe(text.join(''));
      direct.of('openai').answer(json(chatAnswer()));
      const output = { type: 'function_call_output', call_id: 'c1', output: 'ok' };
      const next = await post({ model: 'openai', previous_response_id: 'resp_sparse', input: [output] });
      expect(next.status).toBe(200);
    }
  });

  it.each(DOORS)('answers %s, whole and streamed', async (path, body) => {
    const replay = direct.of('responses');
    replay.replay({ stream: TEXT, whole: TEXT });
    const answer = await post({ model: 'responses', ...body }, path);
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('"Word"')]);
    expect(sent().json).toMatchObject({
      model: 'gpt-5-nano',
      store: false,
      include: ['reasoning.encrypted_content'],
      input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] }],
    });
    const streamPath = path
      .replace(':generateContent', ':streamGenerateContent?alt=sse')
      .replace('/llm/chat', '/llm/stream');
    const ownField = streamPath === path ? { stream: true } : {};
    const streamed = await post({ model: 'responses', ...body, ...ownField }, streamPath);
    expect([streamed.status, streamed.text.includes('"error"')]).toEqual([200, false]);
    expect(sent().json).toMatchObject({ stream: true });
  });

  it('tells a chat caller the service tier that served', async () => {
    const flex = recordedWhole(TEXT).replace('"service_tier": "default"', '"service_tier": "flex"');
    expect(flex).not.toBe(recordedWhole(TEXT));
    direct.of('responses').answer(whole(flex, { contentType: 'application/json' }));
    const asked = { model: 'responses', messages: [{ role: 'user', content: 'Hi' }] };
    expect((await post(asked, '/v1/chat/completions')).json).toMatchObject({ service_tier: 'flex' });
    direct.of('responses').replay({ stream: TEXT });
    const wanted = { ...asked, stream: true, stream_options: { include_usage: true } };
    const streamed = await post(wanted, '/v1/chat/completions');
    expect(streamed.text).toMatch(/"usage":\{[^\n]*"service_tier":"default"/);
  });

  it('gets its encrypted reasoning back from a chat caller, and no other provider does', async () => {
    direct.of('responses').replay({ stream: REASONING, whole: REASONING });
    const asked = { model: 'responses', messages: [{ role: 'user', content: 'Hi' }] };
    const answer = await post(asked, '/v1/chat/completions');
    const { choices } = answer.json as { choices: [{ message: Record<string, unknown> }] };
    const encrypted = /"encrypted_content":\s*"([^"]{20,})/.exec(recordedWhole(REASONING))?.[1] ?? 'none';
    const messages = [...asked.messages, choices[0].message, { role: 'user', content: 'Go on.' }];
    await post({ ...asked, messages }, '/v1/chat/completions');
    expect(sent().body.toString()).toContain(encrypted);
    direct.of('openai').answer(json(chatAnswer()));
    await post({ ...asked, model: 'openai', messages }, '/v1/chat/completions');
    expect(direct.of('openai').lastCall.body.toString()).not.toContain(encrypted);
  });
});

function chatAnswer(more: object = {}): object {
  const message = { role: 'assistant', content: 'Hello.', ...more };
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model: 'gpt',
    choices: [{ index: 0, finish_reason: 'stop', message }],
  };
}
