import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROVIDER_NAMES, PROVIDER_PROFILES } from '../src/llm/providers';
import { VENDORS } from '../src/llm/providers/openai-compatible/vendors';
import { call } from './support/callers/chat-request';
import { CommandLine } from './support/processes/command-line';
import { describeWhen } from './support/observation/describe-when';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { serviceAccount } from './support/upstream/google-upstream';
import { codeBlocks, documentText, ROOT, tableRows, unquoted } from './support/documents/markdown';
import { shownCommands } from './support/documents/shell-commands';
import { until, within } from './support/observation/until';

const run = promisify(execFile);
const DOCUMENTS = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  'examples/clients/README.md',
];
/** The part of README.md about connections and keys: made with the mock, and called on a port of its own. */
const [, directly = ''] = /## Providers directly\n([\s\S]*?)\n## /.exec(documentText('README.md')) ?? [];

describe('the commands of the documents', () => {
  let cli: CommandLine;
  beforeAll(() => {
    cli = new CommandLine();
  });
  afterAll(() => cli.close());

  it('never go by npx, which outside of a clone runs the package of a stranger', () => {
    const files = [...DOCUMENTS, 'docs/command-line.md', 'examples/virtual-keys.sh'];
    const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
      .map((name) => join('src', name));
    const naming = [...files, ...sources].filter((path) =>
      /npx\s+(-\S+\s+)*llm-proxy/.test(documentText(path)),
    );
    expect(naming).toEqual([]);
    expect(shownCommands(documentText('README.md')).map(({ line }) => line)).toContainEqual(
      expect.stringMatching(/^npm run llm-proxy -- connection add /),
    );
    const warning = /by `npx`: outside of a clone/;
    expect(documentText('docs/command-line.md')).toMatch(warning);
  });

  it('have only options that the command line has', async () => {
    const commands = DOCUMENTS.flatMap((path) =>
      shownCommands(documentText(path)).map((command) => ({ path, ...command })),
    );
    expect(commands.length).toBeGreaterThan(60);
    const helps = new Map<string, string>();
    for (const { path, line, args } of commands) {
      const name = commandOf(args);
      const help = helps.get(name) ?? (await cli.succeed([...name.split(' '), '--help'])).stdout;
      helps.set(name, help);
      expect({ path, line, usage: help.split('\n')[0] }).toMatchObject({
        usage: expect.stringMatching(new RegExp(`^Usage: llm-proxy ${name}\\b`)) as string,
      });
      const known = [...help.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, option]) => option);
      for (const option of args.filter((word) => word.startsWith('--'))) {
        expect({ path, line, option, known: known.includes(option) }).toEqual({
          path,
          line,
          option,
          known: true,
        });
      }
    }
  });

  it('of docs/providers.md make its connections', async () => {
    const secrets = {
      'service-account.json': serviceAccount('https://oauth2.googleapis.com/token'),
      'entra-app.json': '{"tenant_id":"tenant-1","client_id":"client-1","client_secret":"secret-1"}',
      'access-keys.json':
        '{"access_key_id":"AKIAEXAMPLE123456789","secret_access_key":"secret-of-forty-characters-or-thereabouts"}',
    };
    for (const [name, text] of Object.entries(secrets)) writeFileSync(join(cli.folder, name), text);
    const commands = shownCommands(documentText('docs/providers.md')).filter(
      ({ args }) => commandOf(args) === 'connection add',
    );
    expect(commands.length).toBeGreaterThan(15);
    const used = new Set<string | undefined>();
    for (const { args } of commands) {
      const variable = args[args.indexOf('--api-key-env') + 1] ?? '';
      // Their providers are real, and no test calls one.
      await cli.succeed([...args, '--no-test'], {
        environment: { [variable]: 'placeholder-key-0123456789' },
      });
      used.add(args[args.indexOf('--provider') + 1]);
    }
    const providers = ['openai', 'azure', 'anthropic', 'google', 'vertex', 'bedrock', 'litellm', 'mock'];
    expect([...used]).toEqual(expect.arrayContaining(providers));
  });

  it.each(['docs/virtual-keys.md', 'examples/clients/README.md'])(
    'of %s make a key that reaches a model',
    async (path) => {
      const own = new CommandLine();
      try {
        const [first = ''] = codeBlocks(documentText(path), 'sh').filter((code) =>
          code.includes('connection add'),
        );
        const commands = shownCommands(`\`\`\`sh\n${first}\`\`\`\n`);
        expect(commands).toHaveLength(4);
        for (const { args } of commands) await own.succeed(args);
        expect((await own.succeed(['assignments', 'list', '--json'])).json).toHaveLength(1);
      } finally {
        own.close();
      }
    },
  );

  describe('beside a running service', () => {
    let gateway: InProcessGateway;
    beforeAll(async () => {
      gateway = await startGateway({
        settings: { DATA_DIR: cli.dataDir, MOCK_TOKEN_DELAY_MS: 0, ADDRESS_RPS: 0 },
      });
    });
    afterAll(() => gateway.close());

    it('of README.md make a key that works at once, with curl and with the SDK', async () => {
      await cli.run(['connection', 'remove', 'Playground', '--force']);
      const [start = '', commands = '', curl = ''] = codeBlocks(directly, 'sh');
      expect(start).toBe('LLM_PROXY__PORT=8132 npm start\n');
      const shown = shownCommands(`\`\`\`sh\n${commands}\`\`\`\n`);
      expect(shown).toHaveLength(4);
      for (const { args } of shown) await cli.succeed(args);
      const [, key = ''] = /Bearer ([\w-]+)/.exec(curl) ?? [];
      const [, path = ''] = /localhost:8132(\S+)/.exec(curl) ?? [];
      const [, body] = /-d '([^']+)'/.exec(curl) ?? [];
      await until(async () => (await call(gateway, 'POST', path, { key, body })).status === 200, {
        what: 'the running service to know the key',
      });
      const [code = ''] = codeBlocks(directly, 'js');
      expect(code).toContain("'http://localhost:8132/v1'");
      const { stdout } = await run(
        process.execPath,
        ['--input-type=module', '--eval', code.replace('http://localhost:8132', gateway.url)],
        { cwd: ROOT },
      );
      expect(stdout).toBe(codeBlocks(directly, 'text')[0]);
    });

    describeWhen(hasCurl, 'the command curl')('of examples/virtual-keys.sh', () => {
      it('show fallback and refusal, and leave nothing behind', async () => {
        const { stdout } = await run('sh', [join(ROOT, 'examples', 'virtual-keys.sh')], {
          env: { PATH: process.env['PATH'], LLM_PROXY_URL: gateway.url, LLM_PROXY__DATA_DIR: cli.dataDir },
        });
        expect(stdout).toContain('status 200, answered by Example-Mock/mock-echo');
        expect(stdout).toContain('data: [DONE]');
        expect(stdout).toContain('This key may not use the model ');
        for (const list of ['vkey', 'connection']) {
          expect((await cli.succeed([list, 'list'])).stdout).not.toContain('Example-');
        }
      });

      it('leave nothing behind when Ctrl-C ends them in the middle', async () => {
        // In a group of processes, which a terminal tells all of an interrupt.
        const script = spawn('sh', [join(ROOT, 'examples', 'virtual-keys.sh')], {
          env: { PATH: process.env['PATH'], LLM_PROXY_URL: gateway.url, LLM_PROXY__DATA_DIR: cli.dataDir },
          stdio: ['ignore', 'pipe', 'ignore'],
          detached: true,
        });
        let said = '';
        script.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
        const closed = once(script, 'close');
        await until(() => said.includes('Connection Example-Mock added'), { what: 'the connection' });
        process.kill(-(script.pid ?? 0), 'SIGINT');
        expect(await within(closed, { what: 'the script to end' })).toEqual([130, null]);
        for (const list of ['vkey', 'connection']) {
          expect((await cli.succeed([list, 'list'])).stdout).not.toContain('Example-');
        }
      });
    });
  });
});

