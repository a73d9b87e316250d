import { after, breakConnection, providerError, silence } from './support/upstream/answer-scripts';
import { call, get, HELLO, postChat, streamChat } from './support/callers/chat-request';
import { textChunks } from './support/upstream/completion-bodies';
import type { AnswerScript } from './support/upstream/exchange';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { Gateway } from './support/service/gateway';
import { LeakCheck } from './support/observation/leak-check';
import type { SseClient } from './support/callers/sse-client';
import { StreamHandle } from './support/upstream/stream-handle';
import { stream } from './support/upstream/stream-scripts';
import { until } from './support/observation/until';

/** So slow that nothing flows into a bucket while a test runs. */
const TRICKLE = 0.001;

describe('overload', () => {
  let upstream: FakeUpstream;
  let gateway: Gateway | undefined;
  let leaks: LeakCheck;

  beforeEach(async () => {
    leaks = new LeakCheck();
    upstream = await FakeUpstream.start();
  });

  afterEach(async () => {
    await gateway?.close();
    gateway = undefined;
    await upstream.close();
    await leaks.released();
  });

  async function withSlots(slots: number, settings: Record<string, string | number> = {}): Promise<Gateway> {
    gateway = await startGateway({
      upstream,
      settings: { MAX_CONCURRENT_REQUESTS: slots, RETRIES: 0, ...settings },
    });
    return gateway;
  }

  /** A stream that has begun and goes on until `finish`. */
  async function held(service: Gateway): Promise<{ client: SseClient; finish: () => Promise<void> }> {
    const handle = new StreamHandle();
    upstream.next(handle.script);
    const client = streamChat(service);
    await handle.opened;
    await handle.text('Hi');
    await client.untilFrame(1);
    return {
      client,
      finish: async () => {
        await handle.finish();
        await handle.done();
        await client.ended;
      },
    };
  }

  it('refuses one call more than there are slots, on every door, at once and without calling the upstream', async () => {
    const service = await withSlots(2);
    const running = [await held(service), await held(service)];
    const refused = await postChat(service);
    expect(refused.status).toBe(503);
    expect(refused.error).toMatchObject({ type: 'overloaded_error', code: 'OVERLOADED' });
    expect(refused.headers).toMatchObject({
      'x-llm-proxy-error': 'OVERLOADED',
      'retry-after': '1',
      'retry-after-ms': '1000',
    });
    const doors: [string, unknown][] = [
      ['/chat/completions', HELLO],
      ['/llm/chat', HELLO],
      ['/llm/stream', HELLO],
      ['/llm/completions', { model: HELLO.model, prompt: 'Hello' }],
      ['/v1/embeddings', { model: 'text-embedding-3-small', input: 'Hello' }],
    ];
    for (const [path, body] of doors) expect((await call(service, 'POST', path, { body })).status).toBe(503);
    expect(upstream.chats).toHaveLength(2);
    for (const { finish } of running) await finish();
    expect(running.every(({ client }) => client.done)).toBe(true);
    await expectFreeSlot(service);
  });

  it('charges no bucket for a call that found no slot', async () => {
    const service = await withSlots(1, { KEY_RPS: TRICKLE, KEY_BURST: 10 });
    const running = await held(service);
    for (let n = 0; n < 5; n++) expect((await postChat(service)).status).toBe(503);
    await running.finish();
    expect((await get(service, '/v1/models')).headers['x-ratelimit-remaining-requests']).toBe('8');
  });

  it('needs a slot for calls of a model only, and none for strangers', async () => {
    const service = await withSlots(1);
    const running = await held(service);
    for (const path of ['/v1/models', '/llm/models', '/health', '/health/ready', '/metrics']) {
      expect((await get(service, path)).status).toBe(200);
    }
    expect((await postChat(service, HELLO, { key: 'wrong-key' })).status).toBe(401);
    await running.finish();
  });

  describe('a slot is free again', () => {
    const ways: [string, AnswerScript | undefined, number][] = [
      ['after a whole answer', undefined, 200],
      ['after an error of the upstream', providerError(500), 502],
      ['after a refusal of the upstream', providerError(400), 400],
      ['when the upstream breaks the connection', breakConnection(), 502],
      ['when the upstream takes too long', silence(), 504],
    ];
    it.each(ways)('%s', async (_name, script, status) => {
      const service = await withSlots(1, { REQUEST_TIMEOUT: status === 504 ? 0.3 : 60 });
      if (script !== undefined) upstream.next(script);
      expect((await postChat(service)).status).toBe(status);
      await expectFreeSlot(service);
    });

    it('after a body that the door refuses', async () => {
      const service = await withSlots(1);
      for (const body of [{ ...HELLO, messages: 'Hello' }, { messages: [] }, { ...HELLO, stream: 'yes' }]) {
        expect((await postChat(service, body)).status).toBe(400);
      }
      await expectFreeSlot(service);
    });

    it('after a rate limit has refused', async () => {
      const service = await withSlots(1, { MODEL_RPS: TRICKLE, MODEL_BURST: 1 });
      expect((await postChat(service)).status).toBe(200);
      await until(async () => (await postChat(service)).status === 429, { what: 'the slot, then a refusal' });
      expect((await postChat(service)).status).toBe(429);
      await expectFreeSlot(service, 'another-model');
    });

    it('after a stream that is cut', async () => {
      const service = await withSlots(1);
      upstream.next(stream(textChunks('Hello there'), { ending: 'cut' }));
      const client = streamChat(service);
      expect((await client.ended).complete).toBe(false);
      await expectFreeSlot(service);
    });

    it('when the caller goes away in the middle of a stream', async () => {
      const service = await withSlots(1);
      const { client } = await held(service);
      client.abort();
      await expectFreeSlot(service);
    });

    it('when the caller goes away before the upstream has answered', async () => {
      const service = await withSlots(1);
      upstream.next(after(60_000, providerError(500)));
      const client = streamChat(service);
      await upstream.untilChat(1);
      client.abort();
      await expectFreeSlot(service);
    });
  });

  it('loses and gains no slot over many calls that end in every way', async () => {
    const service = await withSlots(4);
    const scripts = [
      undefined,
      providerError(500),
      breakConnection(),
      stream(textChunks('Hi'), { ending: 'cut' }),
    ];
    let turn = 0;
    upstream.onChat(({ fields }) =>
      fields['user'] === 'mixed' ? scripts[turn++ % scripts.length] : undefined,
    );
    const clients = Array.from({ length: 120 }, () => streamChat(service, { ...HELLO, user: 'mixed' }));
    clients.forEach((client, index) => {
      if (index % 5 === 0)
        client.opened.then(
          () => client.abort(),
          () => undefined,
        );
    });
    await Promise.all(clients.map(({ ended }) => ended));
    expect(upstream.maxConcurrent).toBeLessThanOrEqual(4);
    await until(async () => (await together(service, 4)).every((status) => status === 200), {
      what: 'four slots',
    });
    const running = [await held(service), await held(service), await held(service), await held(service)];
    expect((await postChat(service)).status).toBe(503);
    for (const { finish } of running) await finish();
  });
});

/** Statuses of calls that run at the same time. */
async function together(service: Gateway, count: number): Promise<number[]> {
  const answers = await Promise.all(Array.from({ length: count }, () => postChat(service)));
  return answers.map(({ status }) => status);
}

async function expectFreeSlot(service: Gateway, model: string = HELLO.model): Promise<void> {
  await until(async () => (await postChat(service, { ...HELLO, model })).status === 200, {
    what: 'a free slot',
  });
}
