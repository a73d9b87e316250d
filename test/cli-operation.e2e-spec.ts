import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { providerError } from './support/upstream/answer-scripts';
import { get } from './support/callers/chat-request';
import { CommandLine } from './support/processes/command-line';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { freePort } from './support/network/free-port';
import { startGateway } from './support/service/gateway';
import { answersOk } from './support/callers/http-probe';
import { until, within } from './support/observation/until';

const ADMIN_KEY = 'admin-key-of-the-tests';
const CREDENTIAL = 'sk-credential-that-nobody-may-see';
const INTERNAL = { LLM_PROXY__INTERNAL_API_KEY: 'operator=an-internal-key' };

describe('llm-proxy doctor', () => {
  let cli: CommandLine;
  beforeEach(() => {
    cli = new CommandLine(INTERNAL);
  });
  afterEach(() => cli.close());

  const examine = async (environment: Readonly<Record<string, string>> = {}) => {
    const { code, stdout } = await cli.run(['doctor'], { environment });
    return { code, lines: stdout.trimEnd().split('\n') };
  };
  const line = (verdict: string, part: string, what: RegExp): unknown =>
    expect.stringMatching(new RegExp(`^${verdict.padEnd(4)}  ${part}: .*${what.source}`));

  it('finds nothing to do where all is well', async () => {
    await cli.succeed(['connection', 'add', '--name', 'Playground', '--provider', 'mock']);
    const { code, lines } = await examine();
    expect(code).toBe(0);
    expect(lines).toEqual([
      line('ok', 'settings', /direct mode/),
      line('ok', 'limits', /in memory/),
      line('ok', 'database', /SQLite at .*registry\.sqlite/),
      line('ok', 'master key', /opens/),
      line('ok', 'connection Playground', /answers/),
      line('ok', 'clock', /./),
    ]);
  });

  it('names every bad setting, and looks no further', async () => {
    const { code, lines } = await examine({ LLM_PROXY__PORT: 'x', LLM_PROXY__RETRIES: 'y' });
    expect(code).toBe(1);
    expect(lines).toEqual([line('fail', 'settings', /PORT must/), line('fail', 'settings', /RETRIES must/)]);
  });

  it('warns of the internal key that everybody knows', async () => {
    const { lines } = await examine({ LLM_PROXY__INTERNAL_API_KEY: '' });
    expect(lines[0]).toEqual(line('warn', 'settings', /set LLM_PROXY__INTERNAL_API_KEY/));
  });

  it('finds a connection that its provider refuses, without showing the credential', async () => {
    const upstream = await FakeUpstream.start();
    try {
      upstream.route('GET /v1/models', providerError(401, { message: `Wrong key ${CREDENTIAL}` }));
      const { url } = upstream;
      const add = [
        'connection',
        'add',
        '--name',
        'Up',
        '--provider',
        'openai',
        '--endpoint',
        url,
        '--api-key-stdin',
        '--no-test',
      ];
      await cli.succeed(add, { input: CREDENTIAL });
      const { code, lines } = await examine();
      expect(code).toBe(1);
      expect(lines).toContainEqual(line('fail', 'connection Up', /connection show Up/));
      expect((await cli.run(['connection', 'test', 'Up'])).code).toBe(1);
      expect((await cli.succeed(['connection', 'list'])).stdout).toContain('failed: ');
      expect(cli.printed).not.toContain(CREDENTIAL);
    } finally {
      await upstream.close();
    }
  });

  it('finds a credential that does not open, and goes on', async () => {
    for (const name of ['One', 'Two']) {
      await cli.succeed(
        ['connection', 'add', '--name', name, '--provider', 'openai', '--no-test', '--api-key-stdin'],
        {
          input: `${CREDENTIAL}-${name}`,
        },
      );
      await cli.succeed(['connection', 'disable', name]);
    }
    const database = new DatabaseSync(join(cli.dataDir, 'registry.sqlite'));
    database.exec(
      `update connections set credential = (select credential from connections where name = 'Two') where name = 'One'`,
    );
    database.close();
    const { code, lines } = await examine();
    expect(code).toBe(1);
    expect(lines).toContainEqual(line('fail', 'master key', /One does not open.*connection update One/));
    expect(lines).toContainEqual(line('ok', 'connection Two', /disabled/));
  });

  it('finds a master key that is the wrong one', async () => {
    await cli.succeed(['connection', 'list']);
    writeFileSync(join(cli.dataDir, 'master.key'), `${Buffer.alloc(32, 7).toString('base64')}\n`);
    const { code, lines } = await examine();
    expect(code).toBe(1);
    expect(lines).toContainEqual(line('fail', 'master key', /wrong one/));
  });

  it('finds a database and a limits server that are away, within seconds', async () => {
    const { code, lines } = await examine({
      LLM_PROXY__DATABASE_URL: 'postgres://nobody:secret-word@127.0.0.1:9/none',
      LLM_PROXY__REDIS_URL: 'redis://:secret-word@127.0.0.1:9',
    });
    expect(code).toBe(1);
    expect(lines).toContainEqual(line('fail', 'limits', /LLM_PROXY__REDIS_URL/));
    expect(lines).toContainEqual(line('fail', 'database', /./));
    expect(cli.printed).not.toContain('secret-word');
  });

  it('looks at a running service from outside', async () => {
    const gateway = await startGateway({ settings: { ADMIN_KEY, ADDRESS_RPS: 0 } });
    try {
      const environment = { LLM_PROXY__ADMIN_KEY: ADMIN_KEY };
      const { code, json } = await cli.run(['doctor', '--url', `${gateway.url}/v1`, '--json'], {
        environment,
      });
      expect(code).toBe(0);
      expect(json).toMatchObject([
        { verdict: 'ok', part: 'service' },
        { verdict: 'ok', part: 'admin key' },
        { verdict: 'warn', part: 'connections' },
        { verdict: 'ok', part: 'clock' },
      ]);
      const wrong = ['doctor', '--url', gateway.url, '--admin-key', 'wrong-admin-key-of-the-tests', '--json'];
      expect((await cli.run(wrong)).json).toMatchObject([
        { verdict: 'ok', part: 'service' },
        { verdict: 'fail', part: 'admin key', what: expect.stringContaining('refuses') as string },
      ]);
    } finally {
      await gateway.close();
    }
  });

  it('blames no admin key where the service is away, or another program answers', async () => {
    const other = await FakeUpstream.start();
    const gone = await FakeUpstream.start();
    await gone.close();
    try {
      const said: readonly (readonly [string, RegExp])[] = [
        [gone.url, /^cannot be reached at http:.* \(ECONNREFUSED\)$/],
        [other.url, /^does not answer at http:.*: what answers there says \d+ to \/health\/ready$/],
      ];
      for (const [url, what] of said) {
        const { code, json } = await cli.run(['doctor', '--url', url, '--admin-key', ADMIN_KEY, '--json']);
        expect({ code, json }).toEqual({
          code: 1,
          json: [
            {
              verdict: 'fail',
              part: 'service',
              what: expect.stringMatching(what) as string,
              advice: 'start it, or correct --url',
            },
          ],
        });
      }
    } finally {
      await other.close();
    }
  });
});

