import { HELLO, postChat, streamChat } from './support/callers/chat-request';
import { completion } from './support/upstream/completion-bodies';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { ForwardProxy } from './support/network/forward-proxy';
import { freePort } from './support/network/free-port';
import { startGateway } from './support/service/gateway';
import type { Gateway } from './support/service/gateway';
import { LeakCheck } from './support/observation/leak-check';
import { spawnGateway } from './support/service/spawned-gateway';
import { describeWithOpenssl } from './support/network/self-signed';
import { startTlsTerminator } from './support/network/tls-terminator';
import type { TlsTerminator } from './support/network/tls-terminator';
import { ownMsUntil } from './support/observation/until';

/** A name that no resolver knows: what reaches it came through a proxy. */
const HOST = 'provider.invalid';
const SETTINGS = { RETRIES: 0, CONNECT_TIMEOUT: 3 };

describe('the proxy environment', () => {
  let leaks: LeakCheck;
  let upstream: FakeUpstream;
  let proxy: ForwardProxy;
  let gateway: Gateway | undefined;

  beforeEach(async () => {
    leaks = new LeakCheck();
    upstream = await FakeUpstream.start();
    proxy = await ForwardProxy.start(upstream.port);
  });

  afterEach(async () => {
    await gateway?.close();
    gateway = undefined;
    await proxy.close();
    await upstream.close();
    await leaks.released();
  });

  async function start(url: string, environment: Record<string, string>): Promise<Gateway> {
    gateway = await startGateway({ upstream: { url }, settings: SETTINGS, environment });
    return gateway;
  }

  async function expectAnswers(service: Gateway): Promise<void> {
    expect((await postChat(service)).status).toBe(200);
    const client = streamChat(service);
    expect((await client.ended).complete).toBe(true);
    expect(client.done).toBe(true);
  }

  it.each(['HTTP_PROXY', 'http_proxy'])('%s is used for an http upstream', async (name) => {
    const service = await start(`http://${HOST}`, { [name]: proxy.url });
    await expectAnswers(service);
    expect(new Set(proxy.requests.map(({ target }) => target.replace(/:80$/, '')))).toEqual(new Set([HOST]));
    expect(upstream.chats[0]!.path).toBe('/v1/chat/completions');
  });

  it('capital letters win over small ones', async () => {
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    const service = await start(`http://${HOST}`, { HTTP_PROXY: proxy.url, http_proxy: nowhere });
    await expectAnswers(service);
  });

  it('the credential of the proxy goes to the proxy and nowhere else', async () => {
    const service = await start(`http://${HOST}`, {
      HTTP_PROXY: proxy.url.replace('http://', 'http://user:pass%20word@'),
    });
    await expectAnswers(service);
    const credential = `Basic ${Buffer.from('user:pass word').toString('base64')}`;
    expect(proxy.requests[0]!.authorization).toBe(credential);
    expect(upstream.chats[0]!.rawHeaders.join('\n').toLowerCase()).not.toContain('basic ');
  });

  it.each([
    ['the host', '127.0.0.1'],
    ['host and port', () => `localhost,127.0.0.1:${upstream.port}`],
    ['everything', '*'],
  ])('NO_PROXY that names %s goes past it', async (_what, names) => {
    const service = await start(upstream.url, {
      HTTP_PROXY: proxy.url,
      NO_PROXY: typeof names === 'string' ? names : names(),
    });
    await expectAnswers(service);
    expect(proxy.requests).toHaveLength(0);
  });

  it('NO_PROXY that names others does not', async () => {
    const service = await start(`http://${HOST}`, {
      HTTP_PROXY: proxy.url,
      NO_PROXY: 'localhost,other.invalid',
    });
    await expectAnswers(service);
    expect(proxy.requests).not.toHaveLength(0);
  });

  it('HTTPS_PROXY alone is not used for an http upstream', async () => {
    const service = await start(upstream.url, { HTTPS_PROXY: proxy.url });
    await expectAnswers(service);
    expect(proxy.requests).toHaveLength(0);
  });

  it.each([
    ['refuses', () => (proxy.refuseWith = 403)],
    ['asks for a credential', () => (proxy.refuseWith = 407)],
    ['is away', () => proxy.close().then(async () => (proxy = await ForwardProxy.start(upstream.port)))],
  ])('a proxy that %s is a 502 that shows nothing of it', async (_what, fail) => {
    const { url } = proxy;
    await fail();
    const answer = await postChat(await start(`http://${HOST}`, { HTTP_PROXY: url }));
    expect(answer.status).toBe(502);
    expect(answer.error).toMatchObject({ code: 'PROVIDER_ERROR' });
    expect(answer.text).not.toContain('127.0.0.1');
    expect(answer.text).not.toContain(HOST);
    expect(upstream.chats).toHaveLength(0);
  });

  it('leaving a stream closes the connection to the upstream through it too', async () => {
    upstream.reply(() => undefined);
    const service = await start(`http://${HOST}`, { HTTP_PROXY: proxy.url });
    const client = streamChat(service, HELLO);
    const request = await upstream.untilChat(1);
    client.abort();
    expect(await ownMsUntil(request.closed, { what: 'the connection to be closed' })).toBeLessThan(250);
  });

  describeWithOpenssl('with TLS', () => {
    let tls: TlsTerminator;

    beforeEach(async () => {
      tls = await startTlsTerminator(upstream.port, HOST);
    });

    afterEach(async () => {
      await gateway?.close();
      await tls.close();
    });

    async function spawn(url: string, environment: Record<string, string>): Promise<Gateway> {
      gateway = await spawnGateway({ upstream: { url }, settings: SETTINGS, environment });
      return gateway;
    }

    it('NODE_EXTRA_CA_CERTS lets a certificate be trusted', async () => {
      const service = await spawn(`https://localhost:${tls.port}`, {
        NODE_EXTRA_CA_CERTS: tls.certificateFile,
      });
      await expectAnswers(service);
    });

    it('one that nobody vouches for is a 502', async () => {
      const answer = await postChat(await start(`https://localhost:${tls.port}`, {}));
      expect(answer.status).toBe(502);
      expect(answer.text).not.toContain('localhost');
      expect(upstream.chats).toHaveLength(0);
    });

    it('HTTPS_PROXY is given a tunnel, and sees nothing of what goes through it', async () => {
      const tunnel = await ForwardProxy.start(tls.port);
      const service = await spawn(`https://${HOST}:8443`, {
        HTTPS_PROXY: tunnel.url,
        NODE_EXTRA_CA_CERTS: tls.certificateFile,
      });
      await expectAnswers(service);
      // Odd but legal heads are read behind a tunnel as they are without one.
      upstream.next(({ response }) => {
        const body = JSON.stringify(completion('odd'));
        const length = `content-length: ${body.length}\r\n`;
        response.socket?.write(
          `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${length}${length}\r\n${body}`,
        );
      });
      expect((await postChat(service)).status).toBe(200);
      expect(tunnel.requests[0]).toMatchObject({ method: 'CONNECT', target: `${HOST}:8443` });
      await service.close();
      await tunnel.close();
    });
  });
});
