import type { ToolSet } from 'ai';
import { providerError } from './support/upstream/answer-scripts';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { LeakCheck } from './support/observation/leak-check';
import { rejection } from './support/callers/openai-client';
import { StreamHandle } from './support/upstream/stream-handle';

const MOCK_TEXT = 'Mock LLM streaming response';
const SETTINGS = { KEY_RPS: 0, ADDRESS_RPS: 0, RETRIES: 0 };

/** The packages are ES modules, which a CommonJS test can only import dynamically. */
async function loadSdk() {
  const [{ generateText, streamText, jsonSchema, tool, APICallError }, { createOpenAICompatible }] =
    await Promise.all([import('ai'), import('@ai-sdk/openai-compatible')]);
  const provider = (gateway: InProcessGateway, apiKey = gateway.key) =>
    createOpenAICompatible({ name: 'gateway', baseURL: `${gateway.url}/v1`, apiKey, includeUsage: true });
  const weather = tool({
    inputSchema: jsonSchema({
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
    }),
  });
  // The cast is for the SDK's types, which do not go with exactOptionalPropertyTypes.
  return { generateText, streamText, tools: { weather: weather as ToolSet[string] }, provider, APICallError };
}

describe('the Vercel AI SDK', () => {
  let sdk: Awaited<ReturnType<typeof loadSdk>>;
  let leaks: LeakCheck;
  let upstream: FakeUpstream;
  let gateway: InProcessGateway;
  let mock: InProcessGateway;

  beforeAll(async () => {
    sdk = await loadSdk();
    leaks = new LeakCheck();
    upstream = await FakeUpstream.start();
    gateway = await startGateway({ upstream, settings: SETTINGS });
    mock = await startGateway({ settings: { ...SETTINGS, MOCK_TOKEN_DELAY_MS: 0 } });
  });
  afterEach(() => {
    upstream.reset();
  });
  afterAll(async () => {
    await gateway.close();
    await mock.close();
    await upstream.close();
    await leaks.released();
  });

  it('generates a text', async () => {
    const model = sdk.provider(mock)('gpt-4o-mini');
    const { text, finishReason, usage } = await sdk.generateText({ model, prompt: 'Hello' });
    expect(text).toBe(MOCK_TEXT);
    expect(finishReason).toBe('stop');
    expect(usage.outputTokens).toBeGreaterThan(0);
  });

  it('streams a text', async () => {
    const model = sdk.provider(mock)('gpt-4o-mini');
    const { textStream, finishReason, usage } = sdk.streamText({ model, prompt: 'Hello' });
    const pieces: string[] = [];
    for await (const piece of textStream) pieces.push(piece);
    expect(pieces.join('')).toBe(MOCK_TEXT);
    expect(pieces.length).toBeGreaterThan(1);
    expect(await finishReason).toBe('stop');
    expect((await usage).outputTokens).toBeGreaterThan(0);
  });

  it('reads reasoning apart from the text', async () => {
    const model = sdk.provider(mock)('mock-reasoning');
    const { text, finalStep } = await sdk.generateText({ model, prompt: 'Hello' });
    expect(text).toBe(MOCK_TEXT);
    expect(finalStep.reasoningText).toMatch(/\w+/);
  });

  it('gets tool calls, whole and in a stream', async () => {
    const asked = { model: sdk.provider(mock)('mock-tools'), prompt: 'Hello', tools: sdk.tools };
    const called = { toolName: 'weather', input: { city: expect.any(String) as string } };
    const answer = await sdk.generateText(asked);
    expect(answer.toolCalls).toMatchObject([called]);
    expect(answer.finishReason).toBe('tool-calls');
    expect(await sdk.streamText(asked).toolCalls).toMatchObject([called]);
  });

  it('throws an APICallError with status and the catalogue’s body', async () => {
    const model = sdk.provider(gateway, 'sk-wrong')('gpt-4o-mini');
    const error = await rejection(sdk.generateText({ model, prompt: 'Hello', maxRetries: 0 }));
    expect(sdk.APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ statusCode: 401, isRetryable: false });
    upstream.next(providerError(400, { message: 'Too long.', code: 'context_length_exceeded' }));
    const other = sdk.provider(gateway)('gpt-4o-mini');
    const refused = await rejection(sdk.generateText({ model: other, prompt: 'Hello', maxRetries: 0 }));
    expect(refused).toMatchObject({ statusCode: 400, message: 'Too long.' });
  });

  it('retries a 429 after the wait that it names', async () => {
    upstream.next(providerError(429, {}, { 'retry-after-ms': '50' }));
    const model = sdk.provider(gateway)('gpt-4o-mini');
    await sdk.generateText({ model, prompt: 'Hello', maxRetries: 1 });
    const [first, second] = upstream.chats;
    const waited = second!.arrivedAt - first!.arrivedAt;
    expect(waited).toBeGreaterThanOrEqual(49);
    // By itself it would wait two seconds.
    expect(waited).toBeLessThan(1500);
  });

  it('never takes a stream that was cut for a whole one', async () => {
    const handle = new StreamHandle();
    upstream.next(handle.script);
    const { stream } = sdk.streamText({
      model: sdk.provider(gateway)('gpt-4o-mini'),
      prompt: 'Hello',
      maxRetries: 0,
      onError: () => undefined,
    });
    await handle.opened;
    await handle.text('Hi');
    const kinds: string[] = [];
    const readAll = async () => {
      for await (const { type } of stream) {
        kinds.push(type);
        if (type === 'text-delta') await handle.cut();
      }
    };
    // The error event, or what the broken connection makes of it, whichever the SDK gets to first.
    await readAll().catch(() => kinds.push('error'));
    expect(kinds).toContain('text-delta');
    expect(kinds).toContain('error');
  });
});
