/** What is said of an alias, in the database and in the provider file: order, refusals, rescue, time. */
import { DeploymentControl } from '../src/routing/health/deployment-control';
import { answerText, providerError, silence } from './support/upstream/answer-scripts';
import { brokenStream, deltas, wholeStream } from './support/upstream/broken-streams';
import { call, HELLO, postChat } from './support/callers/chat-request';
import { CommandLine } from './support/processes/command-line';
import { LeakCheck } from './support/observation/leak-check';
import { TwoDeployments } from './support/service/two-deployments';
import type { RouteRules } from '../src/registry/registry-records';

const ADMIN_KEY = 'admin-key-of-the-routes';
const REFUSED = providerError(400, { code: 'content_policy_violation', type: 'invalid_request_error' });

describe('a route', () => {
  let leaks: LeakCheck;
  let two: TwoDeployments;
  let cli: CommandLine;

  beforeAll(async () => {
    leaks = new LeakCheck();
    two = await TwoDeployments.start(
      { ADMIN_KEY, ADDRESS_RPS: 0, RETRIES: 0 },
      (first) => `
providers:
  one: { type: openai, base_url: ${first}, api_key: sk-1, models: [m] }
routes:
  alias1: { rescue: off }
  alias2: { headers_timeout: 2 }
  alias3: { on_refusal: fallback, rescue: off }
`,
    );
    cli = new CommandLine({ LLM_PROXY_URL: two.gateway.url, LLM_PROXY_ADMIN_KEY: ADMIN_KEY });
  });
  beforeEach(() => {
    two.reset();
    two.first.reply(answerText('first'));
    two.second.reply(answerText('second'));
  });
  afterAll(async () => {
    cli.close();
    await two.close();
    await leaks.released();
  });

  const ask = async (model: string, stream = false) => {
    const { status, text } = await postChat(two.tenant, { ...HELLO, model, stream });
    return { status, by: /first|second/.exec(text)?.[0], text };
  };
  const aliasWith = async (rules: Partial<RouteRules>): Promise<string> => {
    const { name } = await two.alias();
    await two.registry.routes.create({ name, ...rules });
    return name;
  };
  const breaks = (): void => {
    two.first.next(brokenStream(deltas('a', { content: 'one' }, { content: ' two' }), 'FIN'));
    two.second.next(brokenStream(deltas('b', { content: 'other words' }), 'FIN'));
  };

  // In this order: the file names the aliases by their numbers.
  it('of the file switches rescue off for its alias alone', async () => {
    const { name } = await two.alias();
    breaks();
    await ask(name, true).catch(() => undefined);
    expect(two.first.chats).toHaveLength(1);
    expect(two.second.chats).toHaveLength(0);
  });

  it('of the file limits how long a deployment may be silent, for streams and whole answers', async () => {
    const { name } = await two.alias();
    for (const stream of [false, true]) {
      two.first.next(silence());
      expect(await ask(name, stream)).toMatchObject({ status: 200, by: 'second' });
    }
  });

  it('of the database comes before that of the file', async () => {
    const name = await aliasWith({ rescue: ['restart'] });
    expect(name).toBe('alias3');
    two.first.reply(REFUSED);
    expect((await ask(name)).status).toBe(400);
    breaks();
    await ask(name, true).catch(() => undefined);
    expect(two.second.chats).toHaveLength(1);
  });

  it('lets another deployment answer a refusal, and orders the deployments', async () => {
    const name = await aliasWith({ on_refusal: 'fallback' });
    two.first.reply(REFUSED);
    expect(await ask(name)).toMatchObject({ status: 200, by: 'second' });
    await two.registry.routes.update(name, { on_refusal: null });
    expect((await ask(name)).status).toBe(400);
    await two.registry.routes.remove(name);
    expect(await two.registry.routes.list()).toMatchObject({
      data: expect.not.arrayContaining([expect.objectContaining({ name })]) as unknown,
    });
  });

  it('of a pattern is for every alias that it matches', async () => {
    await two.registry.routes.create({ name: 'alias*', on_refusal: 'fallback' });
    const { name } = await two.alias();
    two.first.reply(REFUSED);
    expect(await ask(name)).toMatchObject({ status: 200, by: 'second' });
    await two.registry.routes.remove('alias*');
  });

  it('limits whole answers of a single deployment too', async () => {
    const { name } = await two.single();
    await two.registry.routes.create({ name, headers_timeout: 0.2 });
    two.first.next(silence());
    expect((await ask(name)).status).toBe(504);
  });

  it('has a deployment asked no more than its own limits allow', async () => {
    const { name } = await two.alias(undefined, [{ limits: { rpm: 1 } }, {}]);
    expect(await ask(name)).toMatchObject({ by: 'first' });
    expect(await ask(name)).toMatchObject({ by: 'second' });
    await two.registry.models.update(`First${name.slice('alias'.length)}/m`, { limits: null });
    expect(await ask(name)).toMatchObject({ by: 'first' });
  });

  it('counts the tokens of a stream that broke with the limit of its deployment', async () => {
    const { name } = await two.alias(undefined, [{ limits: { tpm: 20 } }, {}]);
    const words = Array.from({ length: 30 }, (_, at) => ({ content: `word${at} ` }));
    two.first.next(brokenStream(deltas('a', ...words), 'FIN'));
    two.second.next(wholeStream('b', words));
    expect(await ask(name, true)).toMatchObject({ status: 200 });
    // What failed a moment ago is tried last.
    two.gateway.app.get(DeploymentControl).reset(`First${name.slice('alias'.length)}/m`);
    expect(await ask(name)).toMatchObject({ by: 'second' });
    expect(two.first.chats).toHaveLength(1);
  });

  it.each([
    [{ order: 'fastest' }, 'order', 'priority, latency, least-busy, cost, weighted'],
    [{ rescue: ['retry'] }, 'rescue', 'prefill, restart, instruction'],
    [{ on_refusal: 'x' }, 'on_refusal', 'fallback, refuse'],
    [{ affinity: 'yes' }, 'affinity', 'on, off'],
    [{ headers_timeout: 0 }, 'headers_timeout', '0.01 to 86400'],
    [{ headers_timeout: 'soon' }, 'headers_timeout', '0.01 to 86400'],
    [{ speed: 1 }, 'speed', 'headers_timeout'],
  ])('is refused by the admin API with the allowed words: %j', async (rules, param, words) => {
    const body = { name: 'x', ...rules };
    const answer = await call(two.gateway, 'POST', '/admin/routes', { key: ADMIN_KEY, body });
    expect([answer.status, answer.error['param']]).toEqual([400, param]);
    expect(answer.error['message']).toContain(words);
  });

  it.each([
    [['--order', 'fastest'], 'priority, latency, least-busy, cost, weighted'],
    [['--rescue', 'retry'], 'prefill, restart, instruction'],
    [['--on-refusal', 'x'], 'fallback, refuse'],
  ])('is refused by the command with the allowed words: %j', async (flags, words) => {
    const { code, stderr } = await cli.run(['route', 'set', 'x', ...flags]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });

  it('is set, changed, shown and removed by the command', async () => {
    await cli.succeed(['route', 'set', 'by-hand', '--order', 'latency', '--rescue', 'off']);
    await cli.succeed(['route', 'set', 'by-hand', '--order', 'default', '--headers-timeout', '20']);
    const { json } = await cli.succeed(['route', 'show', 'by-hand', '--json']);
    expect(json).toMatchObject({ name: 'by-hand', order: null, rescue: [], headers_timeout: 20 });
    expect((await cli.succeed(['route', 'list'])).stdout).toMatch(/by-hand +- +- +- +off +20 s/);
    await cli.succeed(['route', 'remove', 'by-hand']);
    expect((await cli.run(['route', 'show', 'by-hand'])).code).not.toBe(0);
  });

  it('travels with the registry, as limits and checks do', async () => {
    const { name } = await two.alias(undefined, [{ limits: { rpm: 7 } }, {}]);
    await two.registry.routes.create({ name, order: 'cost', rescue: [] });
    const connection = `First${name.slice('alias'.length)}`;
    await two.registry.connections.update(connection, { options: { health_check: '30' } });
    const document = await two.registry.export();
    expect(document.routes).toContainEqual(expect.objectContaining({ name, order: 'cost', rescue: [] }));
    await two.registry.routes.update(name, { order: null });
    await two.registry.models.update(`${connection}/m`, { limits: { rpm: 8 } });
    const changes = await two.registry.import(document);
    expect(changes.map(({ entity, fields }) => [entity, fields])).toEqual([
      ['model', ['limits']],
      ['route', ['order']],
    ]);
  });
});
