import { DeploymentControl } from '../src/routing/health/deployment-control';
import { after, answerText, providerError, silence } from './support/upstream/answer-scripts';
import { brokenStream, deltas, wholeStream, wordDeltas } from './support/upstream/broken-streams';
import { HELLO } from './support/callers/chat-request';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { LeakCheck } from './support/observation/leak-check';
import { scraped, total } from './support/observation/metric-samples';
import { addConnection, addTenant, assign } from './support/service/registry-setup';
import type { Tenant } from './support/service/registry-setup';
import { StreamHandle } from './support/upstream/stream-handle';
import { stream } from './support/upstream/stream-scripts';
import { elapse, ownMsUntil } from './support/observation/until';

const SETTINGS = {
  KEY_RPS: 0,
  ADDRESS_RPS: 0,
  RETRIES: 0,
  FIRST_TOKEN_HEDGE: 0.3,
  ATTEMPT_TIMEOUT: 0.5,
  RESCUE: 'restart',
};
const WORDS = ['one', ' two', ' three'];
const WHOLE = wholeStream('second', wordDeltas(WORDS));

/** Two upstreams, and a service in front of them. */
function rigOf(settings: Readonly<Record<string, string | number>>) {
  let leaks: LeakCheck;
  let first: FakeUpstream;
  let second: FakeUpstream;
  let gateway: InProcessGateway;
  let tenant: Tenant;
  let aliases = 0;

  beforeAll(async () => {
    leaks = new LeakCheck();
    first = await FakeUpstream.start();
    second = await FakeUpstream.start();
    gateway = await startGateway({ settings });
    tenant = await addTenant(gateway, 'shop');
  });
  afterEach(() => {
    first.reset();
    second.reset();
  });
  afterAll(async () => {
    await gateway.close();
    await first.close();
    await second.close();
    await leaks.released();
  });

  return {
    get first() {
      return first;
    },
    get second() {
      return second;
    },
    get gateway() {
      return gateway;
    },
    /** The number of the last alias. */
    get aliases() {
      return aliases;
    },
    async newAlias(): Promise<string> {
      const alias = `alias-${++aliases}`;
      for (const [at, { url }] of [first, second].entries()) {
        const name = `${at === 0 ? 'first' : 'second'}-${aliases}`;
        const connection = {
          name,
          provider: 'openai',
          endpoint: `${url}/v1`,
          credential: 'sk-connection-1',
        };
        await addConnection(gateway, connection, 'm');
        await assign(gateway, tenant, `${name}/m`, { alias, priority: at + 1 });
      }
      return alias;
    },
    async ask(model: string, path = '/v1/chat/completions', body: object = { ...HELLO, stream: true }) {
      const answer = await fetch(`${gateway.url}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${tenant.key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ ...body, model }),
      });
      const text = await answer.text();
      const id = answer.headers.get('x-request-id');
      const line = await gateway.log.until((one) => one['msg'] === 'call' && one['request_id'] === id, {
        what: 'the log line',
      });
      return { status: answer.status, text, deployment: answer.headers.get('x-llm-proxy-deployment'), line };
    },
  };
}

describe('a deployment that is slow', () => {
  const rig = rigOf(SETTINGS);

  it.each([
    ['that sends nothing', silence()],
    ['that sends a head and nothing more', stream([], { ending: 'stall' })],
  ])('%s is overtaken by the other one, and stopped', async (_how, script) => {
    rig.first.next(script);
    rig.second.next(WHOLE);
    const { text, deployment, line } = await rig.ask(await rig.newAlias());
    expect(text).toContain(' three');
    expect(text.match(/"finish_reason":"stop"/g)).toHaveLength(1);
    expect(deployment).toBe(`second-${rig.aliases}/m`);
    expect(line).toMatchObject({
      ended: 'whole',
      attempt_log: [
        { outcome: 'aborted', prompt_tokens: expect.any(Number) as number },
        { how: 'hedge', after: 1, outcome: 'ok' },
      ],
    });
    await rig.first.untilIdle();
    expect(total(await scraped(rig.gateway), 'llm_proxy_hedges_total', { outcome: 'won' })).toBeGreaterThan(
      0,
    );
  });

  it.each([
    ['messages', '/v1/messages', { messages: HELLO.messages, max_tokens: 50, stream: true }],
    ['responses', '/v1/responses', { input: 'Hello', stream: true }],
    [
      'gemini',
      '/v1beta/models/MODEL:streamGenerateContent?alt=sse',
      { contents: [{ parts: [{ text: 'Hello' }] }] },
    ],
    ['uniform', '/llm/stream', { messages: HELLO.messages }],
  ])('is overtaken in the wire of %s, and a break of the other one is rescued', async (_wire, path, body) => {
    rig.first.next(stream([], { ending: 'stall' }), WHOLE);
    rig.second.next(
      brokenStream(deltas('second', { role: 'assistant', content: '' }, ...wordDeltas(['one'])), 'FIN'),
      WHOLE,
    );
    const model = await rig.newAlias();
    const { text, line } = await rig.ask(model, path.replace('MODEL', model), body);
    expect(line).toMatchObject({ ended: 'whole', rescues: [{ outcome: 'rescued' }] });
    expect(text).toContain(' three');
  });

  it('that says nothing is asked after the other one for a while', async () => {
    rig.first.reply(silence());
    rig.second.reply(WHOLE);
    const model = await rig.newAlias();
    expect((await rig.ask(model)).line['attempt_log']).toHaveLength(2);
    for (let n = 0; n < 3; n++) expect((await rig.ask(model)).text).toContain(' three');
    expect([rig.first.chats.length, rig.second.chats.length]).toEqual([1, 4]);
    await rig.first.untilIdle();
  });

  it('is not overtaken where it is the faster one all the same', async () => {
    rig.first.next(
      stream([...deltas('first', ...wordDeltas(WORDS))], { delayMs: 450, ending: 'done' }),
      WHOLE,
    );
    rig.second.next(silence());
    const { text, deployment } = await rig.ask(await rig.newAlias());
    expect(text).toContain(' three');
    expect(deployment).toBe(`first-${rig.aliases}/m`);
    await rig.second.untilIdle();
    expect(total(await scraped(rig.gateway), 'llm_proxy_hedges_total', { outcome: 'lost' })).toBe(1);
  });

  it('is overtaken in vain where the other one fails too: each is asked once', async () => {
    rig.first.reply(after(600, providerError(503)));
    rig.second.reply(after(600, providerError(503)));
    const { status, line } = await rig.ask(await rig.newAlias());
    expect(status).toBe(502);
    expect(line['attempt_log']).toMatchObject([
      { deployment: `first-${rig.aliases}/m`, outcome: 'server_error' },
      { deployment: `second-${rig.aliases}/m`, how: 'hedge', outcome: 'server_error' },
    ]);
    expect(line['attempt_log']).toHaveLength(2);
    expect([rig.first.chats.length, rig.second.chats.length]).toEqual([1, 1]);
  });

  it('is overtaken once of several calls at a time', async () => {
    rig.first.reply(stream(deltas('first', ...wordDeltas(WORDS)), { delayMs: 700 }));
    rig.second.reply(WHOLE);
    const model = await rig.newAlias();
    const asked = await Promise.all(Array.from({ length: 8 }, () => rig.ask(model)));
    const attempts = asked.flatMap(({ line }) => (line['attempt_log'] ?? []) as { readonly how?: string }[]);
    // A head that a busy machine is late with is no hedge: its call goes to the other one for that.
    expect(attempts.filter(({ how }) => how === 'hedge')).toHaveLength(1);
  });

  it('is given up for the next where the answer is whole, and not asked again', async () => {
    rig.first.reply(silence());
    rig.second.next(answerText('second'));
    const { text, line } = await rig.ask(await rig.newAlias(), undefined, HELLO);
    expect(text).toContain('second');
    expect(line).toMatchObject({ attempt_log: [{ outcome: 'headers_timeout' }, { outcome: 'ok' }] });
    expect(rig.first.chats).toHaveLength(1);
  });

  it('is not counted as hedged where the other one is taken out for maintenance', async () => {
    const lost = async () => total(await scraped(rig.gateway), 'llm_proxy_hedges_total', { outcome: 'lost' });
    const before = await lost();
    rig.first.next(after(700, WHOLE));
    const model = await rig.newAlias();
    rig.gateway.app.get(DeploymentControl).drain(`second-${rig.aliases}/m`, true);
    expect((await rig.ask(model)).text).toContain(' three');
    expect(await lost()).toBe(before);
  });

  it('has all of the time for a whole answer where the other one is taken out for maintenance', async () => {
    rig.first.reply(after(1_300, answerText('first')));
    const model = await rig.newAlias();
    rig.gateway.app.get(DeploymentControl).drain(`second-${rig.aliases}/m`, true);
    const { status, text } = await rig.ask(model, undefined, HELLO);
    expect({ status, text }).toEqual({ status: 200, text: expect.stringContaining('first') as string });
    expect([rig.first.chats.length, rig.second.chats.length]).toEqual([1, 0]);
  });
});

describe('a service that hedges by what is usual, whole answers too, and holds beginnings back for a while', () => {
  const rig = rigOf({
    KEY_RPS: 0,
    ADDRESS_RPS: 0,
    RETRIES: 0,
    FIRST_TOKEN_HEDGE: 'p95',
    WHOLE_ANSWER_HEDGE: 0.3,
    HOLD_BACK: '500ms',
    RESCUE: 'off',
  });

  it('asks another deployment when the first takes longer than its own 95th percentile', async () => {
    const model = await rig.newAlias();
    // The slowest of so few is the 95th percentile; those that are faster are not hedged.
    for (const delayMs of [700, 0, 0]) {
      rig.first.next(after(delayMs, WHOLE));
      await rig.ask(model);
    }
    expect(rig.second.chats).toHaveLength(0);
    rig.first.next(silence());
    rig.second.next(WHOLE);
    const asked = rig.ask(model);
    const ms = await ownMsUntil(asked, { what: 'the answer' });
    const { text, line } = await asked;
    expect(text).toContain(' three');
    expect(line).toMatchObject({ attempt_log: [{ outcome: 'aborted' }, { how: 'hedge', outcome: 'ok' }] });
    // Where nothing is known of a deployment it is 8 s.
    expect(ms).toBeLessThan(7_500);
  });

  it('asks another deployment for a whole answer that does not come', async () => {
    rig.first.next(silence());
    rig.second.next(answerText('from the second'));
    const { text, line } = await rig.ask(await rig.newAlias(), undefined, HELLO);
    expect(text).toContain('from the second');
    expect(line).toMatchObject({
      attempt_log: [{ outcome: 'aborted' }, { how: 'hedge', after: 1, outcome: 'ok' }],
    });
    await rig.first.untilIdle();
  });

  it('shows nothing of an answer that breaks within that time, though rescue is off', async () => {
    rig.first.next(brokenStream(deltas('first', ...wordDeltas(['An', ' other', ' one'])), 'FIN'));
    rig.second.next(WHOLE);
    const { text, deployment } = await rig.ask(await rig.newAlias());
    expect(text).not.toContain('other');
    expect(text).toContain(' three');
    expect(deployment).toBe(`second-${rig.aliases}/m`);
  });

  it('hands on what it has held when the time is over', async () => {
    const handle = new StreamHandle();
    rig.first.next(handle.script);
    const answer = rig.ask(await rig.newAlias());
    await handle.opened;
    await handle.text('early');
    await elapse(800);
    await handle.text(' late');
    await handle.finish();
    await handle.done();
    const { text } = await answer;
    expect([text.indexOf('early') > 0, text.indexOf(' late') > text.indexOf('early')]).toEqual([true, true]);
  });
});
