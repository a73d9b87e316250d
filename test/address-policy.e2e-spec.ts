/** Where upstream connections may lead, held when they are made: the creation of a connection is long past then. */
import { FakeUpstream } from './support/upstream/fake-upstream';
import { NoProxy } from '../src/config/no-proxy';
import type { ProxySettings } from '../src/config/proxy-settings';
import type { AddressPolicy } from '../src/upstream/address-policy';
import { UpstreamClient } from '../src/upstream/upstream-client';
import type { UpstreamAnswer } from '../src/upstream/upstream-exchange';

const NO_PROXY: ProxySettings = { httpProxy: undefined, httpsProxy: undefined, noProxy: undefined };

let upstream: FakeUpstream;
beforeAll(async () => {
  upstream = await FakeUpstream.start();
});
afterAll(() => upstream.close());

async function ask(url: string, addresses: AddressPolicy, proxy = NO_PROXY): Promise<UpstreamAnswer> {
  const client = new UpstreamClient(url, { connectTimeoutMs: 60_000, proxy, addresses });
  const headers = { authorization: 'Bearer secret' };
  try {
    return await client.send(
      { method: 'GET', path: '/v1/models', headers, body: undefined },
      AbortSignal.timeout(60_000),
    );
  } finally {
    await client.close();
  }
}

describe('a name that leads to this machine', () => {
  it('is connected to where private upstreams are allowed', async () => {
    expect(await ask(`http://localhost:${upstream.port}`, 'private-allowed')).toMatchObject({ status: 200 });
  });

  it.each([
    ['directly', NO_PROXY],
    [
      'past a proxy',
      { httpProxy: 'http://127.0.0.1:9', httpsProxy: undefined, noProxy: NoProxy.parse('localhost') },
    ],
  ])('is refused where they are not, before anything is sent (%s)', async (_way, proxy) => {
    const before = upstream.connections.length;
    await expect(ask(`http://localhost:${upstream.port}`, 'public-only', proxy)).rejects.toMatchObject({
      code: 'PROVIDER_ERROR',
      upstreamFailure: 'connect',
      message: 'The upstream could not be reached.',
      cause: expect.objectContaining({ message: expect.stringContaining('localhost') as string }) as Error,
    });
    expect(upstream.connections).toHaveLength(before);
  });
});

describe('an address in the URL, which is never looked up', () => {
  it.each([
    ['http://127.0.0.1', 'public-only'],
    ['http://[::1]', 'public-only'],
    ['http://169.254.169.254', 'private-allowed'],
    ['http://[::ffff:127.0.0.1]', 'private-allowed'],
    ['http://0.0.0.0', 'private-allowed'],
    ['http://2130706433', 'public-only'],
  ] as const)('%s is refused under %s', async (url, policy) => {
    const before = upstream.connections.length;
    await expect(ask(`${url}:${upstream.port}`, policy)).rejects.toMatchObject({
      upstreamFailure: 'connect',
    });
    expect(upstream.connections).toHaveLength(before);
  });

  it('is connected to where it is allowed', async () => {
    expect(await ask(upstream.url, 'private-allowed')).toMatchObject({ status: 200 });
  });
});
