import { execFile, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { EXAMPLE_INTERNAL_KEY } from '../src/config/groups/callers.settings';
import { call } from './support/callers/chat-request';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { codeBlocks, documentText, ROOT } from './support/documents/markdown';
import { LITELLM } from './support/upstream/litellm-proxy';

const run = promisify(execFile);
const MOCK_TEXT = 'Mock LLM streaming response';
const document = documentText('docs/clients.md');
/** Where the SDKs for Python may be: named, beside LiteLLM, or the machine's own. */
const PYTHONS = [
  process.env['LLM_PROXY_TEST_PYTHON'],
  LITELLM && join(dirname(LITELLM), 'python'),
  'python3',
].filter((path) => path !== undefined);

/** The first Python that has a module, which is not loaded: that takes seconds. */
function pythonWith(module: string): string | undefined {
  const probe = `import importlib.util, sys; sys.exit(importlib.util.find_spec('${module}') is None)`;
  return PYTHONS.find((path) => spawnSync(path, ['-c', probe], { timeout: 60_000 }).status === 0);
}

describe('docs/clients.md', () => {
  let gateway: InProcessGateway;
  beforeAll(async () => {
    gateway = await startGateway({
      settings: { INTERNAL_API_KEY: EXAMPLE_INTERNAL_KEY, MOCK_TOKEN_DELAY_MS: 1, ADDRESS_RPS: 0 },
    });
  });
  afterAll(() => gateway.close());

  const here = (code: string): string => {
    expect(code).toContain('http://localhost:8002');
    return code.replaceAll('http://localhost:8002', gateway.url);
  };

  const scripts = codeBlocks(document, 'js').map(
    (code) => [/from '([^']+)'/.exec(code)?.[1] ?? '', code] as const,
  );

  it.each(scripts)('has code that works: %s', async (_module, code) => {
    const args = ['--input-type=module', '--eval', here(code)];
    const { stdout } = await run(process.execPath, args, { cwd: ROOT });
    expect(stdout).toBe(`${MOCK_TEXT}\n`);
  });

  it('has code for each of the SDKs for JavaScript', () => {
    expect(scripts.map(([module]) => module)).toEqual([
      'openai',
      '@ai-sdk/openai-compatible',
      '@anthropic-ai/sdk',
      '@google/genai',
    ]);
  });

  describe.each([
    ['openai', 'openai-python.py', /^import openai$/m],
    ['google.genai', 'google-genai.py', /^from google import genai$/m],
  ])('for Python, %s,', (module, example, imported) => {
    const python = pythonWith(module);
    if (python === undefined)
      process.stderr.write(`Skipping the example of ${module}: no Python here has it.\n`);
    const itWithPython = python === undefined ? it.skip : it;

    itWithPython('has code that works', async () => {
      const [code = ''] = codeBlocks(document, 'python').filter((one) => imported.test(one));
      const { stdout } = await run(python ?? '', ['-c', here(code)]);
      expect(stdout).toBe(`${MOCK_TEXT}\n`);
    });

    itWithPython('has an example that works', async () => {
      const { stdout } = await run(python ?? '', [join(ROOT, 'examples/clients', example)], {
        env: { ...process.env, LLM_PROXY_URL: gateway.url, LLM_PROXY_KEY: EXAMPLE_INTERNAL_KEY },
      });
      expect(stdout).toContain(`answer: ${MOCK_TEXT}`);
      expect(stdout).toMatch(/error: .*400/);
    });
  });

  it('says of routes that are not there that they are not', async () => {
    const [, absent = ''] = /## Not in this release\n([\s\S]*)/.exec(document) ?? [];
    const routes = [...absent.matchAll(/`(\/v1\/\w+)`/g)].map(([, route = '']) => route);
    expect(routes.length).toBeGreaterThan(0);
    for (const route of routes) {
      expect({ route, status: (await call(gateway, 'POST', route, { body: {} })).status }).toEqual({
        route,
        status: 404,
      });
    }
  });

  it('names headers that carry a key', async () => {
    const [table = ''] = /\| wire[\s\S]*?\n\n/.exec(document) ?? [];
    const named = [...table.matchAll(/`([\w-]+): (Bearer )?…`/g)].map(([, name = '', scheme = '']) => [
      name,
      scheme,
    ]);
    expect(named).toHaveLength(5);
    for (const [name = '', scheme = ''] of [...named, ['x-internal-auth', '']]) {
      const headers = { [name.toLowerCase()]: `${scheme}${EXAMPLE_INTERNAL_KEY}` };
      const { status } = await call(gateway, 'GET', '/v1/models', { key: null, headers });
      expect([name, status]).toEqual([name, 200]);
    }
  });
});
