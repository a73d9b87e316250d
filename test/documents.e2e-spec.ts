import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { boundSettings, SETTING_PREFIX } from '../src/config/setting.decorator';
import { greet } from '../src/bootstrap/start-messages';
import { Settings } from '../src/config/settings';
import { EXAMPLE_INTERNAL_KEY } from '../src/config/groups/callers.settings';
import { ERROR_CATALOGUE } from '../src/errors/gateway-error';
import { MOCK_MODELS } from '../src/llm/mock/mock-models';
import { errorFromBody } from '../src/llm/providers/openai-compatible/errors';
import { call, get } from './support/callers/chat-request';
import { describeWhen } from './support/observation/describe-when';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { codeBlocks, documentText, ROOT, tableRows, unquoted } from './support/documents/markdown';

const run = promisify(execFile);
const readme = documentText('README.md');
const scripts = (JSON.parse(documentText('package.json')) as { scripts: Record<string, string> }).scripts;
const setting = (name: string) => boundSettings().find((one) => SETTING_PREFIX + one.name === name);

describe('README.md', () => {
  let gateway: InProcessGateway;
  beforeAll(async () => {
    gateway = await startGateway({
      settings: {
        INTERNAL_API_KEY: EXAMPLE_INTERNAL_KEY,
        ADMIN_KEY: 'admin-key-of-the-tests',
        MOCK_TOKEN_DELAY_MS: 1,
      },
    });
  });
  afterAll(() => gateway.close());
  const [curl = ''] = codeBlocks(readme, 'sh').filter((code) => code.startsWith('curl'));
  const [greeting = '', answer = '', nodeOutput = ''] = codeBlocks(readme, 'text');

  it('names commands that exist', () => {
    const [start = ''] = codeBlocks(readme, 'sh');
    const named = [...start.matchAll(/^npm (?:run )?([\w:]+)/gm)].map(([, name = '']) => name);
    expect(named).toEqual(['start', 'test']);
    for (const name of named) expect(scripts).toHaveProperty([name]);
  });

  it('shows the curl call and what it answers', async () => {
    expect(curl).toContain(`http://localhost:${setting('LLM_PROXY__PORT')?.fallback ?? ''}/`);
    const path = /localhost:\d+(\S+)/.exec(curl)?.[1] ?? '';
    const headers = Object.fromEntries(
      [...curl.matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, name = '', value = '']) => [
        name.toLowerCase(),
        value,
      ]),
    );
    const body = /-d '([^']+)'/.exec(curl)?.[1];
    const { status, json } = await call(gateway, 'POST', path, { key: null, headers, body });
    expect(status).toBe(200);
    expect({ ...(json as object), created: 0 }).toEqual({ ...(JSON.parse(answer) as object), created: 0 });
  });

  it('shows the call with the Node SDK and what it prints', async () => {
    const [code = ''] = codeBlocks(readme, 'js');
    const { stdout } = await run(
      process.execPath,
      ['--input-type=module', '--eval', code.replace('http://localhost:8002', gateway.url)],
      { cwd: ROOT },
    );
    expect(stdout).toBe(nodeOutput);
  });

  it('shows the greeting as the service says it', async () => {
    const said: string[] = [];
    const stdout = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      said.push(String(text));
      return true;
    });
    await greet(gateway.app, gateway.app.get(Settings)).finally(() => {
      stdout.mockRestore();
    });
    expect(said.join('').replaceAll(`:${gateway.port}`, ':8002').trim()).toBe(greeting.trim());
  });

  it('lists every model of the mock', () => {
    const listed = tableRows(readme).filter(([name = '']) => /^`mock\b/.test(name));
    expect(listed).toEqual(MOCK_MODELS.map(({ id, about }) => [`\`${id}\``, about]));
  });

  it('shows settings with their defaults', () => {
    const rows = tableRows(readme).filter(([name = '']) => name.startsWith(`\`${SETTING_PREFIX}`));
    expect(rows.length).toBeGreaterThan(3);
    for (const [name = '', fallback = ''] of rows) {
      expect([name, unquoted(fallback)]).toEqual([name, setting(unquoted(name))?.fallback]);
    }
  });

  it('lists routes that exist', async () => {
    const { paths } = (await get(gateway, '/openapi.json')).json as { paths: object };
    const cells = tableRows(readme).map(([cell = '']) => cell);
    const routes = cells
      .filter((cell) => /^`(GET|POST) /.test(cell))
      .flatMap((cell) => cell.split(', ').map(unquoted));
    const named = routes.map((route) => route.replace(/^(GET|POST) /, ''));
    for (const path of named.filter((one) => !/^\/(docs|openapi\.json)$/.test(one))) {
      expect(paths).toHaveProperty([path]);
    }
    expect(named.length).toBeGreaterThan(10);
    expect(named).toEqual(expect.arrayContaining(Object.keys(paths).filter(isCollection)));
  });

  it('counts the codes of the catalogue', () => {
    expect(Object.keys(ERROR_CATALOGUE)).toHaveLength(19);
    expect(readme).toMatch(/one of nineteen codes/);
  });

  const tryClient = async (file: string, program: string): Promise<void> => {
    const { stdout } = await run(program, [join(ROOT, 'examples', 'clients', file)], {
      env: { ...process.env, LLM_PROXY_URL: gateway.url, LLM_PROXY_KEY: EXAMPLE_INTERNAL_KEY },
    });
    expect(stdout).toContain('Mock LLM streaming response');
    expect(stdout).toMatch(
      /error:? .*400 INVALID_REQUEST|error: +400 \{.*"reason":"INVALID_REQUEST"|status 400, INVALID_REQUEST/,
    );
  };

  it.each(['openai-node.mjs', 'vercel-ai.mjs', 'google-genai.mjs'])('links a client that runs: %s', (file) =>
    tryClient(file, process.execPath),
  );

  describeWhen(hasCurl, 'the command curl')('curl', () => {
    it('runs curl.sh', () => tryClient('curl.sh', 'sh'));
  });
});

/** Whether a path is one of `/admin` that lists things. */
function isCollection(path: string): boolean {
  return /^\/admin\/[^/]+$/.test(path);
}

function hasCurl(): boolean {
  return spawnSync('curl', ['--version']).status === 0;
}

describe('docs/configuration.md', () => {
  const rows = tableRows(documentText('docs/configuration.md')).filter(([name = '']) =>
    name.startsWith(`\`${SETTING_PREFIX}`),
  );

  it.each(boundSettings().map((one) => [SETTING_PREFIX + one.name, one] as const))(
    'describes %s',
    (name, one) => {
      const described = rows.filter(([cell = '']) => unquoted(cell) === name);
      const fallback = one.fallback === undefined || one.fallback === '' ? 'none' : `\`${one.fallback}\``;
      expect(described).toEqual([[`\`${name}\``, fallback, one.type.allowed, one.about]]);
    },
  );

  it('describes nothing else', () => {
    expect(rows).toHaveLength(boundSettings().length);
  });

  it('has a section for each group of them, with its settings in their order', () => {
    const groups = Map.groupBy(boundSettings(), ({ group }) => group).values();
    const sections = documentText('docs/configuration.md')
      .split(/^## /m)
      .map((section) => [...section.matchAll(/^\| `LLM_PROXY__(\w+)`/gm)].map(([, name]) => name))
      .filter((names) => names.length > 0);
    expect(sections).toEqual([...groups].map((group) => group.map(({ name }) => name)));
  });
});

