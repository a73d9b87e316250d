import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Settings } from '../src/config/settings';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { openAiClient, rejection } from './support/callers/openai-client';
import { addConnection, addTenant, assign, registryOf } from './support/service/registry-setup';
import type { Tenant } from './support/service/registry-setup';

const hello = (model: string) => ({ model, messages: [{ role: 'user' as const, content: 'Hello' }] });

describe('a connection whose stored credential is damaged', () => {
  let upstream: FakeUpstream;
  let gateway: InProcessGateway;
  let shop: Tenant;

  beforeAll(async () => {
    upstream = await FakeUpstream.start();
    gateway = await startGateway({ settings: { RETRIES: 0 } });
    shop = await addTenant(gateway, 'shop');
    const main = { provider: 'openai', endpoint: upstream.url, credential: 'sk-1' };
    for (const name of ['Damaged', 'Whole']) await addConnection(gateway, { ...main, name }, 'm');
    await assign(gateway, shop, 'Damaged/m', { alias: 'damaged' });
    await assign(gateway, shop, 'Damaged/m', { alias: 'both', priority: 1 });
    await assign(gateway, shop, 'Whole/m', { alias: 'both', priority: 2 });
    const database = new DatabaseSync(join(gateway.app.get(Settings).dataDir, 'registry.sqlite'));
    database.exec("update connections set credential = 'v1.00000000.AAAA' where name = 'Damaged'");
    database.close();
    // A change of the row has it read again.
    for (const enabled of [false, true]) {
      await registryOf(gateway).connections.update('Damaged', { enabled });
    }
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  it('fails its calls as the gateway’s own trouble, not as something that the key may not do', async () => {
    const error = await rejection(openAiClient(shop).chat.completions.create(hello('damaged')));
    expect(error).toMatchObject({ status: 502, code: 'PROVIDER_ERROR' });
    expect(String(error)).not.toMatch(/conn_|vault|00000000/);
    const internal = await rejection(openAiClient(gateway).chat.completions.create(hello('Damaged/m')));
    expect(internal).toMatchObject({ status: 502, code: 'PROVIDER_ERROR' });
  });

  it('leaves the alias to the next deployment, and other connections working', async () => {
    const { response } = await openAiClient(shop).chat.completions.create(hello('both')).withResponse();
    expect(response.headers.get('x-llm-proxy-deployment')).toBe('Whole/m');
  });
});
