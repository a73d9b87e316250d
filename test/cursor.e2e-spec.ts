/** Cursor's way to ask for Chat Completions: with the body of Responses, or with tools in its form. */
import type OpenAI from 'openai';
import { agentScript } from './support/callers/agent-scripts';
import type { AgentProvider } from './support/callers/agent-scripts';
import { call as callPath } from './support/callers/chat-request';
import { ConnectedReplays } from './support/providers/connected-replays';
import { LeakCheck } from './support/observation/leak-check';
import { openAiClient } from './support/callers/openai-client';

const PATCH = '*** Begin Patch\n*** Update File: a "b".py\n+print("ü\\n")\n*** End Patch';
const APPLY = {
  type: 'custom',
  name: 'ApplyPatch',
  description: 'Edits files.',
  format: { type: 'grammar', syntax: 'lark', definition: 'start: begin_patch' },
};
const READ = {
  name: 'ReadFile',
  description: 'Reads a file.',
  parameters: { type: 'object', properties: { path: { type: 'string' } } },
};
const FIRST = {
  thinking: 'A patch will do.',
  signature: 'c2lnbmF0dXJl',
  text: 'I edit it.',
  call: { id: 'call_1', name: 'ApplyPatch', input: { input: PATCH } },
};
const LAST = { thinking: FIRST.thinking, signature: FIRST.signature, text: 'Done.' };
const QUESTION = [
  { role: 'system', content: 'You are an agent.' },
  { role: 'user', content: [{ type: 'input_text', text: 'Edit it.' }] },
];
/** The body that Cursor's agent sends. */
const AGENT = {
  input: QUESTION,
  tools: [{ type: 'function', ...READ, strict: false }, APPLY],
  include: ['reasoning.encrypted_content'],
  reasoning: { effort: 'medium', summary: 'auto' },
  text: { verbosity: 'low' },
  store: false,
  stream_options: { include_usage: true },
};
/** The body that its chat sends, with one tool in each form. */
const CHAT = {
  messages: [{ role: 'user', content: 'Edit it.' }],
  tools: [{ type: 'function', function: READ }, APPLY],
  tool_choice: { type: 'custom', name: 'ApplyPatch' },
  stream_options: { include_usage: true },
};
const PROVIDERS: readonly AgentProvider[] = ['openai', 'anthropic', 'gemini', 'bedrock'];

