/**
 * Kinds of faults between wires, each through the whole service over real sockets: what a caller of Chat Completions says is what
 * its provider gets, in that provider's form, and what the provider says is what the caller hears.
 */
import { json } from './support/answer-scripts';
import { call } from './support/chat-request';
import { hearChat } from './support/chat-heard';
import type { HeardChat } from './support/chat-heard';
import { ConnectedReplays } from './support/connected-replays';
import type { AnswerScript } from './support/exchange';
import { FakeUpstream } from './support/fake-upstream';
import { LeakCheck } from './support/leak-check';
import { addConnection, assign } from './support/registry-setup';
import { SCRIPTED_WIRES } from './support/scripted-wires';
import type { Said, ScriptedWire } from './support/scripted-wires';
import { stream } from './support/stream-scripts';
import type { Frame } from './support/stream-scripts';

const EVENT_STREAM = 'application/vnd.amazon.eventstream';
/** Vendors that speak Chat Completions: one upstream stands for them all, at the path of each. */
const VENDORS = ['groq', 'mistral', 'deepseek', 'xai', 'openrouter', 'ollama', 'vllm', 'local'] as const;
const USER = { role: 'user', content: 'What is the weather?' };

/** What a provider was sent by one of the two requests that {@link WireKinds.heard} makes. */
type Sent = Readonly<Record<string, unknown>>;

let leaks: LeakCheck;
let direct: ConnectedReplays;
let vendors: FakeUpstream;

beforeAll(async () => {
  leaks = new LeakCheck();
  direct = await ConnectedReplays.start(SCRIPTED_WIRES.map(({ name }) => name));
  vendors = await FakeUpstream.start();
  for (const provider of VENDORS) {
    const connection = { name: provider, provider, endpoint: vendors.url, credential: 'a-credential' };
    await addConnection(direct.gateway, connection, 'a-model');
    await assign(direct.gateway, direct.caller, `${provider}/a-model`, { alias: provider });
  }
});
afterEach(() => vendors.reset());
afterAll(async () => {
  await direct.close();
  await vendors.close();
  await leaks.released();
});

function streamOf(wire: ScriptedWire, said: Said): AnswerScript {
  const headers = wire.name === 'bedrock-nova' ? { 'content-type': EVENT_STREAM } : {};
  return stream(wire.frames(said), { ending: 'end', headers });
}

function wireOf(name: string): ScriptedWire {
  const wire = SCRIPTED_WIRES.find((one) => one.name === name) ?? SCRIPTED_WIRES[0];
  if (wire === undefined) throw new Error('no wire is scripted');
  return wire;
}

function answer(name: string, script: AnswerScript): void {
  if ((VENDORS as readonly string[]).includes(name)) vendors.reply(script);
  else direct.of(wireOf(name).name).answer(script);
}

function sentTo(name: string): Sent {
  const { requests } = (VENDORS as readonly string[]).includes(name)
    ? vendors
    : direct.of(wireOf(name).name).upstream;
  return requests.at(-1)?.json as Sent;
}

/** Asks whole and streamed; the provider says the same both times. */
async function heardOf(
  name: string,
  body: object,
  said: Said,
): Promise<readonly (HeardChat & { sent: Sent })[]> {
  const wire = wireOf(name);
  const heard = [];
  for (const streamed of [false, true]) {
    answer(name, streamed ? streamOf(wire, said) : json(wire.whole(said)));
    const one = await hearChat(direct.caller, { model: name, ...body, ...(streamed && { stream: true }) });
    expect({ status: one.answer.status, text: one.answer.status === 200 ? '' : one.answer.text }).toEqual({
      status: 200,
      text: '',
    });
    heard.push({ ...one, sent: sentTo(name) });
  }
  return heard;
}

