/** The other SDKs that a caller may have, unmodified, with a virtual key: Google's own, and OpenAI's for Azure. */
import { ApiError, GoogleGenAI } from '@google/genai';
import type { APIError } from 'openai';
import { call } from './support/callers/chat-request';
import { ConnectedReplays } from './support/providers/connected-replays';
import { TEST_KEY } from './support/service/gateway-environment';
import { recordedStream } from './support/providers/google-answers';
import { LeakCheck } from './support/observation/leak-check';
import { azureClient, readText, rejection } from './support/callers/openai-client';
import { describeWithRecordings, recordedWhole } from './support/providers/recordings';
import { streamBytes } from './support/upstream/stream-scripts';

const TEXT = { stream: 'google/google-text', whole: 'google/google-text' };
const TOOL_CALL = { stream: 'google/google-tool-call', whole: 'google/google-tool-call' };
const CONTENTS = 'How many r are in strawberry?';
const CONTENTS_SENT = { contents: [{ role: 'user', parts: [{ text: CONTENTS }] }] };

describeWithRecordings('called with a virtual key', () => {
  let leaks: LeakCheck;
  let direct: ConnectedReplays;

  beforeAll(async () => {
    leaks = new LeakCheck();
    direct = await ConnectedReplays.start(['gemini', 'vertex', 'azure', 'openai', 'anthropic']);
  });
  afterAll(async () => {
    await direct.close();
    await leaks.released();
  });

  describe('by Google’s own SDK,', () => {
    const google = (apiKey = direct.caller.key, apiVersion?: string): GoogleGenAI =>
      new GoogleGenAI({
        apiKey,
        ...(apiVersion !== undefined && { apiVersion }),
        httpOptions: { baseUrl: direct.gateway.url },
      });

    it.each(['gemini', 'vertex'] as const)('%s answers whole, in its own bytes', async (name) => {
      const replay = direct.of(name);
      replay.replay(TEXT);
      const answer = await google().models.generateContent({
        model: name,
        contents: CONTENTS,
        config: { temperature: 0.5 },
      });
      expect(answer.text).toContain("There are **3** r's");
      expect(answer.usageMetadata).toMatchObject({ promptTokenCount: 9, thoughtsTokenCount: 244 });
      expect(answer.responseId).toBe('Un6LacrVMcjUxs0PmJfWoQc');
      const { url, json, headers } = replay.lastCall;
      expect(url).toBe(replay.wire.url.whole);
      expect(json).toEqual({ ...CONTENTS_SENT, generationConfig: { temperature: 0.5 } });
      expect([headers['x-goog-api-key'], headers.authorization]).toEqual(
        name === 'gemini' ? [replay.credential, undefined] : [undefined, 'Bearer ya29.1'],
      );
    });

    it('a model in the body is left out: the path alone names it, as the assignment says', async () => {
      const replay = direct.of('gemini');
      replay.replay(TEXT);
      const body = { model: 'models/gemini-pro', ...CONTENTS_SENT };
      const answer = await call(direct.gateway, 'POST', '/v1beta/models/gemini:generateContent', {
        key: direct.caller.key,
        body,
      });
      expect(answer.status).toBe(200);
      expect(replay.lastCall.json).toEqual(CONTENTS_SENT);
    });

    it.each(['gemini', 'vertex'] as const)('%s streams', async (name) => {
      const replay = direct.of(name);
      replay.replay(TEXT);
      const chunks = await google().models.generateContentStream({ model: name, contents: CONTENTS });
      let text = '';
      let tokens: number | undefined;
      for await (const chunk of chunks) {
        text += chunk.text ?? '';
        tokens = chunk.usageMetadata?.totalTokenCount ?? tokens;
      }
      expect(text).toMatch(/^There are \*\*3\*\* "r"s.*rr\*\*y$/s);
      expect(tokens).toBe(217);
      expect(replay.lastCall.url).toBe(replay.wire.url.stream);
    });

    it.each(['v1', 'v1beta'])('which may ask for the version %s', async (version) => {
      direct.of('gemini').replay(TEXT);
      const answer = await google(undefined, version).models.generateContent({
        model: 'gemini',
        contents: CONTENTS,
      });
      expect(answer.text).toContain('There are **3**');
    });

    it('a conversation with a tool keeps its thought signatures', async () => {
      const replay = direct.of('gemini');
      replay.replay(TOOL_CALL);
      const chat = google().chats.create({ model: 'gemini' });
      const first = await chat.sendMessage({ message: 'The weather?' });
      expect(first.functionCalls?.[0]).toMatchObject({
        name: 'weather',
        args: { location: 'San Francisco' },
      });
      replay.replay(TEXT);
      await chat.sendMessage({
        message: [{ functionResponse: { name: 'weather', response: { output: 'fog' } } }],
      });
      const { contents } = replay.lastCall.json as {
        readonly contents: readonly { readonly parts: unknown }[];
      };
      const recorded = JSON.parse(recordedWhole('google/google-tool-call')) as {
        readonly candidates: readonly { readonly content: { readonly parts: unknown } }[];
      };
      expect(contents.map(({ parts }) => parts)[1]).toEqual(recorded.candidates[0]?.content.parts);
    });

    it('a stream that breaks off is an error, and never a whole answer', async () => {
      const half = recordedStream('google/google-text').subarray(0, 400);
      direct.of('gemini').answer(streamBytes(half, [], { ending: 'cut' }));
      const chunks = await google().models.generateContentStream({ model: 'gemini', contents: CONTENTS });
      const read = async (): Promise<void> => {
        for await (const chunk of chunks) void chunk;
      };
      await expect(read()).rejects.toThrow();
    });

    it.each([
      ['what is not assigned', 'nobody-has-this', undefined, 403],
      ['an unknown key', 'gemini', 'AIzaSyNobodysNobodysNobodys', 401],
    ])('%s is refused with a status that it knows', async (_what, model, key, status) => {
      const refused = await rejection(google(key).models.generateContent({ model, contents: CONTENTS }));
      expect(refused).toBeInstanceOf(ApiError);
      expect(refused).toMatchObject({ status });
    });
  });

  describe('by OpenAI’s client for Azure,', () => {
    const HELLO = { messages: [{ role: 'user' as const, content: 'Hello' }] };

    it.each(['azure', 'openai', 'gemini'] as const)('the alias %s is in the path', async (name) => {
      const replay = direct.of(name);
      if (name === 'gemini') replay.replay(TEXT);
      else replay.replay({ stream: 'openai/openai-text', whole: 'openai/openai-text' });
      const client = azureClient(direct.caller, { deployment: name });
      const { data, response } = await client.chat.completions
        .create({ ...HELLO, model: 'ignored' })
        .withResponse();
      expect(data.choices[0]?.message.content).not.toBe('');
      expect(response.headers.get('x-llm-proxy-deployment')).toBe(`${name}/chat`);
      const streamed = await client.chat.completions.create({ ...HELLO, model: 'ignored', stream: true });
      expect(await readText(streamed)).not.toBe('');
      expect(replay.lastCall.url).toBe(replay.wire.url.stream);
      expect(Object.values(replay.lastCall.headers).join()).not.toContain(direct.caller.key);
    });

    it('an alias that is not the key’s is a 403, whatever the body says', async () => {
      const client = azureClient(direct.caller, { deployment: 'nobody-has-this' });
      const refused = (await rejection(
        client.chat.completions.create({ ...HELLO, model: 'azure' }),
      )) as APIError;
      expect([refused.status, refused.code]).toEqual([403, 'FORBIDDEN']);
    });
  });

  it('no provider has seen a key of the gateway', () => {
    for (const { upstream } of direct.replays.values()) {
      for (const { url, rawHeaders, body } of upstream.requests) {
        const sent = [url, ...rawHeaders, body.toString()].join('\n');
        expect(sent).not.toContain(direct.caller.key);
        expect(sent).not.toContain(TEST_KEY);
      }
    }
  });
});
