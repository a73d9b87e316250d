import { answerText, silence } from './support/answer-scripts';
import { brokenStream, deltas, wholeStream, wordDeltas } from './support/broken-streams';
import { HELLO } from './support/chat-request';
import { FakeUpstream } from './support/fake-upstream';
import { startGateway } from './support/gateway';
import type { InProcessGateway } from './support/gateway';
import { LeakCheck } from './support/leak-check';
import { scraped, total } from './support/metric-samples';
import { addConnection, addTenant, assign } from './support/registry-setup';
import type { Tenant } from './support/registry-setup';
import { stream } from './support/stream-scripts';

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

describe('a deployment that is slow', () => {
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
    gateway = await startGateway({ settings: SETTINGS });
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

  async function newAlias(): Promise<string> {
    const alias = `alias-${++aliases}`;
    for (const [at, { url }] of [first, second].entries()) {
      const name = `${at === 0 ? 'first' : 'second'}-${aliases}`;
      const connection = { name, provider: 'openai', endpoint: `${url}/v1`, credential: 'sk-connection-1' };
      await addConnection(gateway, connection, 'm');
      await assign(gateway, tenant, `${name}/m`, { alias, priority: at + 1 });
    }
    return alias;
  }

  async function ask(
    model: string,
    path = '/v1/chat/completions',
    body: object = { ...HELLO, stream: true },
  ) {
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
  }

  it.each([
    ['that sends nothing', silence()],
    ['that sends a head and nothing more', stream([], { ending: 'stall' })],
  ])('%s is overtaken by the other one, and stopped', async (_how, script) => {
    first.next(script);
    second.next(WHOLE);
    const { text, deployment, line } = await ask(await newAlias());
    expect(text).toContain(' three');
    expect(text.match(/"finish_reason":"stop"/g)).toHaveLength(1);
    expect(deployment).toBe(`second-${aliases}/m`);
    expect(line).toMatchObject({
      ended: 'whole',
      attempt_log: [
        { outcome: 'aborted', prompt_tokens: expect.any(Number) as number },
        { how: 'hedge', after: 1, outcome: 'ok' },
      ],
    });
    await first.untilIdle();
    expect(total(await scraped(gateway), 'llm_proxy_hedges_total', { outcome: 'won' })).toBeGreaterThan(0);
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
    first.next(stream([], { ending: 'stall' }), WHOLE);
    second.next(
      brokenStream(deltas('second', { role: 'assistant', content: '' }, ...wordDeltas(['one'])), 'FIN'),
      WHOLE,
    );
    const model = await newAlias();
    const { text, line } = await ask(model, path.replace('MODEL', model), body);
    expect(line).toMatchObject({ ended: 'whole', rescues: [{ outcome: 'rescued' }] });
    expect(text).toContain(' three');
  });

  it('is not overtaken where it is the faster one all the same', async () => {
    first.next(stream([...deltas('first', ...wordDeltas(WORDS))], { delayMs: 450, ending: 'done' }), WHOLE);
    second.next(silence());
    const { text, deployment } = await ask(await newAlias());
    expect(text).toContain(' three');
    expect(deployment).toBe(`first-${aliases}/m`);
    await second.untilIdle();
    expect(total(await scraped(gateway), 'llm_proxy_hedges_total', { outcome: 'lost' })).toBe(1);
  });

  it('is overtaken once of several calls at a time', async () => {
    first.reply(stream(deltas('first', ...wordDeltas(WORDS)), { delayMs: 700 }));
    second.reply(WHOLE);
    const model = await newAlias();
    await Promise.all(Array.from({ length: 8 }, () => ask(model)));
    expect(second.chats).toHaveLength(1);
  });

  it('is given up for the next where the answer is whole, and not asked again', async () => {
    first.reply(silence());
    second.next(answerText('second'));
    const { text, line } = await ask(await newAlias(), undefined, HELLO);
    expect(text).toContain('second');
    expect(line).toMatchObject({ attempt_log: [{ outcome: 'headers_timeout' }, { outcome: 'ok' }] });
    expect(first.chats).toHaveLength(1);
  });
});
