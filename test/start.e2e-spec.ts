import { randomBytes } from 'node:crypto';
import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { get } from './support/callers/chat-request';
import { describeWhen } from './support/observation/describe-when';
import { freePort } from './support/network/free-port';
import { spawnGateway } from './support/service/spawned-gateway';
import type { SpawnedGateway, SpawnOptions } from './support/service/spawned-gateway';
import { until } from './support/observation/until';

const ROOT = resolve(__dirname, '..');
const SECRET = 'sk-this-must-not-be-printed';

const describeWithCurl = describeWhen(
  () => spawnSync('curl', ['--version'], { stdio: 'ignore' }).status === 0,
  'curl',
);

describe('start', () => {
  let gateway: SpawnedGateway | undefined;

  afterEach(async () => {
    await gateway?.close();
    gateway = undefined;
  });

  async function start(options: SpawnOptions = {}): Promise<SpawnedGateway> {
    gateway = await spawnGateway(options);
    return gateway;
  }

  /** The one line of a start that fails. */
  async function refusal(options: SpawnOptions): Promise<string> {
    gateway = await spawnGateway({ ...options, ready: false });
    expect(await gateway.exit).toEqual({ code: 1, signal: null });
    expect(gateway.log.text).toBe('');
    const lines = gateway.errors.text.trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    return lines[0]!;
  }

  /** What the service said on standard output, once this was part of it. */
  async function said(service: SpawnedGateway, part: string): Promise<string> {
    await until(() => service.log.text.includes(part), { what: `"${part}" in ${service.log.text}` });
    return service.log.text;
  }

  describe('that cannot go well says in one line what to do', () => {
    it('when the port is in use, and leaves the database alone that a service there may have', async () => {
      const other = createServer().listen(await freePort(), '127.0.0.1');
      await once(other, 'listening');
      const address = other.address();
      if (typeof address !== 'object' || address === null) throw new Error('no address');
      const folder = mkdtempSync(join(tmpdir(), 'llm-proxy-start-'));
      const line = await refusal({ settings: { PORT: address.port, DATA_DIR: folder } });
      // Linux tells by whom: here by these tests.
      const holder = existsSync('/proc/net/tcp') ? ` by process ${process.pid}` : '';
      expect(line.replace(/ \(node[^)]*\):/, ':')).toBe(
        `Port ${address.port} is in use${holder}: stop ${holder === '' ? 'what listens there' : 'it'}, or set LLM_PROXY__PORT to another one.`,
      );
      expect(readdirSync(folder)).toEqual([]);
      rmdirSync(folder);
      other.close();
    });

    it.each([
      ['192.0.2.1', 'an address of another machine'],
      ['no-such-host.invalid', 'a name that means nothing'],
    ])('when HOST is %s, %s', async (host) => {
      expect(await refusal({ settings: { HOST: host } })).toMatch(/^The address in LLM_PROXY__HOST is not/);
    });

    it('when there is no such setting, with the one that was meant', async () => {
      const line = await refusal({ settings: { MAX_CONCURRENT_REQUEST: 5 } });
      expect(line).toContain('LLM_PROXY__MAX_CONCURRENT_REQUEST is not a setting');
      expect(line).toContain('did you mean LLM_PROXY__MAX_CONCURRENT_REQUESTS?');
    });

    it('for each of several settings that are wrong, with what is allowed and without a secret', async () => {
      const settings = {
        LLM_MODE: 'magic',
        PORT: '70000',
        IDLE_TIMEOUT: 'soon',
        INTERNAL_API_KEY: `a=${SECRET},a b=x`,
        LITELLM_API_KEY: `${SECRET} and more`,
      };
      gateway = await spawnGateway({ settings, ready: false });
      expect(await gateway.exit).toEqual({ code: 1, signal: null });
      expect(gateway.errors.text.trimEnd().split('\n').sort()).toEqual([
        'LLM_PROXY__IDLE_TIMEOUT must be seconds, a number from 0.01 to 86400.',
        'LLM_PROXY__INTERNAL_API_KEY must be keys whose names are letters, digits, dot, dash or underscore.',
        'LLM_PROXY__LITELLM_API_KEY must be printable characters without spaces.',
        'LLM_PROXY__LLM_MODE must be one of litellm, mock, direct.',
        'LLM_PROXY__PORT must be a whole number from 0 to 65535.',
      ]);
    });

    it.each([
      ['the example key', { INTERNAL_API_KEY: 'change-me-internal-key' }],
      ['no key', { INTERNAL_API_KEY: undefined }],
      ['the example key among others', { INTERNAL_API_KEY: 'a=good-key,b=change-me-internal-key' }],
    ])('in production with %s', async (_what, settings) => {
      const line = await refusal({ settings, environment: { NODE_ENV: 'production' } });
      expect(line).toMatch(/^LLM_PROXY__INTERNAL_API_KEY must be a key of your own in production/);
      expect(line).not.toContain('good-key');
    });
  });

  it('does not wait for LiteLLM, and says what to do about it', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const service = await start({ upstream: { url } });
    const text = await said(service, 'does not answer yet');
    const lines = text.split('\n').filter((line) => line.includes('LiteLLM at'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`LiteLLM at ${url} does not answer yet`);
    expect(lines[0]).toContain('"npm run litellm"');
    expect(lines[0]).toContain('LLM_PROXY__LITELLM_PROXY_URL');
    expect((await get(service, '/health/ready')).status).toBe(200);
  });

  describeWithCurl('that went well', () => {
    it('shows mode, address, docs, and a call that works when it is pasted', async () => {
      const service = await start({ settings: { INTERNAL_API_KEY: undefined } });
      const text = await said(service, 'Try:');
      expect(text).toContain(`is ready: mock mode at http://localhost:${service.port}`);
      const docs = /^Docs: +(\S+)$/m.exec(text)?.[1];
      expect(docs).toBe(`http://localhost:${service.port}/docs`);
      expect((await get(service, '/docs')).status).toBe(200);
      const line = /^Try: +(curl .*)$/m.exec(text)?.[1] ?? '';
      const { stdout } = await promisify(execFile)('sh', ['-c', line], {
        env: { PATH: process.env['PATH'] },
      });
      expect(JSON.parse(stdout)).toMatchObject({
        choices: [{ message: { content: 'Mock LLM streaming response' } }],
      });
    });

    it('never prints a key that is not the example', async () => {
      const service = await start({ settings: { INTERNAL_API_KEY: `a=${SECRET}`, DOCS_ENABLED: false } });
      const text = await said(service, 'Try:');
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain('Docs:');
      const line = /^Try: +(curl .*)$/m.exec(text)?.[1] ?? '';
      const { stdout } = await promisify(execFile)('sh', ['-c', line], {
        env: { PATH: process.env['PATH'], LLM_PROXY_KEY: SECRET },
      });
      expect(JSON.parse(stdout)).toHaveProperty('choices');
    });
  });

  describe('reads .env', () => {
    const envFile = 'LLM_PROXY__VERSION=from-file\nLLM_PROXY__LLM_MODE=direct\n';

    it('beneath the environment', async () => {
      const service = await start({ envFile });
      expect((await get(service, '/health')).json).toMatchObject({ version: 'from-file' });
      expect(await said(service, 'is ready')).toContain('mock mode');
    });

    it('and names the line that Docker Compose would read differently', async () => {
      const line = await refusal({
        envFile: 'LLM_PROXY__LLM_MODE=mock\nLLM_PROXY__ADMIN_KEY=s3cret#rest-of-it',
      });
      expect(line).toMatch(/^\.env, line 2: .*LLM_PROXY__ADMIN_KEY='…'/);
      expect(line).not.toContain('s3cret');
    });

    it('and is told of names that are nearly right in it', async () => {
      expect(await refusal({ envFile: 'LLM_PROXY_PORT=9000\n' })).toMatch(/did you mean LLM_PROXY__PORT/);
    });

    it('not in production, where only JSON is printed', async () => {
      const settings = {
        ENCRYPTION_KEY: randomBytes(32).toString('base64'),
        INTERNAL_API_KEY: 'test=a-key-of-the-test-alone',
      };
      const service = await start({ envFile, settings, environment: { NODE_ENV: 'production' } });
      expect((await get(service, '/health')).json).not.toMatchObject({ version: 'from-file' });
      const ready = await service.log.until(({ msg }) => msg === 'ready');
      expect(ready).toMatchObject({ mode: 'mock', address: service.url });
      const lines = service.log.text.trimEnd().split('\n');
      expect(lines).toHaveLength(service.log.lines.length);
    });
  });

  it.each([
    [['--help'], 0, 'stdout'],
    [['--production', '-h'], 0, 'stdout'],
    [['--port', '8132'], 1, 'stderr'],
  ] as const)('by npm start -- %j shows how it is used, and starts nothing', (args, code, stream) => {
    const run = spawnSync(process.execPath, ['scripts/start.mjs', ...args], {
      cwd: ROOT,
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect(run.status).toBe(code);
    expect(run[stream]).toContain('LLM_PROXY__PORT=8132 npm start');
    if (code !== 0) expect(run.stderr).toMatch(/^--port means nothing here\./);
  });

  it('by npm run start:prod is one in production', async () => {
    const started = promisify(execFile)(process.execPath, ['scripts/start.mjs', '--production'], {
      cwd: ROOT,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], LLM_PROXY__LLM_MODE: 'mock' },
    });
    await expect(started).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('must be a key of your own in production') as string,
    });
  });
});
