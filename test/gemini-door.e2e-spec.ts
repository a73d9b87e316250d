/** Gemini's door with Google's own SDK, unmodified, in front of every provider. */
import { GoogleGenAI } from '@google/genai';
import type { Content, GenerateContentResponse } from '@google/genai';
import { MESSAGE } from './support/upstream/anthropic-upstream';
import { json } from './support/upstream/answer-scripts';
import { ConnectedReplays } from './support/providers/connected-replays';
import { LeakCheck } from './support/observation/leak-check';
import type { Recording, ReplayedName } from './support/providers/provider-replays';
import { describeWithRecordings } from './support/providers/recordings';
import { SCRIPTED_WIRES } from './support/providers/scripted-wires';
import { stream } from './support/upstream/stream-scripts';

const TEXT: Readonly<Partial<Record<ReplayedName, Recording>>> = {
  openai: { stream: 'openai/openai-text', whole: 'openai/openai-text' },
  azure: { stream: 'openai/openai-text', whole: 'openai/openai-text' },
  anthropic: { stream: 'anthropic/anthropic-text', whole: 'anthropic/anthropic-text' },
  bedrock: { stream: 'bedrock/amazon-bedrock-text', whole: 'bedrock/amazon-bedrock-text' },
  gemini: { stream: 'google/google-text', whole: 'google/google-text' },
  vertex: { stream: 'google/google-text', whole: 'google/google-text' },
};
const TOOL_CALL: typeof TEXT = {
  openai: { stream: 'deepseek/deepseek-tool-call', whole: 'deepseek/deepseek-tool-call' },
  anthropic: {
    stream: 'anthropic/anthropic-tool-no-args',
    whole: 'anthropic/anthropic-tool-no-args',
  },
  bedrock: { stream: 'bedrock/amazon-bedrock-tool-call.1', whole: 'bedrock/amazon-bedrock-tool-call.1' },
};
const NAMES = Object.keys(TEXT) as ReplayedName[];
const WITH_TOOLS = Object.keys(TOOL_CALL) as ReplayedName[];
const CONTENTS = 'Say hello.';
const CONFIG = {
  systemInstruction: 'Be short.',
  temperature: 0.5,
  maxOutputTokens: 500,
  tools: [
    {
      functionDeclarations: [
        {
          name: 'weather',
          description: 'The weather of a place.',
          parametersJsonSchema: {
            type: 'object',
            properties: { location: { type: 'string' } },
            required: ['location'],
          },
        },
      ],
    },
  ],
};

