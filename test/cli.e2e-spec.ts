import { CommandLine } from './support/processes/command-line';
import type { CommandOutcome } from './support/processes/command-line';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { LeakCheck } from './support/observation/leak-check';

const ADMIN_KEY = 'admin-key-of-the-tests';
const CREDENTIAL = 'sk-credential-that-nobody-may-see';

describe('llm-proxy', () => {
  let cli: CommandLine;
  beforeAll(() => {
    cli = new CommandLine();
  });
  afterAll(() => cli.close());

  describe('on the database', () => {
    it('makes a key reach a model: connection, model, key, assignment', async () => {
      await cli.succeed(['connection', 'add', '--name', 'Playground', '--provider', 'mock']);
      await cli.succeed(['model', 'add', '--conn-id', 'Playground', '--name', 'mock-echo']);
      const key = await cli.succeed(['vkey', 'add', '--name', 'Frontend', '--expires', '90d']);
      expect(key.stdout).toMatch(/^vk-[\w-]{40,}\n$/);
      await cli.succeed([
        ...['assign', '--vkey-id', 'Frontend', '--model-id', 'Playground/mock-echo', '--alias', 'gpt-4'],
        ...['--tps', '50', '--tokens-per-second', '20000', '--priority', '1', '--weight', '3'],
      ]);
      expect((await cli.succeed(['assignments', 'list', '--json'])).json).toMatchObject([
        {
          virtual_key_name: 'Frontend',
          model_name: 'Playground/mock-echo',
          alias: 'gpt-4',
          tps: 50,
          tokens_per_second: 20_000,
          weight: 3,
        },
      ]);
      const { stdout } = await cli.succeed(['vkey', 'list']);
      expect(stdout).toMatch(/^NAME +PREFIX +STATE/);
      expect(stdout).not.toContain(key.stdout.trim());
    });

    it('takes ids wherever it takes names', async () => {
      const [connection] = (await cli.succeed(['connection', 'list', '--json'])).json as [{ id: string }];
      const { json } = await cli.succeed(['model', 'list', '--conn-id', connection.id, '--json']);
      const [{ id }] = json as [{ id: string }];
      expect((await cli.succeed(['connection', 'show', connection.id, '--json'])).json).toMatchObject(
        connection,
      );
      await cli.succeed(['assign', '--vkey-id', 'Frontend', '--model-id', id, '--alias', 'by-id']);
    });

    it('refuses to remove what is in use, naming by what, unless forced', async () => {
      const refused = await cli.run(['connection', 'remove', 'Playground']);
      expect(refused).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/^llm-proxy: [^\n]*mock-echo[^\n]*\n$/),
      });
      const key = await cli.run(['vkey', 'remove', 'Frontend']);
      expect(key).toMatchObject({ code: 2, stderr: expect.stringMatching(/gpt-4|assign/) });
      await cli.succeed(['connection', 'remove', 'Playground', '--force']);
      expect((await cli.succeed(['model', 'list', '--json'])).json).toEqual([]);
      expect((await cli.succeed(['assignments', 'list', '--json'])).json).toEqual([]);
      await cli.succeed(['vkey', 'remove', 'Frontend']);
    });

    it('makes a key that never expires, also when that is said', async () => {
      const { json } = await cli.succeed([
        'vkey',
        'add',
        '--name',
        'For-Ever',
        '--expires',
        'never',
        '--json',
      ]);
      expect(json).toMatchObject({ name: 'For-Ever', expires_at: null });
    });

    it('rotates a key, and says how long the one before is valid', async () => {
      await cli.succeed(['vkey', 'add', '--name', 'Rotated', '--key', 'vk-front-1234']);
      const { stdout, stderr } = await cli.succeed(['vkey', 'rotate', 'Rotated', '--grace', '24h']);
      expect(stdout).toMatch(/^vk-[\w-]{40,}\n$/);
      expect(stderr).toMatch(/valid until \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
      const { json } = await cli.succeed(['vkey', 'rotate', 'Rotated', '--json']);
      expect(json).toMatchObject({
        name: 'Rotated',
        key: expect.stringMatching(/^vk-/),
        previous_key_until: null,
      });
    });
  });

  describe('ends with', () => {
    const METADATA = 'http://169.254.169.254';
    it.each<[number, string, string[]]>([
      [0, 'help', ['--help']],
      [0, 'help of a command', ['vkey', 'add', '--help']],
      [0, 'version', ['--version']],
      [2, 'no command', []],
      [2, 'a group alone', ['connection']],
      [2, 'an unknown command', ['conection']],
      [2, 'an unknown command of a group', ['connection', 'lst']],
      [2, 'an unknown option', ['connection', 'list', '--jsn']],
      [2, 'an option that is missing', ['connection', 'add', '--name', 'x']],
      [2, 'an argument too many', ['connection', 'list', 'x']],
      [2, 'an argument too few', ['connection', 'show']],
      [
        2,
        'an invalid number',
        ['assign', '--vkey-id', 'a', '--model-id', 'b', '--alias', 'c', '--tps', 'many'],
      ],
      [
        2,
        'two credentials',
        ['connection', 'add', '--name', 'x', '--provider', 'mock', '--api-key', 'a', '--api-key-env', 'B'],
      ],
      [
        2,
        'a variable that is not there',
        ['connection', 'add', '--name', 'x', '--provider', 'mock', '--api-key-env', 'NO_SUCH'],
      ],
      [
        2,
        'a file that is not there',
        ['connection', 'add', '--name', 'x', '--provider', 'mock', '--api-key-file', 'no-such'],
      ],
      [2, 'an admin key without a service', ['connection', 'list', '--admin-key', ADMIN_KEY]],
      [2, 'a service without an admin key', ['connection', 'list', '--url', 'http://127.0.0.1:9']],
      [
        1,
        'a service that is not there',
        ['connection', 'list', '--url', 'http://127.0.0.1:9', '--admin-key', ADMIN_KEY],
      ],
      [2, 'a record that is not there', ['connection', 'show', 'nobody']],
      [2, 'an unknown provider', ['connection', 'add', '--name', 'x', '--provider', 'nobodys']],
      [
        2,
        'a malformed endpoint',
        [
          'connection',
          'add',
          '--name',
          'x',
          '--provider',
          'openai',
          '--api-key',
          'k',
          '--endpoint',
          'nonsense',
        ],
      ],
      [
        2,
        'a metadata address',
        [
          'connection',
          'add',
          '--name',
          'x',
          '--provider',
          'openai',
          '--api-key',
          'k',
          '--endpoint',
          METADATA,
        ],
      ],
      [2, 'a name that is taken', ['vkey', 'add', '--name', 'Rotated']],
      [2, 'a key that is too short', ['vkey', 'add', '--name', 'Short', '--key', 'short']],
      [2, 'an expiry in the past', ['vkey', 'add', '--name', 'Past', '--expires', '2020-01-01']],
    ])('%d for %s', async (code, _name, args) => {
      const outcome = await cli.run(args);
      expect(outcome).toMatchObject({ code });
      if (code === 0) return void expect(outcome.stderr).toBe('');
      expect(outcome.stdout).toBe('');
      // A command that is only the head of others shows its help; everything else is one line.
      if (!outcome.stderr.startsWith('Usage:')) expect(outcome.stderr).toMatch(/^llm-proxy: [^\n]+\n$/);
    });

    it('the same in a process of its own as in one that is kept for the tests', async () => {
      for (const args of [['connection', 'list'], ['connection', 'show', 'nobody'], ['conection']])
        expect(masked(await cli.run(args, { ownProcess: true }))).toEqual(masked(await cli.run(args)));
    });

    it('1 for settings that are not good, each named', async () => {
      const outcome = await cli.run(['vkey', 'list'], {
        environment: { LLM_PROXY__PORT: 'x', LLM_PROXY__PORTT: '1' },
      });
      expect(outcome.code).toBe(1);
      expect(outcome.stderr).toMatch(
        /^llm-proxy: LLM_PROXY__PORTT is not[^\n]+\nllm-proxy: LLM_PROXY__PORT must[^\n]+\n$/,
      );
    });
  });
});

