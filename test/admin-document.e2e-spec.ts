import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import type { OpenAPIObject } from '@nestjs/swagger';
import { get } from './support/callers/chat-request';
import { describeWhen } from './support/observation/describe-when';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { codeBlocks, documentText } from './support/documents/markdown';

const run = promisify(execFile);
const KEY = 'admin-key-of-the-tests';
/** Prints the status behind each answer, so that a refusal shows. */
const WITH_STATUS = `curl() { command curl -w '\\n%{http_code} %{url_effective}\\n' "$@"; }`;

describe('docs/admin-api.md', () => {
  const script = codeBlocks(documentText('docs/admin-api.md'), 'sh').join('\n');
  let gateway: InProcessGateway;
  beforeAll(async () => {
    gateway = await startGateway({
      settings: { ADMIN_KEY: KEY, ADDRESS_RPS: 0, MOCK_TOKEN_DELAY_MS: 1 },
    });
  });
  afterAll(() => gateway.close());

  it('has every operation of the admin API', async () => {
    const { paths } = (await get(gateway, '/openapi.json', { key: null })).json as OpenAPIObject;
    const operations = Object.entries(paths)
      .filter(([path]) => path.startsWith('/admin/'))
      .flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`));
    const shown = [...script.matchAll(/curl -s(?: -X (\w+))? "\$URL(\/admin\/[^"?]+)/g)].map(
      ([, method = 'GET', path = '']) =>
        `${method} ${path.replace(/^(\/admin\/[^/]+)\/(?!export|import|calls)[^/]+/, '$1/{ref}')}`,
    );
    expect(operations.length).toBeGreaterThanOrEqual(26);
    expect([...new Set(shown)].sort()).toEqual(operations.sort());
  });

  describeWhen(() => spawnSync('curl', ['--version']).status === 0, 'the command curl')('its calls', () => {
    it('work from top to bottom, and leave nothing behind', async () => {
      const here = script.replace('URL=http://localhost:8002', `URL=${gateway.url}`);
      expect(here).toContain(gateway.url);
      const { stdout } = await run('sh', ['-c', `${WITH_STATUS}\n${here}`], {
        env: { PATH: process.env['PATH'], LLM_PROXY__ADMIN_KEY: KEY },
        maxBuffer: 16 * 1024 * 1024,
      });
      const statuses = [...stdout.matchAll(/^(\d{3}) (http\S+)$/gm)].map(([, status, url]) => ({
        status,
        url,
      }));
      expect(statuses).toHaveLength(script.match(/^curl /gm)?.length ?? 0);
      expect(statuses.filter(({ status }) => !/^20[014]$/.test(status ?? ''))).toEqual([]);
      expect(stdout).toContain('"content":"Hello"');
      for (const list of ['connections', 'models', 'virtual-keys', 'assignments']) {
        expect((await get(gateway, `/admin/${list}`, { key: KEY })).json).toMatchObject({ data: [] });
      }
    });
  });
});
