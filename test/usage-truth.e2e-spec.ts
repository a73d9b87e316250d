/** What each call is said to have used: the provider's figures where it tells them, ours and marked so elsewhere. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ledger } from '../src/ledger/ledger';
import { answerText, providerError } from './support/upstream/answer-scripts';
import { HELLO, postChat, streamChat } from './support/callers/chat-request';
import { textChunks } from './support/upstream/completion-bodies';
import type { AnswerScript } from './support/upstream/exchange';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { ledgerRows, untilRows } from './support/observation/ledger-rows';
import type { LedgerRow } from './support/observation/ledger-rows';
import { addConnection, addTenant, assign } from './support/service/registry-setup';
import type { Tenant } from './support/service/registry-setup';
import { SseClient } from './support/callers/sse-client';
import { stream } from './support/upstream/stream-scripts';
import { until } from './support/observation/until';

let upstream: FakeUpstream;
let gateway: InProcessGateway;
let seen = 0;
const dataDir = mkdtempSync(join(tmpdir(), 'llm-proxy-usage-'));

beforeAll(async () => {
  upstream = await FakeUpstream.start();
  const settings = { DATA_DIR: dataDir, RETRIES: 1, IDLE_TIMEOUT: 0.3, KEY_RPS: 0, MODEL_RPS: 0 };
  gateway = await startGateway({ upstream, settings });
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
  rmSync(dataDir, { recursive: true, force: true });
});
afterEach(() => {
  upstream.reset();
});

/** The row of the one call that was made since the last time. */
async function row(): Promise<LedgerRow> {
  const ledger = gateway.app.get(Ledger);
  return until(
    async () => {
      await ledger.settled();
      const rows = ledgerRows(dataDir);
      if (rows.length === seen) return undefined;
      expect(rows).toHaveLength(seen + 1);
      seen = rows.length;
      return rows.at(-1);
    },
    { what: 'a row' },
  ).then((found) => found ?? {});
}

const usage = (prompt: number, completion: number, more: object = {}) => ({
  usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion, ...more },
});
const HI = { ...HELLO, messages: [{ role: 'user', content: 'hi' }] };

describe.each([
  ['whole', false],
  ['streamed', true],
])('a %s answer', (_, streamed) => {
  const ask = (body: object = HI) => postChat(gateway, { ...body, stream: streamed });

  it('has the figures of the provider, by class', async () => {
    const details = {
      prompt_tokens_details: { cached_tokens: 64, audio_tokens: 5, cache_write_tokens: 7 },
      completion_tokens_details: { reasoning_tokens: 3, audio_tokens: 2 },
    };
    upstream.reply(answerText('yes', usage(100, 10, details)));
    await ask();
    expect(await row()).toMatchObject({
      input_tokens: 100,
      cached_tokens: 64,
      cache_write_tokens: 7,
      audio_input_tokens: 5,
      output_tokens: 10,
      reasoning_tokens: 3,
      audio_output_tokens: 2,
      estimated: 0,
    });
  });

  it('keeps a zero that the provider told', async () => {
    upstream.reply(answerText('', usage(12, 0)));
    await ask();
    expect(await row()).toMatchObject({ input_tokens: 12, output_tokens: 0, estimated: 0 });
  });

  it.each([
    ['told none', null],
    ['told what cannot be', { prompt_tokens: -4, completion_tokens: 2, total_tokens: -2 }],
  ])('is counted where the provider %s, and marked', async (_what, told) => {
    upstream.reply(answerText('Hello there', { usage: told }));
    await ask();
    const counted = await row();
    expect(counted).toMatchObject({ estimated: 1 });
    // Four for the message, three for the beginning, one for the word.
    expect(counted['input_tokens']).toBe(8);
    expect(counted['output_tokens']).toBeGreaterThan(0);
    expect(counted['output_tokens']).toBeLessThan(12);
  });

  it('has each attempt with its own, and their sum', async () => {
    upstream.next(({ request }) => request.connection.destroy());
    upstream.reply(answerText('yes', usage(20, 4)));
    await ask();
    const retried = await row();
    const attempts = JSON.parse(String(retried['attempts'])) as { outcome: string; tokens: object }[];
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['no_answer', 'ok']);
    expect(attempts.map(({ tokens }) => tokens)).toEqual([
      { input: 8, output: 0 },
      { input: 20, output: 4 },
    ]);
    expect(retried).toMatchObject({ input_tokens: 28, output_tokens: 4, estimated: 1, status: 200 });
  });

  it('is nothing where the provider refused', async () => {
    upstream.reply(providerError(400, { type: 'invalid_request_error' }));
    await ask();
    expect(await row()).toMatchObject({ input_tokens: 0, output_tokens: 0, status: 400 });
  });

  it('is the prompt where the caller left before anything came', async () => {
    upstream.reply(() => undefined);
    const left = new AbortController();
    const asked = postChat(gateway, { ...HI, stream: streamed }, { signal: left.signal }).catch(
      () => undefined,
    );
    await upstream.untilChat(1);
    left.abort();
    await asked;
    expect(await row()).toMatchObject({
      ended: 'caller_gone',
      input_tokens: 8,
      output_tokens: 0,
      estimated: 1,
    });
  });
});

