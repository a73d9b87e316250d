import { call, get } from './support/callers/chat-request';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { rawHttp } from './support/callers/raw-http';

describe('the page at the base URL', () => {
  let gateway: InProcessGateway | undefined;
  afterEach(async () => {
    await gateway?.close();
    gateway = undefined;
  });
  const page = async (settings: Readonly<Record<string, string | number | boolean>> = {}) =>
    (gateway = await startGateway({ settings: { ADDRESS_RPS: 0, ...settings } }));
  const ask = (running: InProcessGateway, headers: Readonly<Record<string, string>> = {}) =>
    get(running, '/', { key: null, headers });

  it('tells state, mode, base URL and how to call it, and loads and runs nothing', async () => {
    const running = await page();
    const { status, headers, text } = await ask(running);
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    for (const said of [
      'ready',
      'mock',
      `${running.url}/v1`,
      'curl',
      'OpenAI(base_url',
      'new OpenAI(',
      'createOpenAICompatible',
    ]) {
      expect(text).toContain(said);
    }
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]{44}'; /,
    );
    expect(text).not.toMatch(/<script|src=|https?:\/\/(?!127\.0\.0\.1)/);
    for (const [, link = ''] of text.matchAll(/href="\.([^"]+)"/g)) {
      expect((await get(running, link, { key: null })).status).toBe(200);
    }
    expect((await call(running, 'HEAD', '/', { key: null })).status).toBe(200);
    expect((await call(running, 'POST', '/', { key: null })).status).toBe(405);
  });

  it('is JSON for callers that ask for JSON', async () => {
    const running = await page();
    for (const accept of [
      'application/json',
      'application/json, text/plain, */*',
      'text/html;q=0.5, application/json',
    ]) {
      const answer = await ask(running, { accept });
      expect(answer.json).toMatchObject({
        mode: 'mock',
        status: 'ok',
        base_url: `${running.url}/v1`,
        docs: `${running.url}/docs`,
        openapi: `${running.url}/openapi.json`,
        health: `${running.url}/health`,
      });
      expect(answer.headers['vary']).toContain('accept');
    }
    for (const accept of [
      '*/*',
      'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
      'text/*',
      'nonsense;q=x',
    ]) {
      expect((await ask(running, { accept })).headers['content-type']).toMatch(/^text\/html/);
    }
  });

  it('says that it is not ready, and why', async () => {
    const running = await page({ LLM_MODE: 'direct' });
    const answer = await ask(running, { accept: 'application/json' });
    expect(answer.json).toMatchObject({
      mode: 'direct',
      status: 'unavailable',
      reason: expect.stringMatching(/no provider/) as string,
    });
    expect((await ask(running)).text).toContain('not ready: no provider is connected');
  });

  it('shows no key but that of the examples, where it is accepted', async () => {
    const running = await page({ ADMIN_KEY: 'admin-key-of-the-tests' });
    const { text } = await ask(running);
    expect(text).toContain('YOUR_KEY');
    expect(text).not.toContain(running.key);
    expect(text).not.toContain('admin-key');
    await running.close();
    expect((await ask(await page({ INTERNAL_API_KEY: 'change-me-internal-key' }))).text).toContain(
      'change-me-internal-key',
    );
  });

  it('has no links to documents that are switched off', async () => {
    const running = await page({ DOCS_ENABLED: false });
    expect((await ask(running)).text).not.toContain('/docs');
    expect((await ask(running, { accept: 'application/json' })).text).not.toContain('docs');
  });

  it('believes a proxy only where it is trusted', async () => {
    const proxied = {
      accept: 'application/json',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'llm.example.org',
      'x-forwarded-prefix': '/gateway',
    };
    const running = await page();
    expect((await ask(running, proxied)).json).toMatchObject({ base_url: `${running.url}/v1` });
    await running.close();
    const trusting = await page({ TRUSTED_PROXIES: 'loopback' });
    expect((await ask(trusting, proxied)).json).toMatchObject({
      base_url: 'https://llm.example.org/gateway/v1',
    });
    const odd = {
      ...proxied,
      'x-forwarded-host': 'a"><script>',
      'x-forwarded-prefix': '/..//',
      'x-forwarded-proto': 'javascript',
    };
    expect((await ask(trusting, odd)).json).toMatchObject({
      base_url: expect.stringMatching(/^http:\/\/localhost:\d+\/v1$/) as string,
    });
  });

  it('shows nothing of an invalid host', async () => {
    const { port } = await page();
    for (const host of ['"><script>alert(1)</script>', "x'onload='", 'a b', `${'a.'.repeat(200)}b`]) {
      const { status, body } = await rawHttp(
        port,
        `GET / HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`,
      );
      if (status === 200) expect(body).toContain('http://localhost:');
      expect(body).not.toContain(host);
    }
  });
});