describe('a caller with `functions` in front of a provider that has tools alone', () => {
  const NAMES = ['anthropic', 'gemini', 'bedrock-nova', 'responses', ...VENDORS.slice(0, -1)];
  const SCHEMA = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
  const functions = [{ name: 'weather', description: 'Looks.', parameters: SCHEMA }, { name: 'clock' }];
  const ARGUMENTS = '{"city":"Köln"}';
  const SAID: Said = {
    calls: [
      { id: 'call_1', name: 'weather', arguments: ARGUMENTS },
      { id: 'call_2', name: 'clock', arguments: '{}' },
    ],
  };

  it.each(NAMES)('%s: gets tools, and its first call is the one function_call', async (name) => {
    const body = { messages: [USER], functions, function_call: 'auto' };
    for (const { answer: told, choices, sent } of await heardOf(name, body, SAID)) {
      const [choice] = choices;
      expect(choice?.functionCall?.name).toBe('weather');
      expect(JSON.parse(choice?.functionCall?.arguments ?? '')).toEqual({ city: 'Köln' });
      expect(choice).toMatchObject({ calls: [], finishReason: 'function_call' });
      expect(told.headers['x-llm-proxy-dropped']).toBeUndefined();
      const asked = JSON.stringify(sent);
      expect(asked).toMatch(/"tools":\[|"toolConfig":/);
      for (const part of ['"weather"', '"clock"', '"city"']) expect(asked).toContain(part);
      expect(asked).not.toMatch(/"functions"|"function_call"/);
    }
  });

  it.each(NAMES)('%s: gets its own call and the result back', async (name) => {
    const messages = [
      USER,
      { role: 'assistant', content: null, function_call: { name: 'weather', arguments: ARGUMENTS } },
      { role: 'function', name: 'weather', content: '1.10' },
    ];
    const body = { messages, functions, function_call: { name: 'clock' } };
    for (const { choices, sent } of await heardOf(name, body, { text: 'Rain.' })) {
      expect(choices).toMatchObject([{ content: 'Rain.', functionCall: undefined, finishReason: 'stop' }]);
      const asked = JSON.stringify(sent);
      for (const part of ['Köln', '1.10']) expect(asked).toContain(part);
      expect(asked).not.toMatch(/"function_call":|"role":"function"/);
    }
  });

  it('the bytes pass where `functions` are known, or nothing is known of the server', async () => {
    for (const name of ['openai', 'local']) {
      await heardOf(name, { messages: [USER], functions }, { text: 'Rain.' });
      expect(sentTo(name)).toMatchObject({ functions });
    }
  });

  it.each([
    [{ functions: [{ parameters: {} }] }, 'functions.0.name'],
    [{ functions, function_call: { name: 1 } }, 'function_call'],
    [{ functions, messages: [USER, { role: 'function', name: 'clock', content: '1' }] }, 'messages.1.name'],
  ])('a field of another shape is named: %j', async (fields, param) => {
    const { answer: told } = await hearChat(direct.caller, {
      ...{ model: 'anthropic', messages: [USER] },
      ...fields,
    });
    expect(told).toMatchObject({ status: 400, error: { param } });
  });
});

describe('a caller of Gemini’s door who asks for several candidates', () => {
  const body = {
    contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
    generationConfig: { candidateCount: 2, responseLogprobs: true, logprobs: 1 },
  };
  const LOGPROB = { token: 'é', logprob: -0.5, top_logprobs: [{ token: 'e', logprob: -2 }] };
  const choice = (index: number, said: object, reason: string | null): object => ({
    ...{ index, ...said, finish_reason: reason },
    logprobs: { content: [LOGPROB] },
  });
  const ask = (model: string, method: string): ReturnType<typeof call> =>
    call(direct.gateway, 'POST', `/v1beta/models/${model}:${method}`, { key: direct.caller.key, body });

  it.each(['openai', 'vllm'])('%s: is asked for as many choices, each of which is one', async (name) => {
    const head = { id: 'c', created: 1, model: 'm', object: 'chat.completion' };
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    const message = (content: string): object => ({ message: { role: 'assistant', content } });
    const choices = [choice(0, message('a'), 'stop'), choice(1, message('b'), 'length')];
    answer(name, json({ ...head, choices, usage }));
    const { json: whole } = await ask(name, 'generateContent');
    expect(sentTo(name)).toMatchObject({ n: 2, logprobs: true, top_logprobs: 1 });
    const told = {
      chosenCandidates: [{ token: 'é', logProbability: -0.5 }],
      topCandidates: [{ candidates: [{ token: 'e', logProbability: -2 }] }],
    };
    expect(whole).toMatchObject({
      candidates: [
        { index: 0, content: { parts: [{ text: 'a' }] }, finishReason: 'STOP', logprobsResult: told },
        { index: 1, content: { parts: [{ text: 'b' }] }, finishReason: 'MAX_TOKENS', logprobsResult: told },
      ],
    });
    const delta = (index: number, content: string, reason: string | null = null): Frame => ({
      ...head,
      choices: [choice(index, { delta: { content } }, reason)],
    });
    const last = { ...head, choices: [], usage };
    answer(name, stream([delta(1, 'b'), delta(0, 'a', 'stop'), delta(1, 'c', 'length'), last]));
    const { text } = await ask(name, 'streamGenerateContent?alt=sse');
    const heard: Record<number, { text: string; reason?: string; tokens: number }> = {};
    for (const frame of text.split('\n\n').filter((one) => one !== '')) {
      const { candidates } = JSON.parse(frame.slice('data: '.length)) as { candidates: GeminiCandidate[] };
      for (const { index, content, finishReason, logprobsResult } of candidates) {
        const one = (heard[index] ??= { text: '', tokens: 0 });
        one.text += content.parts.map((part) => part.text ?? '').join('');
        one.tokens += logprobsResult?.chosenCandidates.length ?? 0;
        if (finishReason !== undefined) one.reason = finishReason;
      }
    }
    expect(heard).toEqual({
      0: { text: 'a', reason: 'STOP', tokens: 1 },
      1: { text: 'bc', reason: 'MAX_TOKENS', tokens: 2 },
    });
  });

  it.each(['anthropic', 'bedrock-nova'])(
    '%s: is told that there is one, before it is asked',
    async (name) => {
      const { requests } = direct.of(wireOf(name).name).upstream;
      const before = requests.length;
      expect(await ask(name, 'generateContent')).toMatchObject({
        status: 400,
        error: { status: 'INVALID_ARGUMENT', message: expect.stringContaining('candidateCount') as string },
      });
      expect(requests).toHaveLength(before);
    },
  );
});

interface GeminiCandidate {
  readonly index: number;
  readonly content: { readonly parts: readonly { readonly text?: string }[] };
  readonly finishReason?: string;
  readonly logprobsResult?: { readonly chosenCandidates: readonly unknown[] };
}
