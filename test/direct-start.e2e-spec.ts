/** How the service starts in direct mode: without a provider, with the wrong master key, without one in production. */
import { get, postChat } from './support/callers/chat-request';
import { DirectService } from './support/service/direct-service';
import { answersOk } from './support/callers/http-probe';
import { spawnGateway } from './support/service/spawned-gateway';
import type { SpawnedGateway } from './support/service/spawned-gateway';
import { until } from './support/observation/until';

const CREDENTIAL = 'sk-a-credential-in-the-vault';

describe('direct mode', () => {
  let service: DirectService;

  beforeAll(async () => {
    service = await DirectService.start({ ready: false });
    const alive = () => answersOk(`${service.gateway.url}/health`);
    await until(alive, { what: 'the service to answer' });
  });
  afterAll(() => service.close());

  it('without a connection runs, is not ready, and says what to add', async () => {
    const ready = await get(service.gateway, '/health/ready', { key: null });
    expect(ready.status).toBe(503);
    expect(ready.json).toMatchObject({
      status: 'unavailable',
      checks: { requests: { reason: expect.stringContaining('llm-proxy connection add') as string } },
    });
    const { text } = await get(service.gateway, '/metrics', { key: null });
    expect(text).toMatch(/^llm_proxy_health_check_up\{check="requests"\} 0$/m);
    expect(text).toMatch(/^llm_proxy_health_check_up\{check="database"\} 1$/m);
    await until(() => service.gateway.log.text.includes('connection add --name'), { what: 'its advice' });
    expect(service.gateway.log.text).toContain('runs, but is not ready: direct mode at');
    expect(service.gateway.log.text).toMatch(/^Missing: no provider is connected/m);
    expect(service.gateway.log.text).not.toMatch(/is ready:|^Try:/m);
    const answer = await postChat(service.gateway, {
      model: 'm',
      messages: [{ role: 'user', content: 'x' }],
    });
    expect([answer.status, answer.error['code']]).toEqual([404, 'MODEL_NOT_FOUND']);
  });

  it('becomes ready by itself after the first connection, and calls it; unready again after the last', async () => {
    await service.connect({ name: 'Playground', provider: 'mock' });
    const ready = () => answersOk(`${service.gateway.url}/health/ready`);
    await until(ready, { what: 'the service to be ready' });
    const said = () => service.gateway.log.text;
    await until(() => said().includes('is ready: direct mode at'), { what: 'the service to say so' });
    // No model is listed yet, so no call can be shown that works when it is pasted.
    expect(said()).toContain('"Playground/<model>"');
    expect(said()).not.toMatch(/^Try:/m);
    const body = { model: 'Playground/mock-echo', messages: [{ role: 'user', content: 'Say this.' }] };
    expect((await postChat(service.gateway, body)).text).toContain('Say this.');
    await service.commands.succeed(['connection', 'remove', 'Playground']);
    await until(async () => !(await ready()), { what: 'the service to be unready' });
  });

  it('is told by doctor what is missing', async () => {
    const { stdout } = await service.commands.run(['doctor']);
    expect(stdout).toMatch(/^warn +.*connection add/m);
    const url = ['--url', service.gateway.url, '--admin-key', 'not-the-key-of-the-service'];
    const asked = await service.commands.run(['doctor', ...url]);
    expect(asked.stdout).toMatch(/^fail +service: not ready \(503\): requests \(no provider is connected/m);
  });

  it('leaves what was stored to the next start: a key that was made, and what it may call', async () => {
    await service.connect({ name: 'Kept', provider: 'mock' });
    await service.addModel({ connection: 'Kept', name: 'mock-echo' });
    const { key } = await service.addKey('kept');
    await service.assign('kept', 'Kept/mock-echo', 'echo');
    await service.gateway.close();
    const again = await spawnGateway({
      settings: { LLM_MODE: 'direct', DATA_DIR: service.commands.dataDir, MOCK_TOKEN_DELAY_MS: 0 },
    });
    try {
      const body = { model: 'echo', messages: [{ role: 'user', content: 'Still here.' }] };
      expect((await postChat(again, body, { key })).text).toContain('Still here.');
    } finally {
      await again.close();
    }
  });

  describe('refuses to start with one line', () => {
    /** Its only words, once it has ended. */
    async function lastWords(gateway: SpawnedGateway): Promise<{ code: number | null; lines: string[] }> {
      const { code } = await gateway.exit;
      const text = gateway.errors.text + gateway.log.text;
      return { code, lines: text.split('\n').filter((line) => line.trim() !== '') };
    }

    it('where the master key is another one, naming both by their ids', async () => {
      await service.connect({
        name: 'Main',
        provider: 'openai',
        endpoint: 'http://127.0.0.1:9',
        credential: CREDENTIAL,
      });
      const ENCRYPTION_KEY = Buffer.alloc(32, 9).toString('base64');
      const settings = { LLM_MODE: 'direct', DATA_DIR: service.commands.dataDir, ENCRYPTION_KEY };
      const { code, lines } = await lastWords(await spawnGateway({ ready: false, settings }));
      expect(code).toBe(1);
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(/\b[0-9a-f]{8}\b.*\b[0-9a-f]{8}\b/);
      expect(lines[0]).not.toContain(ENCRYPTION_KEY);
    });

    it('in production without a master key of its own, naming the setting', async () => {
      const { code, lines } = await lastWords(
        await spawnGateway({
          ready: false,
          settings: { LLM_MODE: 'direct', INTERNAL_API_KEY: 'ops=a-key-that-is-long-enough-for-production' },
          environment: { NODE_ENV: 'production' },
        }),
      );
      expect(code).toBe(1);
      expect(lines.join('\n')).toContain('LLM_PROXY__ENCRYPTION_KEY');
      expect(lines).toHaveLength(1);
    });
  });
});
