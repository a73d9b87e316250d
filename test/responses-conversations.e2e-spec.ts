/** What OpenAI's SDK does with a conversation besides asking for an answer. */
import OpenAI from 'openai';
import type { ResponseInput, ResponseStreamEvent } from 'openai/resources/responses/responses';
import { json } from './support/upstream/answer-scripts';
import { ConnectedReplays } from './support/providers/connected-replays';
import { LeakCheck } from './support/observation/leak-check';
import { addTenant, assign } from './support/service/registry-setup';
import { stream } from './support/upstream/stream-scripts';
import { describeWithRecordings } from './support/providers/recordings';

const SIGNATURE = 'c2lnbmVkIGJ5IENsYXVkZQ==';
const THOUGHT = 'c2lnbmVkIGJ5IEdlbWluaQ==';
const ENCRYPTED = { store: false, include: ['reasoning.encrypted_content' as const] };
const TOOL = {
  type: 'function' as const,
  name: 'f',
  description: 'A function.',
  parameters: { type: 'object', properties: {} },
  strict: false,
};

function chatAnswer(content: string): object {
  const choices = [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }];
  return { id: 'chatcmpl-1', object: 'chat.completion', model: 'gpt', choices };
}

function claudeCall(turn: number): object {
  return {
    id: `msg_${turn}`,
    type: 'message',
    role: 'assistant',
    model: 'claude',
    stop_reason: 'tool_use',
    stop_sequence: null,
    content: [
      { type: 'thinking', thinking: `Thought ${turn}.`, signature: `${turn}${SIGNATURE}` },
      { type: 'tool_use', id: `toolu_${turn}`, name: 'f', input: {} },
    ],
    usage: { input_tokens: 5, output_tokens: 5 },
  };
}

function geminiCall(turn: number): object {
  const parts = [{ functionCall: { name: 'f', args: {} }, thoughtSignature: `${turn}${THOUGHT}` }];
  return {
    candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0 }],
    usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 5, totalTokenCount: 10 },
    modelVersion: 'gemini',
    responseId: `r${turn}`,
  };
}

