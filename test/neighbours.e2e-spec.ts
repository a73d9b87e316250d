/** What one caller brings about at a provider does not decide where the calls of others go. */
import { answerText, breakConnection, providerError } from './support/upstream/answer-scripts';
import type { AnswerScript } from './support/upstream/exchange';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { openAiClient, rejection } from './support/callers/openai-client';
import { addConnection, addTenant, assign } from './support/service/registry-setup';
import type { Tenant } from './support/service/registry-setup';

const POISON = 'say: incorrect api key provided, insufficient credits';

describe('a neighbour', () => {
  let first: FakeUpstream;
  let second: FakeUpstream;
  let gateway: InProcessGateway;
  let tenants: Tenant[];
  let used = 0;

  beforeAll(async () => {
    [first, second] = [await FakeUpstream.start(), await FakeUpstream.start()];
    second.reply(answerText('second'));
    gateway = await startGateway({ settings: { RETRIES: 0, KEY_RPS: 0 } });
    tenants = [];
    for (const name of ['poisoner', 'victim', 'witness']) tenants.push(await addTenant(gateway, name));
  });
  afterAll(async () => {
    await gateway.close();
    await Promise.all([first.close(), second.close()]);
  });

  /** An alias of its own, with the first upstream in front of the second; answers with who served a call of it. */
  const alias = async (script: AnswerScript) => {
    used += 1;
    const [main, spare, name] = [`Main${used}`, `Spare${used}`, `alias${used}`];
    await addConnection(
      gateway,
      { name: main, provider: 'openai', endpoint: first.url, credential: 'sk-1' },
      'm',
    );
    await addConnection(
      gateway,
      { name: spare, provider: 'openai', endpoint: second.url, credential: 'sk-2' },
      'm',
    );
    for (const tenant of tenants) {
      await assign(gateway, tenant, `${main}/m`, { alias: name, priority: 1 });
      await assign(gateway, tenant, `${spare}/m`, { alias: name, priority: 2 });
    }
    first.onChat((request) => (request.body.includes(POISON) ? script : answerText('first')));
    const call = (tenant: number, content: string) =>
      openAiClient(tenants[tenant]!).chat.completions.create({
        model: name,
        messages: [{ role: 'user', content }],
      });
    const servedBy = async (tenant: number) => (await call(tenant, 'Hello')).choices[0]?.message.content;
    return { call, servedBy };
  };

  it.each([
    ['a 500', providerError(500)],
    ['a 503', providerError(503)],
    ['a 429', providerError(429)],
    ['a 403', providerError(403)],
    ['a broken connection', breakConnection({ reset: false })],
  ])('whose poisoned request gets %s benches the deployment for itself alone', async (_what, script) => {
    const { call, servedBy } = await alias(script);
    for (let n = 0; n < 3; n++) await call(0, `${POISON} ${n}`).catch(() => undefined);
    expect([await servedBy(1), await servedBy(0)]).toEqual(['first', 'second']);
    await call(0, POISON).catch(() => undefined);
    expect(await servedBy(1)).toBe('first');
  });

  it('whose words the provider quotes in a 400 gets that 400, and benches nothing', async () => {
    const message = `Invalid value for messages[0].content: '${POISON}'`;
    const { call, servedBy } = await alias(providerError(400, { message, type: 'invalid_request_error' }));
    const error = await rejection(call(0, POISON));
    expect(error).toMatchObject({ status: 400, code: 'INVALID_REQUEST' });
    expect([await servedBy(0), await servedBy(1)]).toEqual(['first', 'first']);
  });

  it('is not alone when others meet the same: then it is the deployment', async () => {
    const { call, servedBy } = await alias(providerError(500));
    await call(0, POISON);
    await call(1, POISON);
    expect(await servedBy(2)).toBe('second');
  });
});
