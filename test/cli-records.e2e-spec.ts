/** @jest-environment node */
/** What the command line does to records besides making and removing them, on the database and on a running service. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json as jsonAnswer, providerError, silence } from './support/upstream/answer-scripts';
import type { AnswerScript } from './support/upstream/exchange';
import { postChat } from './support/callers/chat-request';
import { CommandLine } from './support/processes/command-line';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { until } from './support/observation/until';

const ADMIN_KEY = 'admin-key-of-the-tests';
const PROVIDERS = `
providers:
  from-file:
    type: mock
    models: [mock-echo, mock-tools, { name: tools-two, remote: mock-tools }]
`;

describe.each(['the database', 'a running service'])('llm-proxy on %s', (place) => {
  let cli: CommandLine;
  let gateway: InProcessGateway;
  let folder: string;
  let providersFile: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'llm-proxy-records-'));
    providersFile = join(folder, 'providers.yaml');
    writeFileSync(providersFile, PROVIDERS);
    const settings = {
      LLM_MODE: 'direct',
      PROVIDERS_FILE: providersFile,
      MOCK_TOKEN_DELAY_MS: 0,
      ADDRESS_RPS: 0,
    };
    gateway = await startGateway({ settings: { ADMIN_KEY, DATA_DIR: folder, ...settings } });
    const local = { LLM_PROXY__DATA_DIR: folder, LLM_PROXY__PROVIDERS_FILE: providersFile };
    const remote = { LLM_PROXY_URL: `${gateway.url}/v1`, LLM_PROXY_ADMIN_KEY: ADMIN_KEY };
    cli = new CommandLine(place === 'the database' ? local : remote);
  });
  afterAll(async () => {
    await gateway.close();
    cli.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const json = async (...args: string[]) => (await cli.succeed([...args, '--json'])).json;

  it('tests a new connection, and stores none whose credential is refused, unless told not to test', async () => {
    const upstream = await FakeUpstream.start();
    try {
      upstream.route('GET /v1/models', providerError(401, { message: 'Incorrect API key' }));
      const add = [
        'connection',
        'add',
        '--provider',
        'openai',
        '--endpoint',
        upstream.url,
        '--api-key',
        'sk-wrong-key',
      ];
      const refused = await cli.run([...add, '--name', 'Refused']);
      expect(refused).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining('Nothing was stored'),
      });
      expect((await cli.run(['connection', 'show', 'Refused'])).code).toBe(2);
      expect(await json(...add, '--name', 'Untested', '--no-test')).toMatchObject({ last_test: null });
      upstream.route('GET /v1/models', providerError(500, { message: 'down' }));
      const away = await cli.succeed([...add, '--name', 'Away']);
      expect(away.stderr).toContain('its test failed, and it is stored all the same');
      expect(
        (await cli.succeed(['connection', 'add', '--name', 'Good', '--provider', 'mock'])).stderr,
      ).toMatch(/^Tested: The provider answers and lists \d+ models\.\n$/);
      for (const name of ['Untested', 'Away']) await cli.succeed(['connection', 'remove', name]);
      const mistyped = await cli.run(['connection', 'add', '--name', 'X', '--provider', 'opnai']);
      expect(mistyped.stderr).toContain('(did you mean openai?).');
    } finally {
      await upstream.close();
    }
  });

  it('says of a connection that cannot list its models what the provider answered, or that it did not in time', async () => {
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    jest.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => timeout(ms === 20_000 ? 300 : ms));
    const upstream = await FakeUpstream.start();
    const saying = async (script: AnswerScript): Promise<readonly string[]> => {
      upstream.route('GET /v1/models', script);
      const tested = await cli.run(['connection', 'test', 'Lists']);
      const discovered = await cli.run(['model', 'discover', '--conn-id', 'Lists']);
      expect([tested.code, discovered.code]).not.toContain(0);
      return [tested.stdout, discovered.stderr].map((text) =>
        text.trim().replace(/^(?:failed +|llm-proxy: )/, ''),
      );
    };
    const twice = (said: string): readonly string[] => [said, said];
    try {
      const add = ['connection', 'add', '--name', 'Lists', '--provider', 'openai', '--no-test'];
      await cli.succeed([...add, '--endpoint', upstream.url, '--api-key', 'sk-of-the-lists']);
      expect(await saying(jsonAnswer({ error: 'Unexpected endpoint or method. (GET /models)' }))).toEqual(
        twice(
          'The provider answered with an error when it was asked for its models. It says: Unexpected endpoint or method. (GET /models)',
        ),
      );
      expect(await saying(providerError(404, { message: 'no such page' }))).toEqual(
        twice(
          "The provider answered 404 when it was asked for its models. Check the endpoint's path (many end with /v1). It says: no such page",
        ),
      );
      // On the database a command waits in a process of its own, whose clock is the real one.
      if (place === 'a running service') {
        expect(await saying(silence())).toEqual(
          twice('The provider did not list its models within 20 seconds.'),
        );
      }
      await cli.succeed(['connection', 'remove', 'Lists']);
    } finally {
      jest.restoreAllMocks();
      await upstream.close();
    }
  });

  it('shows and changes models, keys and assignments; what is not given stays', async () => {
    await cli.succeed([
      'model',
      'add',
      '--conn-id',
      'Good',
      '--name',
      'm',
      '--remote',
      'mock-echo',
      '--context-length',
      '9',
    ]);
    expect(
      await json(
        'model',
        'update',
        'Good/m',
        '--name',
        'n',
        '--max-output',
        '5',
        '--clear',
        'context-length',
      ),
    ).toMatchObject({
      name: 'n',
      remote_name: 'mock-echo',
      context_length: null,
      max_output_tokens: 5,
    });
    expect(await json('model', 'show', 'Good/n')).toMatchObject({ max_output_tokens: 5 });
    await cli.succeed(['vkey', 'add', '--name', 'K', '--key', 'vk-front-12345', '--expires', '90d']);
    expect(await json('vkey', 'update', 'K', '--name', 'Key', '--expires', 'never')).toMatchObject({
      expires_at: null,
    });
    expect(await json('vkey', 'show', 'Key')).toMatchObject({ name: 'Key', prefix: 'vk-f' });
    const made = await json(
      'assign',
      '--vkey-id',
      'Key',
      '--model-id',
      'Good/n',
      '--alias',
      'a',
      '--tps',
      '5',
    );
    const { id } = made as { id: string };
    expect(await json('assignments', 'update', id, '--priority', '2', '--tps', '7')).toMatchObject({
      alias: 'a',
      tps: 7,
      priority: 2,
    });
    expect(await json('assignments', 'update', id, '--clear', 'tps', '--alias', 'b')).toMatchObject({
      tps: null,
      burst: null,
    });
    expect(await json('assignments', 'show', id)).toMatchObject({ alias: 'b', priority: 2 });
    for (const args of [
      ['model', 'update', 'Good/n'],
      ['vkey', 'update', 'Key'],
      ['assignments', 'update', id],
    ])
      expect(await cli.run(args)).toMatchObject({
        code: 2,
        stderr: 'llm-proxy: Nothing to change was given.\n',
      });
  });

  it('lists the audit trail by who, what and when, page after page', async () => {
    const page = await json('audit', '--entity', 'model', '--of', 'n', '--limit', '1');
    expect(page).toMatchObject({
      data: [{ action: 'update', entity_name: 'n', after: { max_output_tokens: 5 } }],
    });
    expect(await json('audit', '--entity', 'model', '--action', 'create', '--since', '1h')).toMatchObject({
      data: [{ entity_name: 'm' }],
      next_cursor: null,
    });
    expect(await json('audit', '--until', '2020-01-01')).toEqual({ data: [], next_cursor: null });
    const actor = place === 'the database' ? 'admin-api' : 'cli:nobody';
    expect(await json('audit', '--actor', actor)).toEqual({ data: [], next_cursor: null });
    const { stderr } = await cli.succeed(['audit', '--limit', '2']);
    const [, cursor = ''] = /^More: --cursor (\S+)$/m.exec(stderr) ?? [];
    expect((await cli.succeed(['audit', '--limit', '2', '--cursor', cursor])).stdout).toContain(
      'virtual_key Key',
    );
    expect(await cli.run(['audit', '--action', 'nonsense'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('create, update'),
    });
  });

  it.each(['group', 'vkey'])('lifts the limits of a %s with none, any and inherit', async (kind) => {
    const rates = ['second', 'minute', 'day'].map((time) => `per-${time}`);
    const limits = [
      ...rates.flatMap((rate) => [`--requests-${rate}`, `--tokens-${rate}`]),
      '--max-concurrent',
    ].flatMap((flag) => [flag, '7']);
    const lists = ['--allow-from', '10.0.0.0/8', '--door', 'chat', '--capture', 'errors'];
    const made = await json(kind, 'add', '--name', 'Limited', ...limits, ...lists);
    const fields = Object.keys(made as object).filter((name) => /_per_|^max_|^allowed_|^capture$/.test(name));
    expect(fields).toHaveLength(10);
    const lifted = limits.map((word) => (word === '7' ? 'none' : word));
    const changed = await json(
      ...[kind, 'update', 'Limited', ...lifted],
      ...['--allow-from', 'any', '--door', 'any', '--capture', 'inherit'],
    );
    expect(changed).toMatchObject(Object.fromEntries(fields.map((name) => [name, null])));
  });

  it('assigns by a pattern, and says what answers call their model', async () => {
    const pattern = ['assign', '--vkey-id', 'Key', '--model-id', 'Good/n', '--alias', 'claude-*'];
    const made = await json(...pattern, '--answer-model', 'house');
    expect(made).toMatchObject({ alias: 'claude-*', answer_model: 'house' });
    const { id } = made as { id: string };
    expect(await json('assignments', 'update', id, '--clear', 'answer-model')).toMatchObject({
      answer_model: null,
    });
  });

  it('assigns many models at once, by connection, names and patterns, and twice the same changes nothing', async () => {
    await cli.succeed(['vkey', 'add', '--name', 'Bulk', '--key', 'vk-bulk-123456']);
    const assign = (...args: string[]) => json('assign', '--vkey-id', 'Bulk', ...args);
    const aliases = (made: unknown) => (made as { alias: string }[]).map(({ alias }) => alias).sort();
    expect(aliases(await assign('--conn-id', 'from-file', '--models', 'mock-*', '--tps', '3'))).toEqual([
      'mock-echo',
      'mock-tools',
    ]);
    expect(aliases(await assign('--conn-id', 'from-file', '--all'))).toEqual(['tools-two']);
    expect(await assign('--conn-id', 'from-file', '--all')).toEqual([]);
    expect(aliases(await assign('--models', 'n,*-two'))).toEqual(['n']);
    expect(await cli.run(['assign', '--vkey-id', 'Bulk', '--models', 'n,gpt-*'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('gpt-*'),
    });
    for (const wrong of [['--all'], [], ['--all', '--model-id', 'n'], ['--models', 'n', '--alias', 'x']])
      expect((await cli.run(['assign', '--vkey-id', 'Bulk', ...wrong])).code).toBe(2);
  });

  it('lets a key call a model of the provider file, for as long as the file has it', async () => {
    const bulk = { ...gateway, key: 'vk-bulk-123456' };
    const answer = () =>
      postChat(bulk, { model: 'mock-echo', messages: [{ role: 'user', content: 'Hello' }] });
    await until(async () => (await answer()).status === 200, { what: 'the model of the file to answer' });
    expect((await answer()).headers['x-llm-proxy-deployment']).toBe('from-file/mock-echo');
    const listed = await json('assignments', 'list', '--vkey-id', 'Bulk');
    expect(listed).toContainEqual(
      expect.objectContaining({
        model_name: 'from-file/mock-echo',
        model_id: 'file:from-file/mock-echo',
        tps: 3,
      }),
    );
    expect(await json('connection', 'list')).toHaveLength(2);
    expect(await json('model', 'list')).toHaveLength(4);
    writeFileSync(providersFile, PROVIDERS.replace('mock-echo, ', ''));
    process.emit('SIGHUP');
    await until(async () => (await answer()).status !== 200, { what: 'the model of the file to be gone' });
    writeFileSync(providersFile, PROVIDERS);
    process.emit('SIGHUP');
    await until(async () => (await answer()).status === 200, { what: 'the model of the file to be back' });
  });
});
