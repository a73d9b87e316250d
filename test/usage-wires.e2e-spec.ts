/** What a call is said to have used, in front of each provider's own wire: the table of docs/ledger.md, row by row, whole and streamed. */
import { Ledger } from '../src/ledger/ledger';
import type { CallLine } from '../src/ledger/reports/usage-report';
import { breakConnection, json, providerError } from './support/upstream/answer-scripts';
import { cutEventStream, eventBytes } from './support/providers/bedrock-event-stream';
import { call } from './support/callers/chat-request';
import { ConnectedReplays } from './support/providers/connected-replays';
import { DOOR_CLIENTS } from './support/callers/door-clients';
import type { DoorClient } from './support/callers/door-clients';
import type { AnswerScript } from './support/upstream/exchange';
import { SCRIPTED_WIRES } from './support/providers/scripted-wires';
import type { ScriptedWire } from './support/providers/scripted-wires';
import { SseClient } from './support/callers/sse-client';
import { stream } from './support/upstream/stream-scripts';
import type { StreamEnding } from './support/upstream/stream-scripts';
import { untilThere } from './support/observation/until';

type Fields = Readonly<Record<string, unknown>>;
type Figures = Partial<Record<keyof CallLine, unknown>>;

/** What a provider tells of one answer, in its wire's words, and what that is by class. */
interface Told {
  /** In place of the usage of {@link SCRIPTED_WIRES}; undefined for none. */
  readonly usage: Fields | undefined;
  /** Further parts of the answer that tell of use. */
  readonly more?: Fields;
  readonly is: Figures;
}

/** A provider's wire, and what may be told on it. */
interface ToldWire {
  readonly name: ScriptedWire['name'];
  /** The doors by which it is called: its own and another. */
  readonly doors: readonly string[];
  /** Of all classes that the wire knows. */
  readonly classes: Told;
  /** The answer took no tokens. */
  readonly zero: Told;
  /** What cannot be. */
  readonly nonsense: Fields;
  /** The answer with other usage. */
  whole(told: Told): object;
  /** Frames of a stream, of which each word is one; what they tell in `told`, what came before the end in `early`. */
  frames(told: Told, early?: Fields, words?: readonly string[]): readonly (string | Buffer)[];
  /** What a stream tells of the prompt before its end; nothing where its wire tells all at the end. */
  readonly early?: Told;
}

const WORDS = ['one ', 'two ', 'three '];
const scripted = (name: string): ScriptedWire => {
  const found = SCRIPTED_WIRES.find((wire) => wire.name === name);
  if (found === undefined) throw new Error(`no wire ${name}`);
  return found;
};
const data = (event: object): string => `data: ${JSON.stringify(event)}\n\n`;
const named = (event: Fields): string => `event: ${String(event['type'])}\n${data(event)}`;
const withUsage = (answer: object, field: string, { usage, more }: Told): object => ({
  ...answer,
  [field]: usage,
  ...more,
});