describe('docs/providers.md', () => {
  const text = documentText('docs/providers.md');

  it('has every provider of the code, in its list of sections or in the table of vendors', () => {
    expect(PROVIDER_NAMES.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });

  it('has the vendors with their addresses, and says where a key is needed', () => {
    const rows = tableRows(text).filter(([, address = '']) => /^(?:`https:\/\/[^`]+`|yours)$/.test(address));
    expect(rows.map((row) => row.slice(0, 3).map(unquoted))).toEqual(
      VENDORS.map(({ name, endpoint = 'yours', credential }) => [name, endpoint, credential]),
    );
  });

  it('has the addresses of the others', () => {
    const shown = PROVIDER_PROFILES.flatMap(({ endpoint }) => {
      if (endpoint === undefined || endpoint.endsWith('.invalid')) return [];
      const { host } = new URL(endpoint);
      return [host.startsWith('bedrock-runtime.') ? 'bedrock-runtime.{region}.amazonaws.com' : host];
    });
    expect(shown.filter((host) => !text.includes(host))).toEqual([]);
  });

  it('says of each section what to prepare, the commands, what is mapped and what is not', () => {
    const sections = text.split(/^## /m).filter((part) => part.includes('### Commands'));
    expect(sections).toHaveLength(8);
    for (const section of sections) {
      const [name = ''] = section.split('\n');
      expect({
        name,
        heads: [...section.matchAll(/^### (.+)$/gm)].map(([, head]) => head).join(', '),
      }).toEqual({
        name,
        heads: expect.stringMatching(/^What to prepare, Commands.*What is mapped.*what is not/i) as string,
      });
    }
  });
});

/** The name of a command: `serve`, `connection add`. */
function commandOf(args: readonly string[]): string {
  const groups = [
    'connection',
    'model',
    'vkey',
    'assignments',
    'vault',
    'registry',
    'import',
    'group',
    'price',
    'budget',
    'deployment',
    'capture',
    'route',
  ];
  // `usage` is a command of its own as well.
  const isInner = groups.includes(args[0] ?? '') || args[1] === 'reconcile';
  return args.slice(0, isInner ? 2 : 1).join(' ');
}

function hasCurl(): boolean {
  return spawnSync('curl', ['--version']).status === 0;
}
