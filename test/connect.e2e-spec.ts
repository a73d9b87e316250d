/** `llm-proxy connect`: the settings of clients, printed and written. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { CommandLine } from './support/processes/command-line';

const KEY = 'vk-secret-of-an-agent';
const TO = ['--url', 'https://llm.example.com/v1/', '--model', 'claude-sonnet'];
/** The file of each client, and what of it says where, as whom and which model. */
const FILES: Readonly<Record<string, readonly [file: string, ...said: string[]]>> = {
  'claude-code': [
    '.claude/settings.json',
    '"ANTHROPIC_BASE_URL": "https://llm.example.com"',
    '"claude-sonnet"',
  ],
  codex: ['.codex/config.toml', 'base_url = "https://llm.example.com/v1"', 'model = "claude-sonnet"'],
  'gemini-cli': [
    '.gemini/.env',
    'GOOGLE_GEMINI_BASE_URL=https://llm.example.com\n',
    'GEMINI_MODEL=claude-sonnet',
  ],
  opencode: [
    '.config/opencode/opencode.json',
    '"baseURL": "https://llm.example.com/v1"',
    '"llm-proxy/claude-sonnet"',
  ],
  'qwen-code': ['.qwen/.env', 'OPENAI_BASE_URL=https://llm.example.com/v1\n', 'OPENAI_MODEL=claude-sonnet'],
  continue: ['.continue/config.yaml', 'apiBase: https://llm.example.com/v1', 'model: claude-sonnet'],
  aider: ['.aider.conf.yml', 'openai-api-base: https://llm.example.com/v1', 'model: openai/claude-sonnet'],
  'open-webui': ['web.env', 'OPENAI_API_BASE_URL=https://llm.example.com/v1'],
  librechat: ['librechat.yaml', 'baseURL: https://llm.example.com/v1', '- claude-sonnet'],
};
const OWN_PLACE = new Set(['open-webui', 'librechat']);
/** What is there before, by the ending of the file's name, and what has to be there still. */
const BEFORE: Readonly<Record<string, readonly [text: string, kept: string]>> = {
  json: ['{"theme":"dark","env":{"OTHER":"1"}}', '"theme": "dark"'],
  toml: ['# mine\nmodel = "old"\n[mcp.x]\nmodel = "kept"\n', '# mine\n\n[mcp.x]'.replace('\n\n', '\n')],
  env: ['OTHER=1\nGEMINI_API_KEY=old\nexport OPENAI_API_KEY=old\n', 'OTHER=1'],
  yaml: ['# mine\nname: x\nmodels:\n  - name: other\n', '# mine'],
  yml: ['# mine\nauto-commits: false\n', 'auto-commits: false'],
};

