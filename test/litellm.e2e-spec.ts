import OpenAI from 'openai';
import { get, postChat } from './support/callers/chat-request';
import type { FakeUpstream } from './support/upstream/fake-upstream';
import { Cable } from './support/network/cable';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { LitellmProxy, describeWithLitellm } from './support/upstream/litellm-proxy';
import { cityTool, openAiClient, readText, readToolCalls, rejection } from './support/callers/openai-client';
import { describeWithRecordings, recordedChunks, recordedWhole } from './support/providers/recordings';
import { startReplayUpstream } from './support/upstream/replay-upstream';
import { StreamHandle } from './support/upstream/stream-handle';
import { until, untilThere } from './support/observation/until';

const SETTINGS = { KEY_RPS: 0, ADDRESS_RPS: 0, RETRIES: 0 };
const HELLO = [{ role: 'user' as const, content: 'Hello' }];

/** The main job: the unmodified SDK, this service, the real LiteLLM, and a provider that replays what one answered. */
describeWithRecordings('behind the real LiteLLM', () => {
  describeWithLitellm('in front of a provider that replays', () => {
    let provider: FakeUpstream;
    let litellm: LitellmProxy;
    /** What the service calls. To start LiteLLM a second time would take ten seconds of CPU time. */
    let line: Cable;
    let gateway: InProcessGateway;
    let client: OpenAI;

    beforeAll(async () => {
      provider = await startReplayUpstream();
      litellm = await LitellmProxy.start(`${provider.url}/v1`);
      line = await Cable.to(litellm.port);
      gateway = await gatewayWithKey(litellm.masterKey);
      client = openAiClient(gateway);
    });

    afterAll(async () => {
      await gateway.close();
      await line.close();
      await litellm.stop();
      await provider.close();
    });

    function gatewayWithKey(key: string): Promise<InProcessGateway> {
      const upstream = { url: `http://127.0.0.1:${line.port}` };
      return startGateway({ upstream, settings: { ...SETTINGS, LITELLM_API_KEY: key } });
    }

    describe('models', () => {
      it('come with provider, context window and availability', async () => {
        // LiteLLM may have no time yet to tell of its models.
        const { json } = await untilThere(
          async () => {
            const answer = await get(gateway, '/v1/llm/models');
            return answer.text.includes('"is_available":true') ? answer : undefined;
          },
          { what: 'a model of LiteLLM to be available' },
        );
        expect(json).toContainEqual({
          id: 'gpt-4o-mini',
          name: 'gpt-4o-mini',
          provider: 'openai',
          context_length: 128_000,
          is_available: true,
        });
        expect(json).toContainEqual(expect.objectContaining({ id: 'tools', context_length: 64_000 }));
      });

      it('are listed for the SDK and the uniform routes', async () => {
        const ids: string[] = [];
        for await (const { id } of client.models.list()) ids.push(id);
        expect(ids).toEqual(
          expect.arrayContaining(['gpt-4o-mini', 'flaky-then-good', 'text-embedding-3-small']),
        );
        expect(new Set(ids).size).toBe(ids.length);
        expect((await get(gateway, '/llm/models')).json).toContainEqual({
          id: 'gpt-4o-mini',
          provider: 'openai',
          max_tokens: 128_000,
        });
      });
    });

    describe('answers', () => {
      it('a whole one, as it was recorded', async () => {
        const answer = await client.chat.completions.create({ model: 'gpt-4o-mini', messages: HELLO });
        expect(answer.choices[0]?.message.content).toBe(contentOf(recordedWhole('openai/openai-text')));
        expect(answer.usage?.total_tokens).toBeGreaterThan(0);
      });

      it('a stream, token by token, with the usage that was recorded', async () => {
        const stream = await client.chat.completions.create({
          model: 'gpt-4o-mini',
          messages: HELLO,
          stream: true,
          stream_options: { include_usage: true },
        });
        let text = '';
        let usage: OpenAI.CompletionUsage | null | undefined;
        for await (const chunk of stream) {
          text += chunk.choices[0]?.delta.content ?? '';
          usage = chunk.usage ?? usage;
        }
        expect(text).toBe(streamedContent('openai/openai-text'));
        expect(usage).toMatchObject({ prompt_tokens: 16, completion_tokens: 300 });
      });

      it('a stream without the usage chunk that nobody asked for, and counts its tokens all the same', async () => {
        const id = 'litellm-without-usage';
        const stream = await client.chat.completions.create(
          { model: 'gpt-4o-mini', messages: HELLO, stream: true },
          { headers: { 'x-request-id': id } },
        );
        for await (const { usage } of stream) expect(usage ?? null).toBeNull();
        const line = await gateway.log.until((entry) => entry['request_id'] === id);
        expect(line).toMatchObject({ upstream: 'litellm', completion_tokens: 300, ended: 'whole' });
        expect(line['usage_estimated']).toBeUndefined();
      });

      it('tool calls, whole and in a stream', async () => {
        const asked = { model: 'tools', messages: HELLO, tools: [cityTool('weather')] };
        const whole = await client.chat.completions.create(asked);
        expect(whole.choices[0]?.message.tool_calls).toMatchObject([{ function: { name: 'weather' } }]);
        const stream = await client.chat.completions.create({ ...asked, stream: true });
        const { calls, finishReason } = await readToolCalls(stream);
        expect(finishReason).toBe('tool_calls');
        expect(calls).toHaveLength(1);
        expect(calls[0]).toMatchObject({ name: 'weather', id: expect.stringMatching(/^call_/) as string });
        expect(JSON.parse(calls[0]!.arguments)).toEqual({ location: 'San Francisco' });
      });

      it('reasoning beside the text, and as events of its own on the uniform route', async () => {
        const stream = await client.chat.completions.create({
          model: 'reasoning',
          messages: HELLO,
          stream: true,
        });
        let reasoning = '';
        for await (const { choices } of stream) {
          reasoning += String(Reflect.get(choices[0]?.delta ?? {}, 'reasoning_content') ?? '');
        }
        expect(reasoning).toMatch(/^We need/);
        const body = { model: 'reasoning', messages: HELLO };
        const { json } = await postChat(gateway, body, { path: '/llm/chat' });
        expect(json).toMatchObject({
          message: { role: 'assistant', reasoning: expect.any(String) as string },
        });
      });

      it('embeddings', async () => {
        const { data } = await client.embeddings.create({
          model: 'text-embedding-3-small',
          input: ['a', 'b'],
          encoding_format: 'float',
        });
        expect(data.map(({ index }) => index)).toEqual([0, 1]);
      });

      it.each([false, true])(
        'from the second deployment when the first fails (stream: %s)',
        async (stream) => {
          const before = provider.chats.length;
          const request = { model: 'flaky-then-good', messages: HELLO };
          if (stream) {
            const text = await readText(await client.chat.completions.create({ ...request, stream }));
            expect(text).toBe(streamedContent('openai/openai-text'));
          } else {
            const { choices } = await client.chat.completions.create(request);
            expect(choices[0]?.message.content).toBe(contentOf(recordedWhole('openai/openai-text')));
          }
          const asked = provider.chats.slice(before).map(({ model }) => model);
          expect(asked).toEqual(['upstream-fails-500', 'gpt-4o-mini']);
        },
      );
    });

    describe('errors', () => {
      async function failure(model: string, stream = false): Promise<unknown> {
        return rejection(client.chat.completions.create({ model, messages: HELLO, stream }));
      }

      it.each([false, true])(
        'the provider’s 400 keeps its reason and its code (stream: %s)',
        async (stream) => {
          const error = await failure('bad-request', stream);
          expect(error).toBeInstanceOf(OpenAI.BadRequestError);
          expect(error).toMatchObject({
            code: 'context_length_exceeded',
            error: {
              message:
                "This model's maximum context length is 128000 tokens. Please reduce the length of the messages.",
            },
          });
        },
      );

      it.each([false, true])('the provider’s 429 keeps its wait (stream: %s)', async (stream) => {
        const error = await failure('rate-limited', stream);
        if (!(error instanceof OpenAI.RateLimitError)) throw error;
        expect(error.headers.get('retry-after')).toBe('7');
        expect(error.headers.get('x-llm-proxy-error')).toBe('RATE_LIMIT');
      });

      it.each([false, true])('an unknown model is a 404 (stream: %s)', async (stream) => {
        const error = await failure('no-such-model', stream);
        expect(error).toBeInstanceOf(OpenAI.NotFoundError);
        expect(error).toMatchObject({ code: 'model_not_found' });
      });

      it.each(['always-fails', 'provider-key-refused'])('%s is a 502 that shows nothing', async (model) => {
        const error = await failure(model);
        expect(error).toMatchObject({ status: 502, code: 'PROVIDER_ERROR' });
        expect(JSON.stringify(error)).not.toMatch(/litellm|sk-|provider\.invalid|OpenAIException/i);
      });

      it.each([false, true])('a wrong LiteLLM key is a 502 without its text (stream: %s)', async (stream) => {
        const misconfigured = await gatewayWithKey('sk-wrong-litellm-key');
        try {
          const answer = await postChat(misconfigured, { model: 'gpt-4o-mini', messages: HELLO, stream });
          expect(answer.status).toBe(502);
          expect(answer.error).toMatchObject({ code: 'PROVIDER_ERROR' });
          expect(answer.headers['x-should-retry']).toBe('false');
          expect(answer.text).not.toMatch(/sk-wrong|litellm|connected db/i);
        } finally {
          await misconfigured.close();
        }
      });

      it('a stream whose provider is cut is an error for the SDK', async () => {
        const handle = new StreamHandle();
        provider.next(handle.script);
        const opening = client.chat.completions.create({ model: 'gpt-4o', messages: HELLO, stream: true });
        await handle.opened;
        await handle.text('Hi');
        const stream = await opening;
        await handle.cut();
        expect(await rejection(readText(stream))).toBeInstanceOf(OpenAI.APIError);
      });

      it('a stream that is left closes the provider’s connection too', async () => {
        const handle = new StreamHandle();
        provider.next(handle.script);
        const opening = client.chat.completions.create({ model: 'gpt-4o', messages: HELLO, stream: true });
        const request = await handle.opened;
        await handle.text('Hi');
        (await opening).controller.abort();
        await request.closed;
        expect(request.aborted).toBe(true);
      });
    });

    it('LiteLLM down is a 502 and models that are not available; back, all is well by itself', async () => {
      await line.close();
      const error = await rejection(
        client.chat.completions.create({ model: 'gpt-4o-mini', messages: HELLO }),
      );
      expect(error).toMatchObject({ status: 502, code: 'PROVIDER_ERROR' });
      await until(async () => (await availability()).every((available) => !available), {
        what: 'the models to be listed as not available',
      });
      expect((await get(gateway, '/health/ready')).status).toBe(200);
      await line.open();
      const { choices } = await client.chat.completions.create({ model: 'gpt-4o-mini', messages: HELLO });
      expect(choices).toHaveLength(1);
      await until(async () => (await availability()).every(Boolean), {
        what: 'the models to be available again',
      });
    });

    async function availability(): Promise<unknown[]> {
      const { json } = await get(gateway, '/v1/llm/models');
      if (!Array.isArray(json)) throw new Error('no list');
      const models: readonly Record<string, unknown>[] = json;
      expect(models.map(({ id }) => id)).toContain('gpt-4o-mini');
      return models.map((model) => model['is_available']);
    }
  });
});

function contentOf(completion: string): string {
  const { choices } = JSON.parse(completion) as OpenAI.Chat.Completions.ChatCompletion;
  return choices[0]?.message.content ?? '';
}

function streamedContent(recording: string): string {
  return recordedChunks(recording)
    .map((line) => JSON.parse(line) as OpenAI.Chat.Completions.ChatCompletionChunk)
    .map(({ choices }) => choices[0]?.delta.content ?? '')
    .join('');
}