describeWithRecordings('a conversation at the Responses door', () => {
  let leaks: LeakCheck;
  let direct: ConnectedReplays;
  let openai: OpenAI;
  let stranger: OpenAI;

  beforeAll(async () => {
    leaks = new LeakCheck();
    direct = await ConnectedReplays.start(['openai', 'anthropic', 'gemini']);
    const baseURL = `${direct.gateway.url}/v1`;
    const other = await addTenant(direct.gateway, 'other');
    for (const name of ['openai', 'anthropic'])
      await assign(direct.gateway, other, `${name}/chat`, { alias: name });
    openai = new OpenAI({ apiKey: direct.caller.key, baseURL, maxRetries: 0 });
    stranger = new OpenAI({ apiKey: other.key, baseURL, maxRetries: 0 });
    direct.of('openai').answer(json(chatAnswer('Hello.')));
  });
  afterAll(async () => {
    await direct.close();
    await leaks.released();
  });

  const messages = (): unknown => (direct.of('openai').lastCall.json as { messages: unknown }).messages;

  it('is kept with its items, and goes into the turns that name it', async () => {
    const made = await openai.conversations.create({
      metadata: { topic: 'demo' },
      items: [{ type: 'message', role: 'user', content: 'One' }],
    });
    expect(made).toMatchObject({ object: 'conversation', metadata: { topic: 'demo' } });
    const answer = await openai.responses.create({ model: 'openai', input: 'Two', conversation: made.id });
    expect(answer.conversation).toEqual({ id: made.id });
    expect(messages()).toMatchObject([
      { role: 'user', content: 'One' },
      { role: 'user', content: 'Two' },
    ]);
    const running = openai.responses.stream({
      model: 'openai',
      input: 'Three',
      conversation: { id: made.id },
    });
    direct.of('openai').answer(json(chatAnswer('Hello.')));
    await running.done().catch(() => undefined);
    await openai.conversations.items.create(made.id, {
      items: [{ type: 'message', role: 'user', content: 'Four' }],
    });
    const items = [];
    for await (const item of openai.conversations.items.list(made.id, { order: 'asc', limit: 1 }))
      items.push(item);
    expect(items.slice(0, 3)).toMatchObject([
      { role: 'user', content: [{ type: 'input_text', text: 'One' }] },
      { role: 'user', content: [{ type: 'input_text', text: 'Two' }] },
      { role: 'assistant', content: [{ type: 'output_text', text: 'Hello.' }] },
    ]);
    expect(items.at(-1)).toMatchObject({ role: 'user', content: [{ text: 'Four' }], status: 'completed' });
    const first = items[0]?.id ?? '';
    const one = await openai.conversations.items.retrieve(first, { conversation_id: made.id });
    expect(one).toMatchObject({ id: first });
    await openai.conversations.items.delete(first, { conversation_id: made.id });
    await expect(
      openai.conversations.items.retrieve(first, { conversation_id: made.id }),
    ).rejects.toMatchObject({ status: 404 });
    const changed = await openai.conversations.update(made.id, { metadata: { topic: 'other' } });
    expect(changed.metadata).toEqual({ topic: 'other' });
    await expect(stranger.conversations.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
    const foreign = { model: 'openai', input: 'x', conversation: made.id };
    await expect(stranger.responses.create(foreign)).rejects.toMatchObject({
      status: 404,
      param: 'conversation',
    });
    expect(await openai.conversations.delete(made.id)).toMatchObject({ deleted: true });
    await expect(openai.conversations.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
  });

  it.each([[{ items: [] }], [{ items: null }], [{}]])(
    'begins without items: %j, as the Agents SDK asks it',
    async (body) => {
      const { id } = await openai.conversations.create(body);
      expect((await openai.conversations.items.list(id)).data).toEqual([]);
    },
  );

  it('takes no item that every turn would be refused for', async () => {
    const { id } = await openai.conversations.create({});
    const items = [{ type: 'message', role: 'robot', content: 'Hi' }];
    const refused = openai.post(`/conversations/${id}/items`, { body: { items } });
    await expect(refused).rejects.toMatchObject({ status: 400, param: 'items.0.role' });
  });

  it('resolves references to kept items, for their own key alone', async () => {
    const made = await openai.responses.create({ model: 'openai', input: 'One' });
    const input: ResponseInput = [
      { type: 'item_reference', id: made.output[0]?.id ?? '' },
      { role: 'user', content: 'Two' },
    ];
    await openai.responses.create({ model: 'openai', input });
    expect(messages()).toMatchObject([
      { role: 'assistant', content: 'Hello.' },
      { role: 'user', content: 'Two' },
    ]);
    await expect(stranger.responses.create({ model: 'openai', input })).rejects.toMatchObject({
      status: 404,
      param: 'input.0.id',
    });
  });

  it('is counted, and made shorter', async () => {
    const input: ResponseInput = [
      { role: 'user', content: 'Remember 1.10.' },
      { role: 'assistant', content: 'I will.' },
    ];
    const short = await openai.responses.inputTokens.count({ model: 'openai', input: 'Hi' });
    const long = await openai.responses.inputTokens.count({ model: 'openai', input });
    expect(short.object).toBe('response.input_tokens');
    expect(long.input_tokens).toBeGreaterThan(short.input_tokens);
    const alone = await openai.responses.inputTokens.count({ model: 'openai', instructions: 'Be short.' });
    expect(alone.input_tokens).toBeGreaterThan(0);
    direct.of('openai').answer(json(chatAnswer('The value is 1.10.')));
    const compacted = await openai.responses.compact({ model: 'openai', input });
    expect(compacted.object).toBe('response.compaction');
    expect(compacted.output).toMatchObject([{ type: 'message', role: 'user' }, { type: 'compaction' }]);
    const next = [...compacted.output, { role: 'user', content: 'Go on.' }] as ResponseInput;
    direct.of('openai').answer(json(chatAnswer('Hello.')));
    await openai.responses.create({ model: 'openai', input: next });
    expect(messages()).toMatchObject([
      { role: 'user', content: 'Remember 1.10.' },
      { role: 'user', content: expect.stringContaining('The value is 1.10.') as string },
      { role: 'user', content: 'Go on.' },
    ]);
    await expect(stranger.responses.create({ model: 'openai', input: next })).rejects.toMatchObject({
      status: 400,
      param: 'input.1.encrypted_content',
    });
    // Once more: the next summary is in the place of this one, and not beside it.
    direct.of('openai').answer(json(chatAnswer('The value is still 1.10.')));
    const form = { type: 'json_schema', name: 'n', schema: { type: 'object' } };
    // Agents send the fields of their turns along. A summary is a text.
    const asked = { background: true, tool_choice: 'required', text: { format: form } };
    const again = await openai.responses.compact({ ...asked, model: 'openai', input: next });
    const sent = direct.of('openai').lastCall.json;
    for (const field of ['response_format', 'tool_choice', 'stream']) expect(sent).not.toHaveProperty(field);
    direct.of('openai').answer(json(chatAnswer('Hello.')));
    const said = (text: string) => ({ type: 'message', content: [{ type: 'input_text', text }] });
    expect(again.output).toMatchObject([...[said('Remember 1.10.'), said('Go on.')], { type: 'compaction' }]);
  });

  it('is made shorter by its last item, in one item that the next turn goes on from', async () => {
    // Codex's `remote_compaction_v2`: https://github.com/openai/codex/pull/22809
    const input = [
      { role: 'user', content: 'Look.' },
      { type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{}' },
      { type: 'function_call_output', call_id: 'call_1', output: '1.10' },
      { type: 'compaction_trigger' },
    ] as ResponseInput;
    const asked = { model: 'anthropic', input, tools: [TOOL], tool_choice: 'required' as const };
    const text = [{ type: 'text', text: 'The value is 1.10.' }];
    direct.of('anthropic').answer(json({ ...claudeCall(1), content: text, stop_reason: 'end_turn' }));
    const made = await openai.responses.create(asked);
    expect(made.output).toMatchObject([{ type: 'compaction' }]);
    expect(direct.of('anthropic').lastCall.json).toMatchObject({
      tool_choice: { type: 'none' },
      messages: [
        {},
        {},
        { content: [{ content: '1.10' }, { text: expect.stringContaining('Summarise') as string }] },
      ],
    });
    const summary = { role: 'user', content: expect.stringContaining('The value is 1.10.') as string };
    const next = { model: 'openai', input: 'Go on.' };
    await openai.responses.create({ ...next, previous_response_id: made.id });
    expect(messages()).toMatchObject([summary, { role: 'user', content: 'Go on.' }]);

    const frames = ['The value ', 'is 1.10.'].map((content) => ({
      ...chatAnswer(''),
      choices: [{ index: 0, delta: { content }, finish_reason: null }],
    }));
    const last = { ...chatAnswer(''), choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
    const script = [...frames, last].map((frame) => `data: ${JSON.stringify(frame)}\n\n`);
    direct.of('openai').answer(stream([...script, 'data: [DONE]\n\n'], { ending: 'end' }));
    const events: ResponseStreamEvent[] = [];
    for await (const event of await openai.responses.create({ ...asked, model: 'openai', stream: true }))
      events.push(event);
    expect(events.map(({ type }) => type)).toEqual([
      ...['response.created', 'response.in_progress', 'response.output_item.added'],
      ...['response.output_item.done', 'response.completed'],
    ]);
    const completed = events.at(-1);
    if (completed?.type !== 'response.completed') throw new Error('not completed');
    direct.of('openai').answer(json(chatAnswer('Hello.')));
    const output = completed.response.output as ResponseInput;
    await openai.responses.create({
      model: 'openai',
      input: [...output, { role: 'user', content: 'Go on.' }],
    });
    expect(messages()).toMatchObject([summary, { role: 'user', content: 'Go on.' }]);
  });

  it('is not made shorter by a model that says nothing', async () => {
    direct.of('openai').answer(json(chatAnswer('')));
    const input = [{ role: 'user', content: 'Look.' }, { type: 'compaction_trigger' }] as ResponseInput;
    await expect(openai.responses.create({ model: 'openai', input })).rejects.toMatchObject({ status: 502 });
    direct.of('openai').answer(json(chatAnswer('Hello.')));
  });

  it('shows its input in pages, and a kept answer as a stream', async () => {
    const input: ResponseInput = ['a', 'b', 'c'].map((content) => ({ role: 'user', content }));
    const made = await openai.responses.create({ model: 'openai', input });
    const page = await openai.responses.inputItems.list(made.id, { limit: 2, order: 'asc' });
    const listed = (text: string) => ({
      ...{ type: 'message', role: 'user', status: 'completed' },
      content: [{ type: 'input_text', text }],
    });
    expect([page.data, page.has_more]).toMatchObject([['a', 'b'].map(listed), true]);
    const rest = await page.getNextPage();
    expect(rest.data).toMatchObject([listed('c')]);
    const replayed: ResponseStreamEvent[] = [];
    for await (const event of await openai.responses.retrieve(made.id, { stream: true }))
      replayed.push(event);
    expect(replayed.map(({ sequence_number: n }) => n)).toEqual(replayed.map((_event, at) => at));
    expect(replayed.at(-1)).toMatchObject({ type: 'response.completed', response: { id: made.id } });
    const later: ResponseStreamEvent[] = [];
    for await (const event of await openai.responses.retrieve(made.id, { stream: true, starting_after: 3 }))
      later.push(event);
    expect(later).toEqual(replayed.slice(4));
    await expect(openai.responses.cancel(made.id)).rejects.toMatchObject({ status: 400 });
    await expect(stranger.responses.cancel(made.id)).rejects.toMatchObject({ status: 404 });
  });

  it('lists an item once that was sent twice, so that the pages come to an end', async () => {
    const twice = { type: 'message' as const, id: 'msg_twice', role: 'user' as const, content: 'Hi' };
    const other = { role: 'user' as const, content: 'Hm' };
    const { id } = await openai.conversations.create({ items: [twice, other, twice] });
    const seen: unknown[] = [];
    for await (const item of openai.conversations.items.list(id, { limit: 1, order: 'asc' })) {
      seen.push(item.id);
      if (seen.length > 3) break;
    }
    expect(seen).toEqual(['msg_twice', expect.stringMatching(/^msg_/)]);
  });

  it.each([
    ['anthropic', claudeCall, 'signature', SIGNATURE],
    ['gemini', geminiCall, 'thoughtSignature', THOUGHT],
  ] as const)(
    'gives %s back what it has signed, three turns deep, with nothing stored',
    async (name, answer, field, signed) => {
      const replay = direct.of(name);
      let input: ResponseInput = [{ role: 'user', content: 'Begin.' }];
      for (const turn of [1, 2, 3]) {
        replay.answer(json(answer(turn)));
        const { output } = await openai.responses.create({ model: name, input, tools: [TOOL], ...ENCRYPTED });
        const call = output.find(({ type }) => type === 'function_call');
        if (call?.type !== 'function_call') throw new Error('no call');
        const sent = JSON.stringify(replay.lastCall.json);
        for (let before = 1; before < turn; before++)
          expect(sent).toContain(`"${field}":"${before}${signed}"`);
        expect(JSON.stringify(output)).not.toContain(signed);
        input = [
          ...input,
          ...(output as ResponseInput),
          { type: 'function_call_output', call_id: call.call_id, output: 'ok' },
        ];
      }
      const [other, answers] =
        name === 'gemini' ? (['anthropic', claudeCall] as const) : (['gemini', geminiCall] as const);
      direct.of(other).answer(json(answers(4)));
      await openai.responses.create({ model: other, input, tools: [TOOL], ...ENCRYPTED });
      expect(JSON.stringify(direct.of(other).lastCall.json)).not.toContain(signed);
    },
  );

  it('keeps sealed reasoning to the key that it was made for', async () => {
    direct.of('anthropic').answer(json(claudeCall(1)));
    const made = await openai.responses.create({
      model: 'anthropic',
      input: 'Hi',
      tools: [TOOL],
      ...ENCRYPTED,
    });
    const input = [{ role: 'user', content: 'Hi' }, ...made.output] as ResponseInput;
    await expect(
      stranger.responses.create({ model: 'anthropic', input, tools: [TOOL] }),
    ).rejects.toMatchObject({ status: 400, param: 'input.1.encrypted_content' });
  });
});