it('is the prompt and what came where the caller left in the middle', async () => {
  upstream.reply(stream(textChunks('one two three'), { ending: 'stall' }));
  const client = streamChat(gateway, HI);
  await until(() => client.frames.length >= 2, { what: 'some frames' });
  client.abort();
  const left = await row();
  expect(left).toMatchObject({ ended: 'caller_gone', input_tokens: 8, estimated: 1 });
  expect(left['output_tokens']).toBeGreaterThanOrEqual(2);
});

it.each([
  ['cut', 'cut'],
  ['timeout', 'stall'],
] as const)('is the prompt and what came where the stream ended by %s', async (ended, ending) => {
  upstream.reply(stream(textChunks('one two three'), { ending }));
  await streamChat(gateway, HI).ended;
  const broken = await row();
  expect(broken).toMatchObject({ ended, input_tokens: 8, estimated: 1 });
  expect(broken['output_tokens']).toBeGreaterThanOrEqual(2);
});

it('is told for embeddings too', async () => {
  await postChat(gateway, { model: 'text-embedding-3-small', input: 'hi' }, { path: '/v1/embeddings' });
  const embedded = await row();
  expect(embedded).toMatchObject({ door: '/v1/embeddings', output_tokens: 0, estimated: 0 });
  expect(embedded['input_tokens']).toBeGreaterThan(0);
});

const DOORS = [
  ['chat', '/v1/chat/completions', '/v1/chat/completions', HI],
  ['messages', '/v1/messages', '/v1/messages', { ...HI, max_tokens: 50 }],
  ['responses', '/v1/responses', '/v1/responses', { model: 'm', input: HI.messages }],
  [
    'gemini',
    '/v1beta/models/m:generateContent',
    '/v1beta/models/m:streamGenerateContent?alt=sse',
    { contents: [{ role: 'user', parts: [{ text: 'hi' }] }] },
  ],
  ['uniform', '/llm/chat', '/llm/stream', HI],
] as const;
const WAYS = DOORS.flatMap(([door, whole, streaming, body]) => [
  [door, 'whole', whole, body] as const,
  [
    door,
    'streamed',
    streaming,
    door === 'gemini' || door === 'uniform' ? body : { ...body, stream: true },
  ] as const,
]);

describe.each(WAYS)('by the %s door, %s', (door, way, path, body) => {
  const ask = () => postChat(gateway, body, { path });

  it('use is the provider’s figures by class; counted where it tells none; nothing where it refuses', async () => {
    const details = {
      prompt_tokens_details: { cached_tokens: 64, cache_write_tokens: 7, audio_tokens: 5 },
      completion_tokens_details: { reasoning_tokens: 3 },
    };
    upstream.reply(answerText('yes', usage(100, 10, details)));
    expect((await ask()).status).toBe(200);
    expect(await row()).toMatchObject({
      ...{ input_tokens: 100, cached_tokens: 64, cache_write_tokens: 7, audio_input_tokens: 5 },
      ...{ output_tokens: 10, reasoning_tokens: 3, estimated: 0, streamed: way === 'streamed' ? 1 : 0 },
    });
    upstream.reply(answerText('Hello there', { usage: null }));
    await ask();
    const counted = await row();
    expect(counted).toMatchObject({ estimated: 1, ended: 'whole' });
    expect(counted['input_tokens']).toBeGreaterThan(0);
    expect(counted['input_tokens']).toBeLessThan(12);
    expect(counted['output_tokens']).toBeGreaterThan(0);
    expect(counted['output_tokens']).toBeLessThan(12);
    upstream.reply(providerError(400, { type: 'invalid_request_error' }));
    await ask();
    expect(await row()).toMatchObject({ input_tokens: 0, output_tokens: 0, status: 400 });
  });

  if (way === 'streamed') {
    it('use is the prompt and what came where it was cut, or its caller left', async () => {
      upstream.reply(stream(textChunks('one two three'), { ending: 'cut' }));
      await new SseClient(`${gateway.url}${path}`, { headers: headers(), body }).ended;
      const cut = await row();
      expect(cut).toMatchObject({ ended: 'cut', estimated: 1 });
      expect(cut['input_tokens']).toBeGreaterThan(0);
      expect(cut['output_tokens']).toBeGreaterThanOrEqual(2);
      upstream.reply(stream(textChunks('one two three'), { ending: 'stall' }));
      const client = new SseClient(`${gateway.url}${path}`, { headers: headers(), body });
      await until(() => client.frames.length >= 2, { what: `frames of ${door}` });
      client.abort();
      const left = await row();
      expect(left).toMatchObject({ ended: 'caller_gone', estimated: 1 });
      expect(left['input_tokens']).toBeGreaterThan(0);
      expect(left['output_tokens']).toBeGreaterThanOrEqual(1);
    });
  }
});