describe('Cursor', () => {
  let leaks: LeakCheck;
  let service: ConnectedReplays;

  beforeAll(async () => {
    leaks = new LeakCheck();
    service = await ConnectedReplays.start(PROVIDERS);
  });
  afterAll(async () => {
    await service.close();
    await leaks.released();
  });

  const post = (body: object) =>
    callPath(service.gateway, 'POST', '/cursor/v1/chat/completions', { key: service.caller.key, body });

  /** What the chunks of a stream, as OpenAI's SDK gives them, come to. */
  async function streamed(body: object) {
    const client = openAiClient(service.caller).withOptions({
      baseURL: `${service.gateway.url}/cursor/v1`,
    });
    // Its types know nothing of the other API's fields; what it is given is what it sends.
    const asked: OpenAI.ChatCompletionCreateParamsStreaming = {
      ...(body as OpenAI.ChatCompletionCreateParams),
      stream: true,
    };
    const calls: { name: string; arguments: string; type: string | undefined }[] = [];
    const seen = { text: '', finish: '', tokens: 0, calls };
    for await (const { choices, usage } of await client.chat.completions.create(asked)) {
      seen.tokens = usage?.total_tokens ?? seen.tokens;
      const { delta, finish_reason: finish } = choices[0] ?? {};
      seen.text += delta?.content ?? '';
      seen.finish = finish ?? seen.finish;
      for (const { index, type, function: called } of delta?.tool_calls ?? []) {
        const call = (calls[index] ??= { name: '', arguments: '', type });
        call.name += called?.name ?? '';
        call.arguments += called?.arguments ?? '';
      }
    }
    return seen;
  }

  it.each(PROVIDERS.flatMap((name) => [[name, 'agent', AGENT] as const, [name, 'chat', CHAT] as const]))(
    'gets chunks of %s for the body of its %s, and a patch as it is',
    async (name, _which, body) => {
      const replay = service.of(name);
      replay.answer(agentScript(name, FIRST, LAST));
      expect(await streamed({ model: name, ...body })).toEqual({
        text: FIRST.text,
        finish: 'tool_calls',
        tokens: 940,
        calls: [{ type: 'function', name: 'ApplyPatch', arguments: PATCH }],
      });
      const sent = replay.lastCall.body.toString('utf8');
      for (const said of ['Edit it.', 'ReadFile', 'ApplyPatch', 'start: begin_patch'])
        expect(sent).toContain(said);
      expect(sent).not.toContain('"custom"');
    },
  );

  it.each(PROVIDERS)('has tools, calls and results in Anthropic’s form understood at %s', async (name) => {
    const replay = service.of(name);
    replay.answer(agentScript(name, FIRST, LAST));
    const { parameters, ...tool } = READ;
    const body = {
      model: name,
      messages: [
        { role: 'system', content: 'You are an agent.' },
        { role: 'user', content: [{ type: 'text', text: 'Read it.', cache_control: { type: 'ephemeral' } }] },
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'I look.' },
            { type: 'tool_use', id: 'toolu_1', name: 'ReadFile', input: { path: 'a.py' } },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Be quick.' },
            {
              type: 'tool_result',
              tool_use_id: 'toolu_1',
              content: [
                { type: 'text', text: 'Version 1.10' },
                { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
              ],
            },
          ],
        },
      ],
      tools: [{ ...tool, input_schema: parameters }],
      tool_choice: { type: 'auto' },
    };
    const { status } = await post(body);
    expect(status).toBe(200);
    const sent = replay.lastCall.body.toString('utf8');
    for (const said of ['I look.', 'a.py', 'Version 1.10', 'iVBORw0KGgo=', 'Be quick.', 'Reads a file.'])
      expect(sent).toContain(said);
    expect(sent.indexOf('Version 1.10')).toBeLessThan(sent.indexOf('Be quick.'));
    for (const choice of [{ type: 'any' }, { type: 'tool', name: 'ReadFile' }])
      expect((await streamed({ ...body, tool_choice: choice })).text).toBe(LAST.text);
  });

  it.each(PROVIDERS)('goes on with the result of its tool at %s', async (name) => {
    const replay = service.of(name);
    replay.answer(agentScript(name, FIRST, LAST));
    const result = 'Applied 1.10';
    const bodies = [
      {
        ...AGENT,
        input: [
          ...QUESTION,
          { type: 'function_call', call_id: 'call_1', name: 'ApplyPatch', arguments: PATCH },
          { type: 'function_call_output', call_id: 'call_1', output: result },
        ],
      },
      {
        ...CHAT,
        tool_choice: 'auto',
        messages: [
          ...CHAT.messages,
          {
            role: 'assistant',
            content: null,
            tool_calls: [
              { id: 'call_1', type: 'function', function: { name: 'ApplyPatch', arguments: PATCH } },
            ],
          },
          { role: 'tool', tool_call_id: 'call_1', content: result },
        ],
      },
    ];
    for (const body of bodies) {
      expect(await streamed({ model: name, ...body })).toMatchObject({ text: LAST.text, finish: 'stop' });
      const sent = replay.lastCall.body.toString('utf8');
      expect(sent).toContain(result);
      const text = JSON.stringify(PATCH);
      // As the function's one argument: inside of an object, or of a text in JSON.
      expect(
        sent.includes(`"input":${text}`) || sent.includes(JSON.stringify(`"input":${text}`).slice(1, -1)),
      ).toBe(true);
    }
  });

  it('gets a whole answer where it asks for one, and passes what is Chat Completions as bytes', async () => {
    const replay = service.of('openai');
    replay.answer(agentScript('openai', FIRST, LAST));
    const whole = await post({ model: 'openai', input: 'Hi' });
    expect(whole.json).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { content: LAST.text } }],
    });
    await post({ model: 'openai', messages: CHAT.messages, seed: 7, later_field: { a: 1 } });
    expect(replay.lastCall.json).toMatchObject({ seed: 7, later_field: { a: 1 } });
  });

  it.each([
    [{ input: [] }, 'messages'],
    [{}, 'messages'],
    [{ messages: [] }, 'messages'],
    [{ messages: [{ role: 'robot' }] }, 'messages.0.role'],
    [{ input: 'Hi', previous_response_id: 'resp_1' }, 'previous_response_id'],
    [{ input: [{ type: 'function_call_output', call_id: 'call_9', output: '' }] }, 'input.0.call_id'],
  ])('is refused with the field that is wrong: %j', async (body, param) => {
    const { calls } = service.of('openai');
    const before = calls.length;
    const refused = await post({ model: 'openai', ...body });
    expect([refused.status, refused.json]).toMatchObject([400, { error: { param } }]);
    expect(service.of('openai').calls).toHaveLength(before);
  });
});
