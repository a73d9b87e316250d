/** One Idempotency-Key at two replicas that share a Valkey server. */
import { randomUUID } from 'node:crypto';
import { json, providerError } from './support/upstream/answer-scripts';
import { HELLO } from './support/callers/chat-request';
import { chunk, completion } from './support/upstream/completion-bodies';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { Gateway, InProcessGateway } from './support/service/gateway';
import { keyedCaller, postTo, saidIn } from './support/callers/keyed-calls';
import { spawnGateway } from './support/service/spawned-gateway';
import { StreamHandle } from './support/upstream/stream-handle';
import { elapse, ownMsUntil, until } from './support/observation/until';
import { describeWithValkey, ValkeyServer } from './support/engines/valkey';

const WORDS = Array.from({ length: 20 }, (_, at) => ` word${at + 1}`);
const STREAMED = { ...HELLO, stream: true };
/** So long that a caller comes back within it on a busy machine too. */
const GRACE_MS = 3_000;
const SAID = 'Hello from the fake upstream.';

describeWithValkey('calls with one Idempotency-Key at two replicas', () => {
  let valkey: ValkeyServer;
  let upstream: FakeUpstream;
  let one: InProcessGateway;
  let other: InProcessGateway;
  const settings = (): Record<string, string | number> => ({
    REDIS_URL: valkey.url,
    // A busy machine is no lost server.
    REDIS_TIMEOUT: 30,
    KEY_RPS: 0,
    ADDRESS_RPS: 0,
    IDLE_TIMEOUT: 60,
    RESUME_GRACE: GRACE_MS / 1000,
    ANSWERS_MIB: 1,
    SHARED_ANSWERS_MIB: 1,
  });

  beforeAll(async () => {
    valkey = await ValkeyServer.start();
    upstream = await FakeUpstream.start();
    const start = (): Promise<InProcessGateway> => startGateway({ upstream, settings: settings() });
    [one, other] = await Promise.all([start(), start()]);
  });
  afterEach(async () => {
    upstream.reset();
    await valkey.command('FLUSHALL');
  });
  afterAll(async () => {
    await Promise.all([one, other].map((gateway) => gateway.close()));
    await upstream.close();
    await valkey.close();
  });

  const newKey = (): Record<string, string> => ({ 'idempotency-key': randomUUID() });

  it.each([
    ['whole', [HELLO]],
    ['streamed', [STREAMED]],
    ['whole and streamed', [HELLO, STREAMED, STREAMED]],
    ['streamed and whole', [STREAMED, HELLO, HELLO]],
  ])('are one upstream call, 50 at once mixed over both: %s', async (_how, bodies) => {
    const key = newKey();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) => postTo(at % 2 ? one : other, bodies[at % bodies.length]!, key)),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map(({ text }) => saidIn(text)))).toEqual(new Set([SAID]));
    if (bodies.length === 1) expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(upstream.chats).toHaveLength(1);
  });

  it.each([HELLO, STREAMED])('get the stored answer at the other one, and are told so: %j', async (body) => {
    const key = newKey();
    const first = await postTo(one, body, key);
    const second = await postTo(other, body, key);
    expect(second.text).toBe(first.text);
    expect(second.headers.get('x-llm-proxy-replayed')).toBe('true');
    expect(second.headers.get('x-llm-proxy-deployment')).toBe(first.headers.get('x-llm-proxy-deployment'));
    const id = second.headers.get('x-request-id');
    const line = await other.log.until((entry) => entry['msg'] === 'call' && entry['request_id'] === id, {
      what: 'the log line',
    });
    expect(line).toMatchObject({ replayed: 'stored', attempts: 0, deployment: expect.any(String) });
    expect(upstream.chats).toHaveLength(1);
  });

  it('are refused with another body, and Last-Event-ID of nothing, at the other one', async () => {
    const key = newKey();
    await postTo(one, HELLO, key);
    const mismatch = await postTo(other, { ...HELLO, temperature: 1 }, key);
    expect([mismatch.status, mismatch.headers.get('x-llm-proxy-error')]).toEqual([
      422,
      'IDEMPOTENCY_MISMATCH',
    ]);
    const gone = await postTo(other, STREAMED, { ...newKey(), 'last-event-id': '1' });
    expect(gone.status).toBe(410);
    const streamed = newKey();
    await postTo(one, STREAMED, streamed);
    const beyond = await postTo(other, STREAMED, { ...streamed, 'last-event-id': '999' });
    expect([beyond.status, beyond.text]).toEqual([409, expect.stringContaining('beyond')]);
  });

  it('are a new try at the other one after a failure, and the same 400 after a 400', async () => {
    const key = newKey();
    upstream.next(providerError(401), providerError(400, { message: 'no' }));
    const statuses = [];
    for (const gateway of [one, other, one, other]) statuses.push((await postTo(gateway, HELLO, key)).status);
    expect(statuses).toEqual([502, 400, 400, 400]);
    expect(upstream.chats).toHaveLength(2);
  });

  it('follow a running stream live at the other one, and share its failure', async () => {
    const handle = new StreamHandle();
    upstream.next(handle.script);
    const key = newKey();
    const first = keyedCaller(one, STREAMED, key);
    await handle.opened;
    const second = keyedCaller(other, STREAMED, key);
    for (const content of WORDS.slice(0, 5)) {
      await handle.send(chunk({ content }));
      await until(() => second.seen().includes(content), { what: `${content} at the other replica` });
    }
    await handle.send(chunk({}, { finishReason: 'stop' }));
    await handle.done();
    await Promise.all([first.ended, second.ended]);
    expect(saidIn(second.seen())).toBe(WORDS.slice(0, 5).join(''));
    expect(second.seen()).toContain('[DONE]');
    expect(upstream.chats).toHaveLength(1);
  });

  it('continue at the other one after event n, live, once, without another upstream call', async () => {
    const handle = new StreamHandle();
    upstream.next(handle.script);
    const key = newKey();
    const caller = keyedCaller(one, STREAMED, key);
    await handle.opened;
    for (const content of WORDS.slice(0, 5)) await handle.send(chunk({ content }));
    await until(() => caller.seen().includes('word5'), { what: 'the fifth word' });
    caller.leave();
    await handle.send(chunk({ content: WORDS[5] }));
    const back = keyedCaller(other, STREAMED, { ...key, 'last-event-id': '5' });
    await until(() => back.seen().includes('word6'), { what: 'the sixth word' });
    // Longer than the grace: a reader elsewhere keeps the call going.
    await elapse(GRACE_MS + 500);
    for (const content of WORDS.slice(6)) await handle.send(chunk({ content }));
    await handle.send(chunk({}, { finishReason: 'stop' }));
    await handle.done();
    await back.ended;
    expect(back.seen()).toMatch(/^id: 6\n/);
    expect(saidIn(back.seen())).toBe(WORDS.slice(5).join(''));
    const again = await postTo(other, STREAMED, { ...key, 'last-event-id': '21' });
    expect(again.text).toBe('id: 22\ndata: [DONE]\n\n');
    expect(upstream.chats).toHaveLength(1);
  });

  it('say at once at the other one that Last-Event-ID is beyond the end, and while the answer runs', async () => {
    const handle = new StreamHandle();
    upstream.next(handle.script);
    const key = newKey();
    const caller = keyedCaller(one, STREAMED, key);
    await handle.opened;
    for (const content of WORDS.slice(0, 5)) await handle.send(chunk({ content }));
    await until(() => caller.seen().includes('word5'), { what: 'the fifth word' });
    const beyond = postTo(other, STREAMED, { ...key, 'last-event-id': '99' });
    const within = keyedCaller(other, STREAMED, { ...key, 'last-event-id': '5' });
    const refused = await beyond;
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('beyond')]);
    await handle.send(chunk({ content: WORDS[5] }));
    await until(() => within.seen().includes('word6'), { what: 'the sixth word' });
    await handle.send(chunk({}, { finishReason: 'stop' }));
    await handle.done();
    await Promise.all([caller.ended, within.ended]);
    expect(upstream.chats).toHaveLength(1);
  });

  it('end within the grace when nobody comes back to either', async () => {
    const handle = new StreamHandle();
    upstream.next(handle.script);
    const key = newKey();
    const caller = keyedCaller(one, STREAMED, key);
    const second = keyedCaller(other, STREAMED, key);
    await handle.opened;
    await handle.send(chunk({ content: 'one' }));
    await until(() => second.seen().includes('one'), { what: 'the first word' });
    caller.leave();
    second.leave();
    expect(await ownMsUntil(upstream.untilIdle(), { what: 'the end' })).toBeLessThan(3 * GRACE_MS);
  });

  it('are kept in pieces and with an expiry; an answer over the bound is not', async () => {
    const key = newKey();
    upstream.reply(json(completion('x'.repeat(200_000))));
    await postTo(one, HELLO, key);
    await until(async () => (await keysOf()).length === 2, { what: 'the answer to be shared' });
    const names = await keysOf();
    const list = names.find((name) => name.endsWith(':bytes'))!;
    expect(Number(await valkey.command('LLEN', list))).toBeGreaterThan(5);
    const expiries = await Promise.all(names.map(async (name) => Number(await valkey.command('PTTL', name))));
    expect(expiries.map((ms) => ms > 80_000_000)).toEqual([true, true]);
    const later = await postTo(other, HELLO, key);
    expect(later.text.length).toBeGreaterThan(200_000);
    expect(upstream.chats).toHaveLength(1);
    await valkey.command('FLUSHALL');
    upstream.reply(json(completion('y'.repeat(700_000))));
    await postTo(one, HELLO, newKey());
    await until(async () => (await keysOf()).length === 0, { what: 'the large answer to be let go' });
  });

  it('take no more in the server than they may: what was used longest ago goes', async () => {
    upstream.reply(json(completion('x'.repeat(250_000))));
    const keys = Array.from({ length: 5 }, newKey);
    for (const key of keys.slice(0, 3)) await postTo(one, HELLO, key);
    await until(async () => (await keysOf()).length === 6, { what: 'three answers to be shared' });
    const before = new Set(await keysOf());
    // The first is used once more: it is not the oldest.
    await postTo(other, HELLO, keys[0]!);
    for (const key of keys.slice(3)) await postTo(one, HELLO, key);
    const isTurned = async (): Promise<boolean> => {
      const names = await keysOf();
      return names.length === 6 && names.filter((name) => before.has(name)).length === 2;
    };
    await until(isTurned, { what: 'the oldest to go' });
    expect(await bytesOf(await keysOf())).toBeLessThan(1_100_000);
    expect(upstream.chats).toHaveLength(5);
    expect((await postTo(other, HELLO, keys[0]!)).headers.get('x-llm-proxy-replayed')).toBe('true');
    await postTo(other, HELLO, keys[1]!);
    expect(upstream.chats).toHaveLength(6);
  });

  it('are made anew at the other replica within 20 s when the first dies in the middle', async () => {
    const dying = await spawnGateway({ upstream, settings: settings() });
    const handle = new StreamHandle();
    upstream.next(handle.script);
    const key = newKey();
    const caller = keyedCaller(dying, STREAMED, key);
    await handle.opened;
    for (const content of WORDS.slice(0, 5)) await handle.send(chunk({ content }));
    await until(() => caller.seen().includes('word5'), { what: 'the fifth word' });
    await until(async () => (await keysOf()).length === 2, { what: 'the answer to be shared' });
    dying.signal('SIGKILL');
    await dying.exit;
    const anew = Promise.all([postTo(other, STREAMED, key), postTo(one, HELLO, key)]);
    expect(await ownMsUntil(anew, { what: 'both answers' })).toBeLessThan(20_000);
    const [streamed, whole] = await anew;
    expect([streamed, whole].map(({ status, text }) => [status, saidIn(text)])).toEqual([
      [200, SAID],
      [200, SAID],
    ]);
    expect(upstream.chats).toHaveLength(2);
    await dying.close();
  });

  it('are made anew for who comes after the first died, also where another one was reading along', async () => {
    const dying = await spawnGateway({ upstream, settings: settings() });
    const handle = new StreamHandle();
    upstream.next(handle.script);
    const key = newKey();
    keyedCaller(dying, STREAMED, key);
    await handle.opened;
    const along = keyedCaller(other, STREAMED, key);
    for (const content of WORDS.slice(0, 5)) await handle.send(chunk({ content }));
    await until(() => along.seen().includes('word5'), { what: 'the fifth word at the other replica' });
    dying.signal('SIGKILL');
    await dying.exit;
    const { status, text } = await postTo(other, STREAMED, key);
    expect([status, saidIn(text)]).toEqual([200, SAID]);
    await along.ended;
    expect(along.seen()).toContain('OVERLOADED');
    await dying.close();
  });

  it('work within each replica while the server is gone, which is said once, and together when it is back', async () => {
    const said = (gateway: Gateway, word: string): number =>
      gateway.log.text.split('\n').filter((line) => line.includes('Idempotency-Key') && line.includes(word))
        .length;
    await valkey.kill();
    await until(() => said(one, 'cannot be reached') > 0 && said(other, 'cannot be reached') > 0, {
      what: 'the warning of both',
    });
    const key = newKey();
    for (const gateway of [one, one, other, other])
      expect((await postTo(gateway, HELLO, key)).status).toBe(200);
    expect(upstream.chats).toHaveLength(2);
    expect([said(one, 'cannot be reached'), said(other, 'cannot be reached')]).toEqual([1, 1]);
    await valkey.up();
    await until(() => said(one, 'is back:') > 0 && said(other, 'is back:') > 0, { what: 'both to be back' });
    const shared = newKey();
    for (const gateway of [one, other]) expect((await postTo(gateway, HELLO, shared)).status).toBe(200);
    expect(upstream.chats).toHaveLength(3);
  });

  async function bytesOf(names: readonly string[]): Promise<number> {
    const sizes = names.map((name) => valkey.command('MEMORY', 'USAGE', name, 'SAMPLES', '0'));
    return (await Promise.all(sizes)).reduce((sum: number, size) => sum + Number(size), 0);
  }

  async function keysOf(): Promise<readonly string[]> {
    const keys = await valkey.command('KEYS', 'llm-proxy:{answer:*');
    return (keys as string[]).filter((name) => !name.includes('probe'));
  }
});
