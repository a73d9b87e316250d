/** What a deployment that fails costs its callers, its neighbours and itself. */
import { answerText, breakConnection, providerError } from './support/upstream/answer-scripts';
import { call, get, HELLO, postChat, streamChat } from './support/callers/chat-request';
import { CommandLine } from './support/processes/command-line';
import { LeakCheck } from './support/observation/leak-check';
import { scraped, valueOf } from './support/observation/metric-samples';
import { openAiClient, rejection } from './support/callers/openai-client';
import { TwoDeployments } from './support/service/two-deployments';
import { StreamHandle } from './support/upstream/stream-handle';
import { until } from './support/observation/until';

const ADMIN_KEY = 'admin-key-of-deployments';
const isCheck = ({ body }: { readonly body: Buffer }): boolean => body.includes('"ping"');

describe('an alias of two deployments', () => {
  let leaks: LeakCheck;
  let two: TwoDeployments;

  beforeAll(async () => {
    leaks = new LeakCheck();
    two = await TwoDeployments.start(
      { BREAKER_WAIT: 0.5, BREAKER_FAILURES: 5, ADMIN_KEY },
      (first, second) => `
providers:
  checked: { type: openai, base_url: ${first}, api_key: sk-1, models: [m], health_check: { interval: 0.1 } }
  other: { type: openai, base_url: ${second}, api_key: sk-2, models: [m] }
routes:
  checked-alias: [checked/m, other/m]
`,
    );
  });
  beforeEach(() => {
    two.reset();
    two.first.reply(answerText('first'));
    two.second.reply(answerText('second'));
  });
  afterAll(async () => {
    await two.close();
    await leaks.released();
  });

  const ask = async (model: string, stream = false, headers: Record<string, string> = {}) => {
    const {
      status,
      text,
      headers: answered,
    } = await postChat(two.tenant, { ...HELLO, model, stream }, { headers });
    return { status, by: /first|second/.exec(text)?.[0], headers: answered };
  };
  const counts = () => [two.first.chats.length, two.second.chats.length];

  describe.each([false, true])('(stream: %s)', (stream) => {
    it('is answered by the first on its second try after one 500', async () => {
      const { name } = await two.alias();
      two.first.next(providerError(500), answerText('first'));
      expect(await ask(name, stream)).toMatchObject({ status: 200, by: 'first' });
      expect(counts()).toEqual([2, 0]);
    });

    it('is answered by the first on its second try after a reset before the head', async () => {
      const { name } = await two.alias();
      two.first.next(breakConnection({ reset: true }), answerText('first'));
      expect(await ask(name, stream)).toMatchObject({ status: 200, by: 'first' });
      expect(counts()).toEqual([2, 0]);
    });

    it('is answered by the second at once while the first is busy; with one deployment the wait is kept', async () => {
      const { name } = await two.alias();
      const busy = providerError(429, {}, { 'retry-after': '2' });
      two.first.next(busy);
      expect(await ask(name, stream)).toMatchObject({ status: 200, by: 'second' });
      expect(counts()).toEqual([1, 1]);
      const { name: alone } = await two.single();
      two.reset();
      two.first.next(busy, answerText('first'));
      expect(await ask(alone, stream)).toMatchObject({ status: 200, by: 'first' });
      const [one, other] = two.first.chats;
      expect((other?.arrivedAt ?? 0) - (one?.arrivedAt ?? 0)).toBeGreaterThanOrEqual(1_990);
    });

    it('is told the wait that is too long to be kept', async () => {
      const { name } = await two.single();
      two.first.reply(providerError(429, {}, { 'retry-after': '3.5' }));
      expect(await ask(name, stream)).toMatchObject({ status: 429, headers: { 'retry-after-ms': '3500' } });
      expect(counts()).toEqual([1, 0]);
    });

    it('is not asked twice for a client that is itself trying again', async () => {
      const { name } = await two.alias();
      two.first.reply(providerError(500));
      const headers = { 'x-stainless-retry-count': '1' };
      expect(await ask(name, stream, headers)).toMatchObject({ status: 200, by: 'second' });
      expect(counts()).toEqual([1, 1]);
    });
  });

  it('of which both fail for ever costs little: soon 503 at once, told when to come back, and shown', async () => {
    const { name, first, second } = await two.alias();
    for (const upstream of [two.first, two.second])
      upstream.reply(providerError(503, {}, { 'retry-after': '30' }));
    for (let n = 0; n < 5; n++) expect((await ask(name)).status).toBe(502);
    const before = counts();
    const client = openAiClient(two.tenant);
    const refusals = await Promise.all(
      Array.from({ length: 12 }, () =>
        rejection(
          client.chat.completions.create({ model: name, messages: [{ role: 'user', content: 'x' }] }),
        ),
      ),
    );
    for (const refused of refusals) expect(refused).toMatchObject({ status: 503, code: 'OVERLOADED' });
    expect(counts()).toEqual(before);
    const { headers } = await ask(name, true);
    expect(Number(headers['retry-after-ms'])).toBeGreaterThan(0);
    expect(headers).not.toHaveProperty('x-should-retry');
    const ready = (await get(two.gateway, '/health/ready')).json;
    expect(ready).toMatchObject({ status: 'degraded', checks: { deployments: { status: 'down' } } });
    for (const id of [first, second]) {
      expect(JSON.stringify(ready)).toContain(id);
      const samples = await scraped(two.gateway);
      expect(valueOf(samples, 'llm_proxy_deployment_state', { deployment: id })).toBeGreaterThan(0);
      expect(
        two.gateway.log.lines.filter((line) => line['deployment'] === id && line['breaker'] === 'open'),
      ).toHaveLength(1);
    }
  });

  it('is served throughout while the first is down, and by the first again soon after its return', async () => {
    const { name, first } = await two.alias();
    await two.first.down();
    for (let n = 0; n < 8; n++)
      expect(await ask(name, n % 2 === 0)).toMatchObject({ status: 200, by: 'second' });
    await two.first.up();
    two.first.reset();
    two.first.reply(answerText('first'));
    await until(async () => (await ask(name)).by === 'first', { what: `${first} to be back` });
    const closed = two.gateway.log.lines.filter(
      (line) => line['deployment'] === first && line['breaker'] === 'closed',
    );
    expect(closed.length).toBeLessThanOrEqual(1);
  });

  it('leaves nothing in flight when callers leave', async () => {
    const { name, first } = await two.alias();
    two.first.reply(() => undefined);
    const client = streamChat(two.tenant, { ...HELLO, model: name });
    await two.first.untilChat(1);
    const inFlight = async () =>
      valueOf(await scraped(two.gateway), 'llm_proxy_deployment_in_flight', { deployment: first });
    expect(await inFlight()).toBe(1);
    client.abort();
    await until(async () => (await inFlight()) === 0, { what: 'nothing in flight' });
  });

  it('finds out by itself whether a deployment is back, where the provider file says so', async () => {
    two.first.reply(providerError(503));
    const served = async () => {
      const { text, status } = await postChat(two.gateway, { ...HELLO, model: 'checked-alias' });
      return status === 200 ? /first|second/.exec(text)?.[0] : status;
    };
    for (let n = 0; n < 5; n++) await postChat(two.gateway, { ...HELLO, model: 'checked/m' });
    await until(() => two.first.chats.some(isCheck), { what: 'a check' });
    const asked = two.first.chats.filter((request) => !isCheck(request)).length;
    expect(await served()).toBe('second');
    two.first.reset();
    two.first.reply(answerText('first'));
    await until(async () => (await served()) === 'first', { what: 'the first to be back' });
    expect(asked).toBe(5);
    const [check] = two.first.chats;
    expect(check?.json).toMatchObject({ model: 'm', max_tokens: 1, messages: [{ content: 'ping' }] });
  });

  it('of a stored connection is checked where its options say so, with the model that they name', async () => {
    const { name } = await two.alias();
    const connection = `First${name.slice('alias'.length)}`;
    await two.registry.connections.update(connection, {
      options: { health_check: '0.1', health_check_model: 'mini' },
    });
    two.first.reply((exchange) => providerError(isCheck(exchange.request) ? 400 : 503)(exchange));
    const isCheckOf = (request: { readonly body: Buffer }): boolean =>
      isCheck(request) && request.body.includes('"mini"');
    for (let n = 0; n < 5; n++) await postChat(two.gateway, { ...HELLO, model: `${connection}/m` });
    await until(() => two.first.chats.some(isCheckOf), { what: 'a check of the named model' });
  });

  describe('by hand', () => {
    const admin = (method: 'GET' | 'POST', id: string, operation = '') =>
      call(two.gateway, method, `/admin/deployments/${encodeURIComponent(id)}${operation}`, {
        key: ADMIN_KEY,
      });

    it('is shown, and one that keeps failing is asked again at once after a reset', async () => {
      const { name, first } = await two.single();
      two.first.reply(providerError(503, {}, { 'retry-after': '30' }));
      for (let n = 0; n < 5; n++) await ask(name);
      expect((await admin('GET', first)).json).toMatchObject({
        id: first,
        state: 'open',
        keys_kept_away: 1,
        last_error: { kind: 'server_error' },
        retry_in_ms: expect.any(Number) as number,
        success_rate: 0,
        in_flight: 0,
      });
      two.first.reply(answerText('first'));
      expect((await admin('POST', first, '/reset')).json).toMatchObject({ id: first, state: 'closed' });
      expect(await ask(name)).toMatchObject({ by: 'first' });
    });

    it('is taken out: what runs goes on, new calls go elsewhere, until it is put back', async () => {
      const { name, first } = await two.alias();
      const handle = new StreamHandle();
      two.first.next(handle.script);
      const running = streamChat(two.tenant, { ...HELLO, model: name });
      await handle.opened;
      await handle.text('first');
      expect((await admin('POST', first, '/drain')).json).toMatchObject({ state: 'draining', in_flight: 1 });
      expect(await ask(name)).toMatchObject({ by: 'second' });
      await handle.finish();
      await handle.done();
      expect((await running.ended).complete).toBe(true);
      expect((await admin('POST', first, '/undrain')).json).toMatchObject({ state: 'closed', in_flight: 0 });
      expect(await ask(name)).toMatchObject({ by: 'first' });
    });

    it('is 503 when every one is taken out, and 404 where there is no such one', async () => {
      const { name, first } = await two.single();
      await admin('POST', first, '/drain');
      expect(await ask(name)).toMatchObject({ status: 503 });
      const missing = await admin('POST', 'Nobody/m', '/drain');
      expect([missing.status, missing.error['code']]).toEqual([404, 'NOT_FOUND']);
    });

    it('is listed by the command line, which needs a running service', async () => {
      const { first } = await two.alias();
      const commands = new CommandLine({
        LLM_PROXY_URL: two.gateway.url,
        LLM_PROXY_ADMIN_KEY: ADMIN_KEY,
      });
      const listed = await commands.run(['deployment', 'list']);
      expect(listed.stdout).toContain(first);
      expect((await commands.run(['deployment', 'drain', first])).stdout).toBe(
        `Deployment ${first} is taken out; 0 calls run there.\n`,
      );
      expect((await commands.run(['deployment', 'reset', 'Nobody/m'])).code).toBe(2);
      expect((await commands.run(['deployment', 'list', '--local'])).code).toBe(2);
      commands.close();
    });
  });
});