const SAID = { text: WORDS.join('') };
const claude: ToldWire = {
  name: 'anthropic',
  doors: ['messages', 'chat'],
  classes: {
    usage: {
      input_tokens: 20,
      cache_read_input_tokens: 40,
      cache_creation_input_tokens: 30,
      cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
      output_tokens: 12,
      output_tokens_details: { thinking_tokens: 5 },
      server_tool_use: { web_search_requests: 2 },
    },
    is: {
      ...{ input_tokens: 90, cached_tokens: 40, cache_write_tokens: 30, cache_write_1h_tokens: 20 },
      ...{ output_tokens: 12, reasoning_tokens: 5, searches: 2 },
    },
  },
  zero: {
    usage: { input_tokens: 20, output_tokens: 0 },
    is: { input_tokens: 20, cached_tokens: 0, output_tokens: 0 },
  },
  nonsense: { input_tokens: -20, output_tokens: 1.5 },
  early: {
    usage: { input_tokens: 20, cache_read_input_tokens: 40, output_tokens: 1 },
    is: { input_tokens: 60, cached_tokens: 40 },
  },
  whole: (told) => withUsage(scripted('anthropic').whole(SAID), 'usage', told),
  frames: ({ usage }, early = usage, words = WORDS) => {
    const message = { ...scripted('anthropic').whole({}), content: [], stop_reason: null };
    const delta = { stop_reason: 'end_turn', stop_sequence: null };
    return [
      named({ type: 'message_start', message: { ...message, usage: early } }),
      named({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
      ...words.map((text) =>
        named({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
      ),
      named({ type: 'content_block_stop', index: 0 }),
      named({ type: 'message_delta', delta, usage }),
      named({ type: 'message_stop' }),
    ];
  },
};

const gemini: ToldWire = {
  name: 'gemini',
  doors: ['gemini', 'chat'],
  classes: {
    usage: {
      promptTokenCount: 100,
      cachedContentTokenCount: 40,
      toolUsePromptTokenCount: 6,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 84 },
        { modality: 'AUDIO', tokenCount: 7 },
        { modality: 'IMAGE', tokenCount: 9 },
      ],
      candidatesTokenCount: 12,
      candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 8 }],
      thoughtsTokenCount: 5,
      totalTokenCount: 123,
    },
    is: {
      ...{ input_tokens: 106, cached_tokens: 40, audio_input_tokens: 7, image_tokens: 9 },
      ...{ output_tokens: 17, reasoning_tokens: 5, image_output_tokens: 8 },
    },
  },
  zero: {
    usage: { promptTokenCount: 20, candidatesTokenCount: 0, totalTokenCount: 20 },
    is: { input_tokens: 20, output_tokens: 0 },
  },
  nonsense: { promptTokenCount: -20, candidatesTokenCount: 1.5 },
  early: { usage: { promptTokenCount: 20, totalTokenCount: 20 }, is: { input_tokens: 20 } },
  whole: (told) => withUsage(scripted('gemini').whole(SAID), 'usageMetadata', told),
  frames: ({ usage }, early = usage, words = WORDS) =>
    words.map((text, at) => {
      const isLast = at === words.length - 1;
      const candidate = { index: 0, content: { role: 'model', parts: [{ text }] } };
      return data({
        candidates: [{ ...candidate, ...(isLast && { finishReason: 'STOP' }) }],
        usageMetadata: isLast ? usage : early,
        modelVersion: 'gemini',
        responseId: 'r1',
      });
    }),
};

const converse: ToldWire = {
  name: 'bedrock-nova',
  doors: ['chat', 'messages'],
  classes: {
    usage: {
      inputTokens: 20,
      cacheReadInputTokens: 40,
      cacheWriteInputTokens: 30,
      cacheDetails: [
        { ttl: '5m', inputTokens: 10 },
        { ttl: '1h', inputTokens: 20 },
      ],
      outputTokens: 12,
      totalTokens: 102,
    },
    is: {
      ...{ input_tokens: 90, cached_tokens: 40, cache_write_tokens: 30, cache_write_1h_tokens: 20 },
      output_tokens: 12,
    },
  },
  zero: {
    usage: { inputTokens: 20, outputTokens: 0, totalTokens: 20 },
    is: { input_tokens: 20, output_tokens: 0 },
  },
  nonsense: { inputTokens: -20, outputTokens: 1.5, totalTokens: 0 },
  whole: (told) => withUsage(scripted('bedrock-nova').whole(SAID), 'usage', told),
  frames: ({ usage }, _early, words = WORDS) =>
    [
      { messageStart: { role: 'assistant' } },
      ...words.map((text) => ({ contentBlockDelta: { contentBlockIndex: 0, delta: { text } } })),
      { contentBlockStop: { contentBlockIndex: 0 } },
      { messageStop: { stopReason: 'end_turn' } },
      { metadata: { usage, metrics: { latencyMs: 1 } } },
    ].map(eventBytes),
};

const SEARCH = { id: 'ws_1', type: 'web_search_call', status: 'completed', action: { type: 'search' } };
const responses: ToldWire = {
  name: 'responses',
  doors: ['responses', 'chat'],
  classes: {
    usage: {
      input_tokens: 100,
      input_tokens_details: { cached_tokens: 40, cache_write_tokens: 30 },
      output_tokens: 12,
      output_tokens_details: { reasoning_tokens: 5 },
      total_tokens: 112,
    },
    more: { output: [SEARCH, ...((scripted('responses').whole(SAID) as Fields)['output'] as object[])] },
    is: {
      ...{ input_tokens: 100, cached_tokens: 40, cache_write_tokens: 30 },
      ...{ output_tokens: 12, reasoning_tokens: 5, searches: 1 },
    },
  },
  zero: {
    usage: { input_tokens: 20, output_tokens: 0, total_tokens: 20 },
    is: { input_tokens: 20, output_tokens: 0 },
  },
  nonsense: { input_tokens: -20, output_tokens: 1.5, total_tokens: 0 },
  whole: (told) => withUsage(scripted('responses').whole(SAID), 'usage', told),
  frames: (told, _early, words = WORDS) => {
    const response = responses.whole(told) as Fields;
    const begun = { ...response, status: 'in_progress', output: [], usage: null };
    const place = { item_id: 'msg_1', output_index: 0, content_index: 0 };
    const [item = {}] = (scripted('responses').whole(SAID) as Fields)['output'] as Fields[];
    const text = SAID.text;
    const part = { type: 'output_text', text, annotations: [], logprobs: [] };
    return [
      { type: 'response.created', response: begun },
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: { ...item, status: 'in_progress', content: [] },
      },
      { type: 'response.content_part.added', ...place, part: { ...part, text: '' } },
      ...words.map((delta) => ({ type: 'response.output_text.delta', ...place, delta, logprobs: [] })),
      { type: 'response.output_text.done', ...place, text, logprobs: [] },
      { type: 'response.content_part.done', ...place, part },
      { type: 'response.output_item.done', output_index: 0, item },
      { type: 'response.completed', response },
    ].map((event, sequence_number) => named({ ...event, sequence_number }));
  },
};