describeWithRecordings('Gemini’s door, by Google’s own SDK,', () => {
  let leaks: LeakCheck;
  let direct: ConnectedReplays;

  beforeAll(async () => {
    leaks = new LeakCheck();
    direct = await ConnectedReplays.start(NAMES);
  });
  afterAll(async () => {
    await direct.close();
    await leaks.released();
  });

  const google = (): GoogleGenAI =>
    new GoogleGenAI({ apiKey: direct.caller.key, httpOptions: { baseUrl: direct.gateway.url } });
  const streamed = async (
    model: string,
    contents: Content[] | string,
  ): Promise<GenerateContentResponse[]> => {
    const chunks: GenerateContentResponse[] = [];
    for await (const chunk of await google().models.generateContentStream({
      model,
      contents,
      config: CONFIG,
    }))
      chunks.push(chunk);
    return chunks;
  };
  const textOf = (chunks: readonly GenerateContentResponse[]): string =>
    chunks
      .flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? [])
      .map(({ text, thought }) => (thought === true ? '' : (text ?? '')))
      .join('');

  it.each(NAMES)('%s answers a text, whole and streamed, with its end and its usage', async (name) => {
    const replay = direct.of(name);
    replay.replay(TEXT[name] ?? { stream: '' });
    const whole = await google().models.generateContent({ model: name, contents: CONTENTS, config: CONFIG });
    const chunks = await streamed(name, CONTENTS);
    const last = chunks.at(-1);
    for (const answer of [whole, last]) {
      expect(answer?.candidates?.[0]?.finishReason).toBe('STOP');
      expect(answer?.usageMetadata?.totalTokenCount).toBeGreaterThan(0);
      expect(answer?.modelVersion).not.toBe('');
    }
    expect(whole.text).not.toBe('');
    expect(textOf(chunks)).not.toBe('');
    expect(chunks.filter(({ candidates }) => candidates?.[0]?.finishReason !== undefined)).toHaveLength(1);
    const sent = JSON.stringify(replay.lastCall.json);
    for (const said of ['Be short.', CONTENTS, 'weather', 'The weather of a place.'])
      expect(sent).toContain(said);
  });

  it.each(WITH_TOOLS)('%s calls a tool, and its result comes back in the next turn', async (name) => {
    const replay = direct.of(name);
    replay.replay(TOOL_CALL[name] ?? { stream: '' });
    const whole = await google().models.generateContent({ model: name, contents: CONTENTS, config: CONFIG });
    const chunks = await streamed(name, CONTENTS);
    const streamedCall = chunks.flatMap(({ functionCalls }) => functionCalls ?? [])[0];
    const [call] = whole.functionCalls ?? [];
    for (const { name: called } of [call ?? {}, streamedCall ?? {}]) expect(called).toMatch(/./);
    for (const { args } of [call ?? {}, streamedCall ?? {}]) expect(typeof args).toBe('object');

    replay.replay(TEXT[name] ?? { stream: '' });
    const answered = whole.candidates?.[0]?.content ?? {};
    const result = { name: call?.name ?? '', id: call?.id ?? '', response: { output: '1.10' } };
    await google().models.generateContent({
      model: name,
      contents: [
        { role: 'user', parts: [{ text: CONTENTS }] },
        answered,
        { role: 'user', parts: [{ functionResponse: result }] },
      ],
      config: CONFIG,
    });
    const sent = JSON.stringify(replay.lastCall.json);
    expect(sent).toContain('"1.10"');
    expect(sent.split(JSON.stringify(call?.id ?? ''))).toHaveLength(3);
  });

  it('an upstream’s error has Google’s shape', async () => {
    direct.of('openai').answer(json({ error: { message: 'slow down', type: 'requests' } }, { status: 429 }));
    const refused = google().models.generateContent({ model: 'openai', contents: CONTENTS });
    await expect(refused).rejects.toMatchObject({ status: 429 });
  });

  it.each(
    SCRIPTED_WIRES.filter(({ name }) => NAMES.includes(name)).map((wire) => [wire.name, wire] as const),
  )(
    'a stream of %s that breaks is an error with a status, on which the Gemini CLI asks again',
    async (name, wire) => {
      // The SDK's first stream of a process is read late, and all at once.
      direct.of(name).answer(stream(wire.frames({ text: 'Hello' }), { ending: 'end' }));
      await streamed(name, CONTENTS);
      const begun = wire.frames({ text: 'So far' }).slice(0, name === 'gemini' ? -1 : -2);
      // In one piece: what was said goes out at once, and the error must not come together with it.
      const piece = Buffer.concat([...begun, wire.failure(begun.length)].map((frame) => Buffer.from(frame)));
      direct.of(name).answer(stream([piece], { ending: 'end' }));
      await expect(streamed(name, CONTENTS)).rejects.toMatchObject({ name: 'ApiError' });
    },
  );

  it('names what the provider does not take', async () => {
    direct.of('anthropic').answer(json(MESSAGE));
    const response = await fetch(`${direct.gateway.url}/v1beta/models/anthropic:generateContent`, {
      method: 'POST',
      headers: { 'x-goog-api-key': direct.caller.key, 'content-type': 'application/json' },
      body: JSON.stringify({
        contents: [{ parts: [{ text: 'Hi' }] }],
        safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
        generationConfig: { mediaResolution: 'MEDIA_RESOLUTION_LOW' },
      }),
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-llm-proxy-dropped')).toContain('safetySettings');
    expect(response.headers.get('x-llm-proxy-dropped')).toContain('generationConfig.mediaResolution');
  });
});