describe('llm-proxy connect', () => {
  let cli: CommandLine;

  beforeAll(() => {
    cli = new CommandLine();
    cli = new CommandLine({ HOME: cli.folder });
  });
  afterAll(() => {
    cli.close();
  });

  const pathOf = (file: string) => join(cli.folder, file);
  const home = () => ({ HOME: cli.folder });
  const connect = (client: string, ...args: string[]) =>
    cli.run(['connect', client, ...TO, '--key-stdin', ...args], { input: `${KEY}\n`, environment: home() });

  it.each(Object.entries(FILES))(
    '%s: prints and writes its settings, and keeps what is there',
    async (client, [file, ...said]) => {
      const printed = await connect(client);
      expect(printed).toMatchObject({ code: 0 });
      for (const text of [KEY, ...said]) expect(printed.stdout).toContain(text.trim());
      expect(printed.stderr).not.toContain(KEY);
      expect(existsSync(pathOf(file))).toBe(false);

      const [text = '', kept = ''] = BEFORE[file.split('.').at(-1) ?? ''] ?? [];
      mkdirSync(dirname(pathOf(file)), { recursive: true });
      writeFileSync(pathOf(file), text);
      const where = OWN_PLACE.has(client) ? ['--file', file] : [];
      const written = await connect(client, '--write', ...where);
      expect([written.code, written.stderr.includes(KEY), written.stdout.includes(KEY)]).toEqual([
        0,
        false,
        false,
      ]);
      const now = readFileSync(pathOf(file), 'utf8');
      for (const part of [KEY, kept, ...said]) expect(now).toContain(part);
      for (const gone of client === 'gemini-cli' ? ['GEMINI_API_KEY=old'] : ['OPENAI_API_KEY=old', '"old"'])
        expect(now).not.toContain(gone);
      if (/ya?ml$/.test(file)) expect(parse(now)).toMatchObject(parse(kept) ?? {});
      expect(statSync(pathOf(file)).mode & 0o077).toBe(0);
      const backups = readdirSync(dirname(pathOf(file))).filter(
        (name) => name.endsWith('.bak') && pathOf(file).endsWith(name.split('.2')[0] ?? ''),
      );
      expect(backups.map((name) => readFileSync(join(dirname(pathOf(file)), name), 'utf8'))).toEqual([text]);

      const again = await connect(client, '--write', ...where);
      expect(again.stdout).toContain(`${pathOf(file)} has these settings already.`);
      expect(readFileSync(pathOf(file), 'utf8')).toBe(now);
    },
  );

  it.each(['cursor', 'cline'])('%s: says what to do by hand', async (client) => {
    const { stdout } = await connect(client);
    for (const text of [KEY, 'https://llm.example.com/', 'claude-sonnet']) expect(stdout).toContain(text);
    expect(await connect(client, '--write')).toMatchObject({ code: 2 });
  });

  it('takes no key of the settings, and puts nothing into a file that it cannot read', async () => {
    expect(await cli.run(['connect', 'codex'], { environment: home() })).toMatchObject({ code: 2 });
    expect(await cli.run(['connect', 'nosuch', '--key', KEY])).toMatchObject({ code: 2 });
    expect(await connect('librechat', '--write')).toMatchObject({ code: 2 });
    for (const [client, file] of [
      ['claude-code', 'a.json'],
      ['continue', 'a.yaml'],
    ] as const) {
      writeFileSync(pathOf(file), '{ // a comment\n "a": [ }');
      expect(await connect(client, '--write', '--file', file)).toMatchObject({ code: 2 });
      expect(readFileSync(pathOf(file), 'utf8')).toBe('{ // a comment\n "a": [ }');
    }
  });

  it('puts its member into a list of LibreChat, and leaves comments, quotes and the version of the file as they are', async () => {
    const before = `# the guide
version: 1.3.5
endpoints:
  # of the house
  custom:
    - name: 'groq' # fast
      apiKey: '\${GROQ_API_KEY}'
`;
    writeFileSync(pathOf('own.yaml'), before);
    expect(await connect('librechat', '--write', '--file', 'own.yaml')).toMatchObject({ code: 0 });
    const now = readFileSync(pathOf('own.yaml'), 'utf8');
    expect(now.startsWith(before)).toBe(true);
    expect(parse(now)).toMatchObject({
      version: '1.3.5',
      endpoints: { custom: [{ name: 'groq' }, { name: 'llm-proxy', apiKey: KEY }] },
    });
  });

  it.each([
    ['a list of lists', 'notify = [\n  ["a"], # ]\n]\n'],
    [
      'a text of several lines',
      'instructions = """\n[model_providers.llm-proxy]\nmodel = "in a text" \\"""\n"""\n',
    ],
    ['headers of its own', '[model_providers.llm-proxy.http_headers]\nX-Team = "a"\n'],
    ['another provider', 'model_providers.other.name = "x"\n'],
  ])('leaves %s in the file of Codex', async (_what, kept) => {
    const top = ['"model" = "old"', 'model_providers.llm-proxy.base_url = "old"', 'model_provider = "old"'];
    const auth = '[model_providers."llm-proxy".auth]\ncommand = "old"\n[mcp]\nmodel = "kept"';
    const before = kept.startsWith('[') ? [...top, kept, auth] : [kept, ...top, auth];
    writeFileSync(pathOf('own.toml'), before.join('\n'));
    expect(await connect('codex', '--write', '--file', 'own.toml')).toMatchObject({ code: 0 });
    const now = readFileSync(pathOf('own.toml'), 'utf8');
    expect(now).toContain(kept);
    expect(now).toContain('[mcp]\nmodel = "kept"');
    expect(now).not.toContain('old');
    expect(now).not.toContain('auth');
  });

  it('writes nothing where one of its files cannot be joined, and names it', async () => {
    mkdirSync(pathOf('.qwen'), { recursive: true });
    for (const file of ['.env', 'settings.json']) rmSync(pathOf(`.qwen/${file}`), { force: true });
    writeFileSync(pathOf('.qwen/settings.json'), '{ // mine\n}');
    const { code, stderr } = await connect('qwen-code', '--write');
    expect([code, stderr]).toEqual([2, expect.stringContaining(`${pathOf('.qwen/settings.json')} is there`)]);
    expect(existsSync(pathOf('.qwen/.env'))).toBe(false);
    writeFileSync(pathOf('braces.toml'), 'model_providers = { x = { name = "x" } }\n');
    expect(await connect('codex', '--write', '--file', 'braces.toml')).toMatchObject({ code: 2 });
  });

  it('keeps a # of the key from being a comment, and reads a file with a byte order mark', async () => {
    const key = 'vk-a#1-of-an-agent';
    const said = async (client: string) =>
      (await cli.run(['connect', client, ...TO, '--key', key], { environment: home() })).stdout;
    expect(await said('gemini-cli')).toContain(`GEMINI_API_KEY='${key}'\n`);
    // Docker takes quotes for a part of the value.
    expect(await said('open-webui')).toContain(`OPENAI_API_KEY=${key}\n`);
    writeFileSync(pathOf('bom.json'), '\uFEFF{"theme":"dark"}');
    expect(await connect('claude-code', '--write', '--file', 'bom.json')).toMatchObject({ code: 0 });
    expect(readFileSync(pathOf('bom.json'), 'utf8')).toContain('"theme": "dark"');
  });
});