describe('llm-proxy, on the database and on a running service,', () => {
  let leaks: LeakCheck;
  let upstream: FakeUpstream;
  let gateway: InProcessGateway;
  let direct: CommandLine;
  let remote: CommandLine;

  beforeAll(async () => {
    leaks = new LeakCheck();
    upstream = await FakeUpstream.start();
    gateway = await startGateway({ settings: { ADMIN_KEY, LLM_MODE: 'direct' } });
    direct = new CommandLine();
    remote = new CommandLine({ LLM_PROXY__ADMIN_KEY: ADMIN_KEY });
  });
  afterAll(async () => {
    direct.close();
    remote.close();
    await gateway.close();
    await upstream.close();
    await leaks.released();
  });

  const both = (args: readonly string[], input = ''): Promise<[CommandOutcome, CommandOutcome]> =>
    Promise.all([direct.run(args, { input }), remote.run([...args, '--url', gateway.url], { input })]);

  it('gives the same output and the same exit codes, and shows no credential', async () => {
    const script: [readonly string[], string?][] = [
      [['connection', 'list']],
      [
        [
          'connection',
          'add',
          '--name',
          'Up',
          '--provider',
          'openai',
          '--endpoint',
          upstream.url,
          '--api-key-stdin',
        ],
        `${CREDENTIAL}\n`,
      ],
      [['connection', 'add', '--name', 'Up', '--provider', 'openai', '--api-key', CREDENTIAL]],
      [
        ['connection', 'update', 'Up', '--api-key-stdin', '--header', 'X-Team: a', '--json'],
        `${CREDENTIAL}-2`,
      ],
      [['connection', 'show', 'Up']],
      [['connection', 'show', 'Up', '--json']],
      [['connection', 'disable', 'Up']],
      [['connection', 'enable', 'Up']],
      [
        [
          'model',
          'add',
          '--conn-id',
          'Up',
          '--name',
          'm',
          '--remote',
          'r',
          '--context-length',
          '1000',
          '--price',
          'input=1',
        ],
      ],
      [['model', 'list']],
      [['model', 'list', '--json', '--conn-id', 'Up']],
      [['vkey', 'add', '--name', 'K', '--key', 'vk-front-12345', '--expires', '2099-01-01']],
      [['vkey', 'list', '--json']],
      [['assign', '--vkey-id', 'K', '--model-id', 'm', '--alias', 'a', '--tps', '0.5']],
      [['assignments', 'list']],
      [['assignments', 'list', '--vkey-id', 'nobody']],
      [['model', 'remove', 'Up/m']],
      [['model', 'remove', 'Up/m', '--force']],
      [['vkey', 'disable', 'K']],
      [['vkey', 'remove', 'K', '--json']],
      [['connection', 'remove', 'Up']],
      [['connection', 'remove', 'Up']],
      [['connection', 'list', '--json']],
    ];
    for (const [args, input] of script) {
      const [one, other] = await both(args, input);
      expect([args, masked(one)]).toEqual([args, masked(other)]);
    }
    for (const text of [direct.printed, remote.printed, gateway.log.text])
      expect(text).not.toContain(CREDENTIAL);
    expect(direct.printed).toContain('has_credential');
  });

  it('says what is wrong where the service has another admin key, or none', async () => {
    const wrong = await remote.run([
      'vkey',
      'list',
      '--url',
      gateway.url,
      '--admin-key',
      'another-admin-key',
    ]);
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('refuses the admin key') });
    const internal = await remote.run(['vkey', 'list', '--url', gateway.url, '--admin-key', gateway.key]);
    expect(internal).toMatchObject({ code: 1, stderr: expect.stringContaining('admin') });
    const closed = await startGateway();
    try {
      const none = await remote.run(['vkey', 'list', '--url', closed.url]);
      expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('has no admin API') });
    } finally {
      await closed.close();
    }
  });

  it('reads a credential from a flag, a file, a variable and standard input alike', async () => {
    const add = (name: string, ...how: string[]) => [
      'connection',
      'add',
      '--name',
      name,
      '--provider',
      'openai',
      '--endpoint',
      upstream.url,
      ...how,
    ];
    const { writeFile } = await import('node:fs/promises');
    await writeFile(`${direct.folder}/key`, `${CREDENTIAL}\n`);
    await direct.succeed(add('Flag', '--api-key', CREDENTIAL));
    await direct.succeed(add('File', '--api-key-file', 'key'));
    await direct.succeed(add('Variable', '--api-key-env', 'SOME_KEY'), {
      environment: { SOME_KEY: CREDENTIAL },
    });
    await direct.succeed(add('Input', '--api-key-stdin'), { input: `${CREDENTIAL}\n` });
    for (const name of ['Flag', 'File', 'Variable', 'Input']) {
      upstream.reset();
      await direct.run(['connection', 'test', name]);
      const [request] = upstream.requests;
      expect([name, request?.headers['authorization']]).toEqual([name, `Bearer ${CREDENTIAL}`]);
    }
    expect(direct.printed).not.toContain(CREDENTIAL);
  });
});

/** An outcome without what differs from one registry to another. */
function masked({ code, stdout, stderr }: CommandOutcome): object {
  const mask = (text: string) =>
    text
      .replace(/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d\.\d+Z)?/g, '<time>')
      .replace(/\b(conn|model|vkey|asg|assign|[a-z]{2,10})_[\w-]{6,}/g, '$1_<id>');
  return { code, stdout: mask(stdout), stderr: mask(stderr) };
}