describe('docs/errors.md', () => {
  const text = documentText('docs/errors.md');

  it('has the catalogue', () => {
    const rows = tableRows(text).filter(([status = '']) => /^\d{3}$/.test(status));
    expect(rows.map((row) => row.slice(0, 4))).toEqual(
      Object.entries(ERROR_CATALOGUE).map(([code, { status, type, retryable }]) => [
        String(status),
        code,
        type,
        retryable ? 'yes' : 'no',
      ]),
    );
  });

  it("lists the providers' codes that pass", () => {
    const listed = [...text.matchAll(/^- `(\w+)`$/gm)].map(([, code = '']) => code);
    expect(listed.length).toBeGreaterThan(20);
    const passed = (code: string) =>
      errorFromBody(400, { message: 'No.', type: undefined, code, param: undefined }).providerCode;
    for (const code of listed) expect(passed(code)).toBe(code);
    expect(passed('a_code_of_nobody')).toBeUndefined();
    const source = documentText('src/llm/providers/openai-compatible/errors.ts');
    const [, allowed = ''] = /PASSED_CODES[^[]*\[([^\]]*)\]/.exec(source) ?? [];
    expect(listed).toEqual([...allowed.matchAll(/'(\w+)'/g)].map(([, code]) => code));
  });
});

describe('docs/lifecycle.md', () => {
  it('shows the limits of time with their defaults', () => {
    const rows = tableRows(documentText('docs/lifecycle.md')).filter(([name = '']) =>
      name.startsWith('`LLM_'),
    );
    expect(rows).toHaveLength(8);
    for (const [name = '', fallback] of rows) {
      expect([name, fallback]).toEqual([name, `${setting(unquoted(name))?.fallback ?? ''} s`]);
    }
  });

  it('names files that exist', () => {
    const cells = tableRows(documentText('docs/lifecycle.md')).map(([, where = '']) => where);
    const paths = [...cells.join(' ').matchAll(/`([a-z-]+\/[a-z./-]*|[a-z-]+\.ts)`/g)].map(
      ([, path = '']) => path,
    );
    expect(paths.length).toBeGreaterThan(10);
    for (const path of paths)
      expect({ path, found: existsSync(join(ROOT, 'src', path)) }).toEqual({ path, found: true });
  });
});

describe('the documents', () => {
  it('link to what is there, and name only scripts and settings that exist', async () => {
    await expect(run(process.execPath, [join(ROOT, 'scripts', 'check-docs.mjs')])).resolves.toBeDefined();
  });

  it('list every document and every example', () => {
    const listed = (folder: string, list: string, prefix = ''): void => {
      const names = readdirSync(join(ROOT, folder)).filter((name) => name !== 'README.md');
      for (const name of names) expect(documentText(list)).toContain(`](${prefix}${name}`);
    };
    listed('docs', 'README.md', 'docs/');
    listed('examples', 'examples/README.md');
    listed('examples/clients', 'examples/clients/README.md');
  });

  it('list every decision', () => {
    const pages = readdirSync(join(ROOT, 'docs', 'adr')).filter((name) => /^\d{4}-/.test(name));
    const list = documentText('docs/adr/README.md');
    for (const page of pages) expect(list).toContain(`](${page})`);
  });
});
