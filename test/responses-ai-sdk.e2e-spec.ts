/** The Responses door with the Vercel AI SDK's OpenAI provider, which holds each event against a schema of its own. */
import type { ToolSet } from 'ai';
import { json } from './support/upstream/answer-scripts';
import { ConnectedReplays } from './support/providers/connected-replays';
import { LeakCheck } from './support/observation/leak-check';
import type { Recording, ReplayedName } from './support/providers/provider-replays';
import { describeWithRecordings } from './support/providers/recordings';
import { stream } from './support/upstream/stream-scripts';

const TEXT: Readonly<Partial<Record<ReplayedName, Recording>>> = {
  openai: { stream: 'openai/openai-text', whole: 'openai/openai-text' },
  anthropic: { stream: 'anthropic/anthropic-text', whole: 'anthropic/anthropic-text' },
  gemini: { stream: 'google/google-text', whole: 'google/google-text' },
  bedrock: { stream: 'bedrock/amazon-bedrock-text', whole: 'bedrock/amazon-bedrock-text' },
};
const TOOL_CALL: typeof TEXT = {
  openai: { stream: 'deepseek/deepseek-tool-call', whole: 'deepseek/deepseek-tool-call' },
  gemini: { stream: 'google/google-tool-call', whole: 'google/google-tool-call' },
};
const NAMES = Object.keys(TEXT) as ReplayedName[];
const WITH_TOOLS = Object.keys(TOOL_CALL) as ReplayedName[];
const STATELESS = { openai: { store: false } };

/** The packages are ES modules, which a CommonJS test can only import dynamically. */
async function loadSdk(direct: ConnectedReplays) {
  const [{ generateText, streamText, jsonSchema, tool }, { createOpenAI }] = await Promise.all([
    import('ai'),
    import('@ai-sdk/openai'),
  ]);
  const openai = createOpenAI({ baseURL: `${direct.gateway.url}/v1`, apiKey: direct.caller.key });
  const weather = tool({
    inputSchema: jsonSchema({ type: 'object', properties: { location: { type: 'string' } } }),
    execute: () => ({ degrees: '1.10' }),
  });
  // The cast is for the SDK's types, which do not go with exactOptionalPropertyTypes.
  return { generateText, streamText, tools: { weather: weather as ToolSet[string] }, openai };
}

describeWithRecordings('the Responses door, by the AI SDK’s OpenAI provider,', () => {
  let leaks: LeakCheck;
  let direct: ConnectedReplays;
  let sdk: Awaited<ReturnType<typeof loadSdk>>;

  beforeAll(async () => {
    leaks = new LeakCheck();
    direct = await ConnectedReplays.start(NAMES);
    sdk = await loadSdk(direct);
  });
  afterAll(async () => {
    await direct.close();
    await leaks.released();
  });

  it.each(NAMES)('%s answers a text, whole and streamed', async (name) => {
    direct.of(name).replay(TEXT[name] ?? { stream: '' });
    const asked = {
      model: sdk.openai.responses(name),
      prompt: 'Say hello.',
      providerOptions: STATELESS,
      maxRetries: 0,
    };
    const whole = await sdk.generateText(asked);
    expect([whole.text, whole.finishReason]).toEqual([expect.stringMatching(/./), 'stop']);
    const errors: unknown[] = [];
    const streamed = sdk.streamText({ ...asked, onError: ({ error }) => void errors.push(error) });
    expect(await streamed.text).toMatch(/./);
    expect(await streamed.finishReason).toBe('stop');
    expect((await streamed.usage).totalTokens).toBeGreaterThan(0);
    expect(errors).toEqual([]);
  });

  it.each(WITH_TOOLS)('%s has a tool called, and goes on with its result', async (name) => {
    const replay = direct.of(name);
    for (const how of ['whole', 'stream'] as const) {
      replay.replay(TOOL_CALL[name] ?? { stream: '' });
      const asked = {
        model: sdk.openai.responses(name),
        prompt: 'The weather?',
        tools: sdk.tools,
        providerOptions: STATELESS,
        maxRetries: 0,
      };
      const first = how === 'whole' ? await sdk.generateText(asked) : sdk.streamText(asked);
      const messages = await first.responseMessages;
      expect((await first.toolResults)[0]?.output).toEqual({ degrees: '1.10' });
      expect(await first.finishReason).toBe('tool-calls');
      replay.replay(TEXT[name] ?? { stream: '' });
      const { prompt, ...rest } = asked;
      const second = await sdk.generateText({
        ...rest,
        messages: [{ role: 'user', content: prompt }, ...messages],
      });
      expect(second.text).toMatch(/./);
      expect(JSON.stringify(replay.lastCall.json)).toContain('1.10');
    }
  });

  it.each([
    { type: 'update_file', path: 'a.txt', diff: '@@\n-a\n+b' },
    { type: 'delete_file', path: 'a.txt' },
    { path: 'a.txt' },
  ])('a patch is shown with its file from its beginning on: %j', async (operation) => {
    const args = JSON.stringify(operation);
    const call = {
      index: 0,
      id: 'call_1',
      type: 'function',
      function: { name: 'apply_patch', arguments: args },
    };
    const chunk = (delta: object, finish_reason: string | null) =>
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'm', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
    const frames = [chunk({ tool_calls: [call] }, null), chunk({}, 'tool_calls'), 'data: [DONE]\n\n'];
    direct.of('openai').answer(stream(frames, { ending: 'end' }));
    const tools = { apply_patch: sdk.openai.tools.applyPatch({}) as ToolSet[string] };
    const asked = {
      model: sdk.openai.responses('openai'),
      prompt: 'Patch.',
      providerOptions: STATELESS,
      maxRetries: 0,
    };
    const { stream: parts } = sdk.streamText({ ...asked, tools });
    let typed = '';
    const inputs: unknown[] = [];
    for await (const part of parts) {
      if (part.type === 'error') throw part.error;
      if (part.type === 'tool-input-delta') typed += part.delta;
      if (part.type === 'tool-call') inputs.push(part.input);
    }
    const whole = {
      type: 'update_file',
      ...(operation.type === 'delete_file' ? {} : { diff: '' }),
      ...operation,
    };
    expect(inputs).toEqual([{ callId: 'call_1', operation: whole }]);
    expect(JSON.parse(typed)).toEqual(inputs[0]);
  });

  it('an error before the stream is the provider’s', async () => {
    direct.of('openai').answer(json({ error: { message: 'slow down', type: 'requests' } }, { status: 429 }));
    const model = sdk.openai.responses('openai');
    const refused = sdk.generateText({ model, prompt: 'Hi', maxRetries: 0 });
    await expect(refused).rejects.toMatchObject({ statusCode: 429 });
  });
});