const WIRES: readonly ToldWire[] = [claude, gemini, converse, responses];
const NONE: Told = { usage: undefined, is: {} };
const door = (name: string): DoorClient => {
  const found = DOOR_CLIENTS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no door ${name}`);
  return found;
};
const WAYS = WIRES.flatMap((wire) =>
  wire.doors.flatMap((name) =>
    [false, true].map(
      (streamed) => [wire.name, name, streamed ? 'streamed' : 'whole', wire, streamed] as const,
    ),
  ),
);
const STREAMS = WIRES.flatMap((wire) => wire.doors.map((name) => [wire.name, name, wire] as const));
const ADMIN = 'admin-key-of-the-usage-table';
/** "hi" with what is around it in a conversation, and three words. */
const FEW_TOKENS = 15;

let direct: ConnectedReplays;
let calls = 0;

beforeAll(async () => {
  direct = await ConnectedReplays.start(
    WIRES.map(({ name }) => name),
    { ADMIN_KEY: ADMIN, RETRIES: 1, IDLE_TIMEOUT: 0.3, RESCUE: 'off', KEPT_ANSWERS_MIB: 0 },
  );
});
afterAll(async () => {
  await direct.close();
});

/** How a provider says it, whole or streamed. */
function script(wire: ToldWire, told: Told, streamed: boolean): AnswerScript {
  return streamed ? streamOf(wire, wire.frames(told), 'end') : json(wire.whole(told));
}

function streamOf(wire: ToldWire, frames: readonly (string | Buffer)[], ending: StreamEnding): AnswerScript {
  const isBinary = wire.name === 'bedrock-nova';
  const headers = isBinary ? { 'content-type': 'application/vnd.amazon.eventstream' } : {};
  const cuts = isBinary && ending === 'cut';
  return cuts
    ? cutEventStream(frames.map((frame) => Buffer.from(frame)))
    : stream(frames, { ending, headers });
}

interface Asked {
  readonly id: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}

function asked(wire: ToldWire, by: string, streamed: boolean): Asked {
  const client = door(by);
  return {
    id: `call-${++calls}`,
    path: client.path(wire.name, streamed),
    headers: { 'x-request-id': `call-${calls}` },
    body: client.body({ turns: [{ user: 'hi' }] }, wire.name, streamed),
  };
}

/** Makes a call and reads its answer to the end. @returns its line in the ledger */
async function made(one: Asked, headers: Readonly<Record<string, string>> = {}): Promise<CallLine> {
  await call(direct.gateway, 'POST', one.path, {
    key: direct.caller.key,
    headers: { ...one.headers, ...headers },
    body: one.body,
  }).catch(() => undefined);
  return line(one.id);
}

function opened({ path, headers, body }: Asked): SseClient {
  return new SseClient(`${direct.gateway.url}${path}`, {
    headers: { authorization: `Bearer ${direct.caller.key}`, ...headers },
    body,
  });
}

/** A call's line as `/admin/usage/calls` tells it. */
function line(requestId: string): Promise<CallLine> {
  const ledger = direct.gateway.app.get(Ledger);
  return untilThere(
    async () => {
      await ledger.settled();
      return (await lines(requestId))[0];
    },
    { what: `the call ${requestId} in the ledger` },
  );
}

async function lines(requestId: string): Promise<readonly CallLine[]> {
  const answer = await call(direct.gateway, 'GET', `/admin/usage/calls?id=${requestId}`, { key: ADMIN });
  expect(answer.status).toBe(200);
  const { data: found } = answer.json as { readonly data: readonly CallLine[] };
  expect(found.length).toBeLessThan(2);
  return found;
}

/** Expects a figure of ours: a handful. */
function expectFew(tokens: number): void {
  expect(tokens).toBeGreaterThan(0);
  expect(tokens).toBeLessThan(FEW_TOKENS);
}

describe.each(WAYS)('%s by the %s door, %s: the ledger has', (_wire, by, _way, wire, streamed) => {
  const ask = (): Asked => asked(wire, by, streamed);
  const say = (told: Told): void => direct.of(wire.name).answer(script(wire, told, streamed));

  it('the provider’s figures, by class; its zero as zero', async () => {
    for (const told of [wire.classes, wire.zero]) {
      say(told);
      const found = await made(ask());
      expect(found).toMatchObject({ ...told.is, status: 200, ended: 'whole', estimated: false, streamed });
    }
  });

  it('our own figures, marked, where it tells none or what cannot be', async () => {
    for (const told of [NONE, { ...NONE, usage: wire.nonsense }]) {
      say(told);
      const found = await made(ask());
      expect(found).toMatchObject({ ended: 'whole', estimated: true });
      expectFew(found.input_tokens);
      expectFew(found.output_tokens);
    }
  });

  it('each attempt with its own, and their sum', async () => {
    say(wire.zero);
    const answering = script(wire, wire.classes, streamed);
    let tries = 0;
    direct.of(wire.name).answer((exchange) => (tries++ === 0 ? breakConnection() : answering)(exchange));
    const { attempts, ...found } = await made(ask());
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['no_answer', 'ok']);
    const [lost, told] = attempts.map(({ tokens }) => tokens);
    expectFew(lost?.input ?? 0);
    expect(lost?.output ?? 0).toBe(0);
    expect(told).toMatchObject({
      input: wire.classes.is.input_tokens,
      output: wire.classes.is.output_tokens,
    });
    expect(found).toMatchObject({
      ...wire.classes.is,
      input_tokens: Number(wire.classes.is.input_tokens) + (lost?.input ?? 0),
      estimated: true,
    });
  });

  it('nothing for an answer that was made before, and what that saved', async () => {
    say(wire.classes);
    const keyed = { 'idempotency-key': `${wire.name}-${by}-${streamed}` };
    await made(ask(), keyed);
    const again = await made(ask(), keyed);
    expect(again).toMatchObject({ input_tokens: 0, output_tokens: 0, searches: 0, replayed: 'idempotency' });
    expect(again.attempts).toEqual([]);
    expect(again.saved).toMatchObject({
      input: wire.classes.is.input_tokens,
      output: wire.classes.is.output_tokens,
    });
  });

  it('the prompt where its caller left before the first token; nothing where the provider refused', async () => {
    const one = ask();
    direct.of(wire.name).answer(() => undefined);
    const before = direct.of(wire.name).calls.length;
    const client = opened(one);
    await untilThere(() => direct.of(wire.name).calls[before], { what: 'the call at its provider' });
    client.abort();
    const left = await line(one.id);
    expect(left).toMatchObject({ ended: 'caller_gone', output_tokens: 0, estimated: true });
    expectFew(left.input_tokens);
    direct.of(wire.name).answer(providerError(400, { type: 'invalid_request_error' }));
    expect(await made(ask())).toMatchObject({ status: 400, input_tokens: 0, output_tokens: 0 });
  });

  it('no line for what was refused before its provider was asked', async () => {
    const one = ask();
    const refused = await call(direct.gateway, 'POST', one.path, { key: 'no key', ...one });
    expect(refused.status).toBe(401);
    await direct.gateway.app.get(Ledger).settled();
    expect(await lines(one.id)).toEqual([]);
  });
});

describe.each(STREAMS)('%s by the %s door, a stream: the ledger has', (_wire, by, wire) => {
  const told = wire.early ?? NONE;
  /** The end, and what is said there, never comes. */
  const begun = (): readonly (string | Buffer)[] => {
    const frames = wire.frames(wire.classes, told.usage ?? {});
    const words = frames.findLastIndex((frame) => frame.includes('three'));
    const last = frames.findIndex((frame) => frame.includes('three'));
    return frames.slice(0, wire.name === 'gemini' ? words : last + 1);
  };
  const expectSoFar = (found: CallLine, least: number): void => {
    expect(found).toMatchObject({ ...told.is, estimated: true });
    if (told === NONE) expectFew(found.input_tokens);
    expect(found.output_tokens).toBeGreaterThanOrEqual(least);
    expect(found.output_tokens).toBeLessThan(FEW_TOKENS);
  };

  it('about the tokens of its text where its provider tells none and a frame has many words', async () => {
    const words = ['Once ', 'upon a time there was a gateway. '.repeat(50), 'The end.'];
    direct.of(wire.name).answer(streamOf(wire, wire.frames(NONE, undefined, words), 'end'));
    const found = await made(asked(wire, by, true));
    expect(found).toMatchObject({ ended: 'whole', estimated: true });
    expect(found.output_tokens).toBeGreaterThan(250);
    expect(found.output_tokens).toBeLessThan(650);
  });

  it.each([
    ['cut', 'cut'],
    ['timeout', 'stall'],
  ] as const)('what came, and the prompt, where it ended by %s', async (ended, ending) => {
    direct.of(wire.name).answer(streamOf(wire, begun(), ending));
    const found = await made(asked(wire, by, true));
    expect(found.ended).toBe(ended);
    expectSoFar(found, 2);
  });

  it('what came, and the prompt, where its provider says in the middle that it failed', async () => {
    const frames = [...begun(), scripted(wire.name).failure(begun().length)];
    direct.of(wire.name).answer(streamOf(wire, frames, 'end'));
    const found = await made(asked(wire, by, true));
    expect(found.ended).toBe('error');
    expectSoFar(found, 2);
  });

  it('what came, and the prompt, where its caller left in the middle', async () => {
    const one = asked(wire, by, true);
    direct.of(wire.name).answer(streamOf(wire, begun(), 'stall'));
    const client = opened(one);
    await untilThere(() => (client.text.includes('two') ? true : undefined), {
      what: 'two words of a stream',
    });
    client.abort();
    const found = await line(one.id);
    expect(found.ended).toBe('caller_gone');
    expectSoFar(found, 2);
  });
});

describe.each(WAYS.filter(([name]) => name === claude.name))(
  '%s by the %s door, %s',
  (_wire, by, _way, wire, streamed) => {
    const own = { input_tokens: 10, output_tokens: 20 };
    const usedBy = async (usage: Fields): Promise<CallLine> => {
      direct.of(wire.name).answer(script(wire, { usage, is: {} }, streamed));
      return made(asked(wire, by, streamed));
    };
    const placesOf = ({ attempts }: CallLine): readonly (readonly [string, object])[] =>
      attempts.map(({ deployment, tokens }) => [deployment, tokens]);

    it('an advisor is counted at its own model', async () => {
      const found = await usedBy({
        ...own,
        iterations: [
          { type: 'message', model: null, input_tokens: 4, output_tokens: 12 },
          { type: 'advisor_message', model: 'claude-opus-4-5', input_tokens: 1_000, output_tokens: 600 },
          { type: 'message', model: null, input_tokens: 6, output_tokens: 8 },
        ],
      });
      expect(placesOf(found)).toEqual([
        [`${wire.name}/chat`, { input: 10, output: 20 }],
        [`${wire.name}/claude-opus-4-5`, { input: 1_000, output: 600 }],
      ]);
      expect(found).toMatchObject({
        input_tokens: 1_010,
        output_tokens: 620,
        deployment: `${wire.name}/chat`,
      });
    });

    it('a fallback is counted at the model that answered, and one that declined where it had said something', async () => {
      const fallback = { type: 'fallback_message', model: 'claude-haiku-4-5', ...own };
      const declined = { type: 'message', model: 'claude-opus-4-5', input_tokens: 9, output_tokens: 3 };
      const found = await usedBy({ ...own, iterations: [declined, fallback] });
      expect(placesOf(found)).toEqual([
        [`${wire.name}/chat`, {}],
        [`${wire.name}/claude-haiku-4-5`, { input: 10, output: 20 }],
        [`${wire.name}/claude-opus-4-5`, { input: 9, output: 3 }],
      ]);
      expect(found.cost_usd).toBeCloseTo((10 * 1 + 20 * 5 + 9 * 5 + 3 * 25) / 1e6, 9);
      const silent = await usedBy({ ...own, iterations: [{ ...declined, output_tokens: 0 }, fallback] });
      expect(silent.cost_usd).toBeCloseTo((10 * 1 + 20 * 5) / 1e6, 9);
    });
  },
);

it('a count of tokens that got no answer used nothing and costs nothing', async () => {
  const one = asked(claude, 'messages', false);
  const count = { ...one, path: '/v1/messages/count_tokens' };
  direct.of('anthropic').upstream.route('POST /v1/messages/count_tokens', breakConnection());
  expect(await made(count)).toMatchObject({ status: 502, input_tokens: 0, estimated: false, cost_usd: 0 });
});