describe('a call that two deployments were asked for', () => {
  let second: FakeUpstream;
  let shop: Tenant;
  let attempted: InProcessGateway;
  let rows = 0;
  const folder = mkdtempSync(join(tmpdir(), 'llm-proxy-attempts-'));
  const told = (prompt: number, completion: number, streamed: boolean) =>
    streamed
      ? stream(textChunks('one two three', { includeUsage: true, ...usage(prompt, completion) }))
      : answerText('one two three', usage(prompt, completion));

  beforeAll(async () => {
    second = await FakeUpstream.start();
    const settings = {
      ...{ DATA_DIR: folder, RETRIES: 0, KEY_RPS: 0, ADDRESS_RPS: 0, RESCUE: 'restart' },
      ...{ FIRST_TOKEN_HEDGE: 0.2, WHOLE_ANSWER_HEDGE: 0.2 },
      // One that was overtaken is asked first again by the next test.
      BREAKER_WAIT: 0.01,
    };
    attempted = await startGateway({ settings });
    shop = await addTenant(attempted, 'shop');
    for (const [at, { url }] of [upstream, second].entries()) {
      // Hedges of one alias are few, and one that was overtaken is asked last for a while.
      for (const alias of ['whole', 'streamed', 'broken']) {
        const name = `${at === 0 ? 'first' : 'second'}-${alias}`;
        await addConnection(
          attempted,
          { name, provider: 'openai', endpoint: `${url}/v1`, credential: 'sk-connection-1' },
          'm',
        );
        await assign(attempted, shop, `${name}/m`, { alias, priority: at + 1 });
      }
    }
  });
  afterAll(async () => {
    await attempted.close();
    await second.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(() => {
    second.reset();
  });

  async function recorded(): Promise<{ row: LedgerRow; attempts: Used[] }> {
    const found = (await untilRows(folder, ++rows)).at(-1) ?? {};
    return { row: found, attempts: JSON.parse(String(found['attempts'])) as Used[] };
  }
  interface Used {
    readonly deployment: string;
    readonly tokens: { readonly input: number; readonly output: number };
    readonly estimated?: true;
  }

  it.each([
    ['whole', false],
    ['streamed', true],
  ])(
    'because the first was slow has what both used, and its caller what he got: %s',
    async (model, streamed) => {
      upstream.reply(() => undefined);
      second.reply(told(30, 3, streamed));
      const body = {
        ...HI,
        model,
        stream: streamed,
        stream_options: streamed ? { include_usage: true } : undefined,
      };
      const answer = await postChat({ ...attempted, key: shop.key }, body);
      expect(answer.text).toContain('"prompt_tokens":30');
      const { row: found, attempts } = await recorded();
      expect(attempts).toMatchObject([
        { deployment: `first-${model}/m`, tokens: { input: 8, output: 0 }, estimated: true },
        { deployment: `second-${model}/m`, tokens: { input: 30, output: 3 } },
      ]);
      expect(found).toMatchObject({
        deployment: `second-${model}/m`,
        input_tokens: 38,
        output_tokens: 3,
        estimated: 1,
      });
    },
  );

  it('because the stream of the first broke has what both used, and its caller one answer', async () => {
    upstream.reply(stream(textChunks('one two three').slice(0, -2), { ending: 'cut' }));
    second.reply(told(30, 3, true));
    const body = { ...HI, model: 'broken', stream: true, stream_options: { include_usage: true } };
    const answer = await postChat({ ...attempted, key: shop.key }, body);
    expect(answer.text).toContain('[DONE]');
    const { row: found, attempts } = await recorded();
    expect(attempts).toMatchObject([
      { deployment: 'first-broken/m', tokens: { input: 8 }, estimated: true },
      { deployment: 'second-broken/m', tokens: { input: 30, output: 3 } },
    ]);
    const [broken] = attempts;
    expect(broken?.tokens.output).toBeGreaterThan(0);
    expect(found).toMatchObject({
      ended: 'whole',
      input_tokens: 38,
      output_tokens: 3 + (broken?.tokens.output ?? 0),
      estimated: 1,
    });
  });
});

const headers = (): Record<string, string> => ({ authorization: `Bearer ${gateway.key}` });
const withUsage = (chunk: object, told: object) => ({ ...chunk, usage: told });

it.each<[string, () => AnswerScript, object]>([
  [
    'twice, growing',
    () => {
      const [role = {}, ...rest] = textChunks('one two');
      const total = { prompt_tokens: 10, completion_tokens: 4, total_tokens: 14 };
      return stream([
        withUsage(role, { ...total, completion_tokens: 1, total_tokens: 11 }),
        ...rest,
        { ...role, choices: [], usage: total },
      ]);
    },
    { input_tokens: 10, output_tokens: 4, estimated: 0 },
  ],
  [
    'in the first event alone',
    () => {
      const [role = {}, ...rest] = textChunks('one two');
      return stream([
        withUsage(role, { prompt_tokens: 10, completion_tokens: 4, total_tokens: 14 }),
        ...rest,
      ]);
    },
    { input_tokens: 10, output_tokens: 4, estimated: 0 },
  ],
  [
    'inside a choice',
    () => {
      const chunks = textChunks('one two');
      const last = chunks.pop() ?? {};
      const [choice = {}] = last['choices'] as object[];
      const told = { prompt_tokens: 10, completion_tokens: 4, total_tokens: 14 };
      return stream([...chunks, { ...last, choices: [{ ...choice, usage: told }] }]);
    },
    { input_tokens: 10, output_tokens: 4, estimated: 0 },
  ],
])('is one sane figure where a stream tells it %s', async (_where, script, expected) => {
  upstream.reply(script());
  await postChat(gateway, { ...HI, stream: true });
  expect(await row()).toMatchObject(expected);
});

it('is nothing for an answer that was made before, with what that saved', async () => {
  upstream.reply(answerText('yes', usage(50, 5)));
  const keyed = { headers: { 'idempotency-key': 'made-before' } };
  await postChat(gateway, HI, keyed);
  expect(await row()).toMatchObject({ input_tokens: 50, output_tokens: 5, replayed: null, saved: null });
  await postChat(gateway, HI, keyed);
  const again = await row();
  expect(again).toMatchObject({ input_tokens: 0, output_tokens: 0, replayed: 'idempotency', attempts: '[]' });
  expect(JSON.parse(String(again['saved']))).toMatchObject({ input: 50, output: 5 });
});

describe('a stream whose caller has left, with DRAIN_ON_LEAVE', () => {
  let draining: InProcessGateway;
  const folder = mkdtempSync(join(tmpdir(), 'llm-proxy-drain-'));

  beforeAll(async () => {
    const settings = { DATA_DIR: folder, DRAIN_ON_LEAVE: 30, DRAIN_ON_LEAVE_TOKENS: 20, KEY_RPS: 0 };
    draining = await startGateway({ upstream, settings });
  });
  afterAll(async () => {
    await draining.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function leaveAfterTwo(count: number): Promise<LedgerRow> {
    const client = streamChat(draining, HI);
    await until(() => client.frames.length >= 2, { what: 'some frames' });
    client.abort();
    return (await untilRows(folder, count)).at(-1) ?? {};
  }

  it('is read on, and what its provider tells at the end is what it used', async () => {
    const told = usage(30, 7).usage;
    const chunks = textChunks('one two three four five six seven', { includeUsage: true, usage: told });
    upstream.reply(stream(chunks, { delayMs: 20 }));
    const left = await leaveAfterTwo(1);
    expect(left).toMatchObject({ ended: 'caller_gone', input_tokens: 30, output_tokens: 7, estimated: 0 });
  });

  it('is read on for so many tokens, and no longer', async () => {
    upstream.reply(stream(textChunks('word '.repeat(400).trim()), { delayMs: 2 }));
    const left = await leaveAfterTwo(2);
    expect(left).toMatchObject({ ended: 'caller_gone', estimated: 1 });
    expect(left['output_tokens']).toBeGreaterThan(20);
    expect(left['output_tokens']).toBeLessThan(200);
  });
});