describe('llm-proxy vault rotate', () => {
  it('encrypts under a new key while a service runs, which goes on to open credentials', async () => {
    const upstream = await FakeUpstream.start();
    const cli = new CommandLine(INTERNAL);
    const gateway = await startGateway({
      settings: { ADMIN_KEY, LLM_MODE: 'direct', DATA_DIR: cli.dataDir },
    });
    try {
      const { url } = upstream;
      const add = [
        'connection',
        'add',
        '--name',
        'Up',
        '--provider',
        'openai',
        '--endpoint',
        url,
        '--api-key-stdin',
      ];
      await cli.succeed(add, { input: CREDENTIAL });
      const before = readFileSync(join(cli.dataDir, 'master.key'), 'utf8');
      const { stdout } = await cli.succeed(['vault', 'rotate']);
      expect(stdout).toMatch(
        /^1 credential is now encrypted under the master key [0-9a-f]{8} \(before: [0-9a-f]{8}\)\.\n$/,
      );
      const after = readFileSync(join(cli.dataDir, 'master.key'), 'utf8');
      expect(after).not.toBe(before);
      for (const how of [[], ['--url', gateway.url, '--admin-key', ADMIN_KEY]]) {
        upstream.reset();
        await cli.run(['connection', 'test', 'Up', ...how]);
        expect(upstream.requests[0]?.headers['authorization']).toBe(`Bearer ${CREDENTIAL}`);
      }
      for (const secret of [CREDENTIAL, before.trim(), after.trim()]) {
        expect(cli.printed).not.toContain(secret);
        expect(gateway.log.text).not.toContain(secret);
      }
    } finally {
      await gateway.close();
      await upstream.close();
      cli.close();
    }
  });
});

describe('llm-proxy serve', () => {
  it('runs the service until it is told to stop', async () => {
    const cli = new CommandLine();
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const child = spawn(process.execPath, [join(__dirname, '..', 'dist', 'cli.js'), 'serve'], {
      cwd: cli.folder,
      env: {
        ...INTERNAL,
        LLM_PROXY__LLM_MODE: 'mock',
        LLM_PROXY__DATA_DIR: cli.dataDir,
        LLM_PROXY__HOST: '127.0.0.1',
        LLM_PROXY__PORT: String(port),
      },
      stdio: 'ignore',
    });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    try {
      await until(() => answersOk(`${url}/health/ready`), {
        what: 'the service to be ready',
      });
      child.kill('SIGTERM');
      expect(await within(ended, { what: 'the service to end' })).toBe(0);
    } finally {
      child.kill('SIGKILL');
      cli.close();
    }
  });
});

describe('commands and a running service on one database', () => {
  it('a key that a command has made opens the door within two seconds', async () => {
    const cli = new CommandLine(INTERNAL);
    const gateway = await startGateway({
      settings: { LLM_MODE: 'direct', DATA_DIR: cli.dataDir, ADDRESS_RPS: 0 },
    });
    try {
      const { stdout } = await cli.succeed(['vkey', 'add', '--name', 'Late']);
      const key = stdout.trim();
      const opens = async () => (await get(gateway, '/v1/models', { key })).status === 200;
      await until(opens, { what: 'the key to open the door' });
      await cli.succeed(['vkey', 'disable', 'Late']);
      await until(async () => !(await opens()), { what: 'the key to be refused' });
    } finally {
      await gateway.close();
      cli.close();
    }
  });
});
