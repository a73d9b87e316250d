/** A database that takes no changes though it can be read, a pooler in front of it, and what sslmode asks for. */
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  renameSync,
  rmSync,
  mkdtempSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { DatabaseError } from '../src/database/database-error';
import { openPostgres } from '../src/database/postgres/open';
import { problemOf as postgresProblem } from '../src/database/postgres/problem';
import { openSqlite } from '../src/database/sqlite/open';
import { problemOf as sqliteProblem } from '../src/database/sqlite/problem';
import { call, get } from './support/callers/chat-request';
import { startGateway } from './support/service/gateway';
import type { PostgresServer } from './support/engines/postgres';
import { describeWithPostgres, startPostgres } from './support/engines/postgres';
import { describeWithOpenssl, makeCertificate } from './support/network/self-signed';
import { until } from './support/observation/until';

const nothing = (): Promise<void> => Promise.resolve();

/** Root in a machine of its own may; root in a container mostly may not. */
function mayMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'llm-proxy-mount-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', folder]).status === 0;
  if (mounted) execFileSync('umount', [folder]);
  rmSync(folder, { recursive: true });
  if (!mounted)
    process.stderr.write('Skipped: a full volume, which needs a user who may mount a small one.\n');
  return mounted;
}

describe('a SQLite file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'llm-proxy-trouble-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('that is removed or replaced takes no changes, until it is back', async () => {
    const data = join(folder, 'data');
    const database = await openSqlite(join(data, 'registry.sqlite'), []);
    await database.check();
    renameSync(data, join(folder, 'away'));
    for (const work of [() => database.check(), () => database.write(nothing)]) {
      await expect(work()).rejects.toMatchObject({ problem: 'removed' });
      await expect(work()).rejects.toThrow('was removed or replaced while the service ran');
    }
    mkdirSync(data);
    await (await openSqlite(join(data, 'registry.sqlite'), [])).close();
    await expect(database.check()).rejects.toMatchObject({ problem: 'removed' });
    rmSync(data, { recursive: true });
    renameSync(join(folder, 'away'), data);
    await database.check();
    await database.write(nothing);
    await database.close();
  });

  (mayMount() ? describe : describe.skip)('on a volume that is full', () => {
    it('is read on, refuses changes as full, and takes them again once there is room', async () => {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'none', folder]);
      try {
        const database = await openSqlite(join(folder, 'registry.sqlite'), []);
        const run = (sql: string) => database.write((db) => db.executeQuery({ ...RAISE_READ_ONLY, sql }));
        await run('create table made (text text)');
        expect(() => writeFileSync(join(folder, 'filler'), Buffer.alloc(1024 * 1024))).toThrow(/ENOSPC/);
        const insert = `insert into made values (hex(randomblob(200000)))`;
        await expect(run(insert)).rejects.toMatchObject({ problem: 'full' });
        await database.read((db) =>
          db.executeQuery({ ...RAISE_READ_ONLY, sql: 'select count(*) from made' }),
        );
        rmSync(join(folder, 'filler'));
        await run(`insert into made values ('x')`);
        await database.close();
      } finally {
        execFileSync('umount', ['--lazy', folder]);
      }
    });
  });

  it('on a full volume is called full', () => {
    expect(sqliteProblem({ errcode: 13 })).toBe('full');
    expect(sqliteProblem({ code: 'ENOSPC', syscall: 'write' })).toBe('full');
    expect(postgresProblem({ code: '53100' })).toBe('full');
  });
});

describe('a service whose data folder is deleted', () => {
  it('is degraded, says so in its log, and refuses changes with the cause', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'llm-proxy-trouble-'));
    const data = join(folder, 'data');
    const key = 'an-admin-key-of-the-test';
    const gateway = await startGateway({ settings: { DATA_DIR: data, ADMIN_KEY: key } });
    try {
      expect((await get(gateway, '/health/ready')).json).toMatchObject({ status: 'ok' });
      rmSync(data, { recursive: true });
      const line = await gateway.log.until(({ alert, reason }) => alert === true && reason !== undefined);
      expect(line['reason']).toContain('was removed or replaced while the service ran');
      const health = await get(gateway, '/health/ready');
      expect(health.status).toBe(200);
      expect(health.json).toMatchObject({
        status: 'degraded',
        checks: { database: { status: 'down', reason: 'removed or replaced' } },
      });
      const { text } = await get(gateway, '/metrics');
      expect(text).toMatch(/^llm_proxy_health_check_up\{check="database"\} 0$/m);
      const answer = await call(gateway, 'POST', '/admin/virtual-keys', { key, body: { name: 'late' } });
      expect(answer.status).toBe(503);
      expect(answer.text).toContain('was removed or replaced while the service ran');
      expect(answer.text).not.toContain(folder);
    } finally {
      await gateway.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('a service whose database goes and comes back', () => {
  it('says once that answers cannot be kept, and once that they are again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'llm-proxy-trouble-'));
    const gateway = await startGateway({ settings: { DATA_DIR: folder } });
    const [file, away] = [join(folder, 'registry.sqlite'), join(folder, 'away.sqlite')];
    const ask = () => call(gateway, 'POST', '/v1/responses', { body: { model: 'mock-echo', input: 'Hi' } });
    const said = (words: string) => gateway.log.lines.filter(({ msg }) => String(msg).startsWith(words));
    try {
      expect((await ask()).status).toBe(200);
      renameSync(file, away);
      for (let n = 0; n < 2; n++) expect((await ask()).status).toBe(200);
      await gateway.log.until(({ msg }) => msg === 'Answers of the Responses door cannot be written now.');
      renameSync(away, file);
      await gateway.log.until(({ msg }) => msg === 'Answers of the Responses door are written again.');
      expect(said('Answers of the Responses door')).toEqual([
        expect.objectContaining({ alert: true, reason: expect.stringContaining('removed') as string }),
        expect.objectContaining({ alert: true }),
      ]);
    } finally {
      await gateway.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describeWithPostgres('a PostgreSQL', () => {
  let postgres: PostgresServer;
  const closing: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  afterAll(async () => {
    await postgres.stop();
  });

  async function open(url: string): ReturnType<typeof openPostgres<unknown>> {
    const database = await openPostgres<unknown>(url, []);
    closing.push(() => database.close());
    return database;
  }

  const withMode = (url: string, query: string): string => `${url}?${query}`;

  it('without TLS is used where sslmode allows that, and refused where it does not', async () => {
    const url = await postgres.makeDatabase();
    for (const mode of ['disable', 'allow', 'prefer'])
      await (await open(withMode(url, `sslmode=${mode}`))).check();
    await (await open(url)).check();
    for (const mode of ['require', 'verify-ca', 'verify-full']) {
      await expect(open(withMode(url, `sslmode=${mode}`))).rejects.toThrow(/does not support SSL/);
    }
  });

  it('behind a pooler that refuses settings at the start is used, and not listened on', async () => {
    const { hostname, port, pathname, username, password } = new URL(await postgres.makeDatabase());
    const pooler = await Pooler.start(hostname, Number(port));
    closing.push(() => pooler.close());
    const database = await open(`postgres://${username}:${password}@127.0.0.1:${pooler.port}${pathname}`);
    await database.write(nothing);
    database.watch(() => undefined)();
    await database.check();
    expect(pooler.refused).toBe(1);
    expect(pooler.text).toContain('set local statement_timeout = 5000');
    expect(pooler.text.toLowerCase()).not.toContain('listen llm_proxy');
  });

  it('that has become read-only is a standby, and takes changes again once it is not', async () => {
    const url = await postgres.makeDatabase();
    const database = await open(url);
    const create = { ...RAISE_READ_ONLY, sql: 'create table made (id int)' };
    await asSuperuser(
      url,
      `alter database ${new URL(url).pathname.slice(1)} set default_transaction_read_only = on`,
    );
    // Connections of before keep what they began with; a server that fails over ends them.
    await asSuperuser(url, ENDED);
    // A pool may find out by a connection that was ended.
    const checked = database.check().catch(() => database.check());
    await expect(checked).rejects.toMatchObject({ problem: 'standby' });
    const write = database.write((db) => db.executeQuery(create));
    await expect(write.catch(() => database.write((db) => db.executeQuery(create)))).rejects.toMatchObject({
      problem: 'standby',
    });
    await asSuperuser(
      url,
      'set default_transaction_read_only = off',
      `alter database ${new URL(url).pathname.slice(1)} reset default_transaction_read_only`,
      ENDED,
    );
    await until(
      () =>
        database
          .write((db) => db.executeQuery(create))
          .then(
            () => true,
            () => false,
          ),
      { what: 'a change to be taken again' },
    );
  });

  describeWithOpenssl('with TLS', () => {
    let folder: string;
    let url: URL;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'llm-proxy-tls-'));
      chmodSync(folder, 0o755);
      url = new URL(await postgres.makeDatabase());
      const [key, certificate] = [join(folder, 'server.key'), join(folder, 'server.crt')];
      makeCertificate({ keyFile: key, certificateFile: certificate });
      const [{ data_directory: data } = { data_directory: '' }] = await asSuperuser(
        url.href,
        'show data_directory',
      );
      const { uid, gid } = statSync(String(data));
      chownSync(key, uid, gid);
      chmodSync(key, 0o600);
      await asSuperuser(
        url.href,
        `alter system set ssl_cert_file = '${certificate}'`,
        `alter system set ssl_key_file = '${key}'`,
        `alter system set ssl = on`,
        `select pg_reload_conf()`,
      );
      await until(async () => (await asSuperuser(url.href, 'show ssl'))[0]?.['ssl'] === 'on', {
        what: 'TLS',
      });
    });
    afterAll(async () => {
      await asSuperuser(url.href, `alter system set ssl = off`, `select pg_reload_conf()`);
      rmSync(folder, { recursive: true, force: true });
    });

    /** Whether a connection by this address is encrypted. @throws where it is missing */
    async function isEncrypted(host: string, query: string): Promise<unknown> {
      const address = new URL(`?${query.replace('ROOT', join(folder, 'server.crt'))}`, url);
      address.hostname = host;
      const database = await open(address.href);
      const sql = 'select ssl from pg_stat_ssl where pid = pg_backend_pid()';
      const { rows } = await database.read((db) => db.executeQuery({ ...RAISE_READ_ONLY, sql }));
      return Reflect.get(Object(rows[0]) as object, 'ssl');
    }

    it.each([
      ['127.0.0.1', '', true],
      ['127.0.0.1', 'sslmode=disable', false],
      ['127.0.0.1', 'sslmode=allow', false],
      ['127.0.0.1', 'sslmode=prefer', true],
      ['127.0.0.1', 'sslmode=require', true],
      ['127.0.0.1', 'sslmode=require&sslrootcert=ROOT', true],
      ['127.0.0.1', 'sslmode=verify-ca&sslrootcert=ROOT', true],
      ['localhost', 'sslmode=verify-full&sslrootcert=ROOT', true],
    ])('at %s with "%s" is used; encrypted: %s', async (host, query, encrypted) => {
      expect(await isEncrypted(host, query)).toBe(encrypted);
    });

    it.each([
      ['localhost', 'sslmode=verify-ca', /self-signed/],
      ['localhost', 'sslmode=verify-full', /self-signed/],
      ['127.0.0.1', 'sslmode=verify-full&sslrootcert=ROOT', /altnames|IP/],
    ])('at %s with "%s" is refused', async (host, query, why) => {
      await expect(isEncrypted(host, query)).rejects.toThrow(why);
    });
  });

  it('whose encoding cannot hold every text is not used, in words that say what to do', async () => {
    const url = new URL(await postgres.makeDatabase());
    const name = `${url.pathname.slice(1)}_latin`;
    await asSuperuser(
      url.href,
      `create database ${name} encoding 'LATIN1' template template0 lc_collate 'C' lc_ctype 'C'`,
    );
    url.pathname = `/${name}`;
    const opening = open(url.href);
    await expect(opening).rejects.toMatchObject({ problem: 'refused' });
    await expect(opening).rejects.toThrow(
      'has the encoding LATIN1, which cannot hold every text: make one with',
    );
  });

  it('that refuses the service is not called unreachable, and a second cause of one outage is said too', async () => {
    const url = new URL(await postgres.makeDatabase());
    const superuser = url.href;
    const user = `user_${process.pid}`;
    await asSuperuser(superuser, `create role ${user} login password 'right' connection limit 0`);
    url.username = user;
    url.password = 'right';
    const gateway = await startGateway({ settings: { DATABASE_URL: url.href } });
    try {
      const alert = (reason: string) =>
        gateway.log.until((line) => line.alert === true && String(line['reason']).includes(reason));
      await alert('too many connections');
      await gateway.log.until(({ msg }) => String(msg).startsWith('The database of the ledger is away'));
      const { json } = await get(gateway, '/health/ready');
      expect(json).toMatchObject({
        status: 'unavailable',
        checks: {
          requests: { reason: 'the registry is not loaded yet: the database is refusing the service' },
          database: { reason: 'refusing the service' },
          ledger: { reason: 'its database is refusing the service' },
        },
      });
      await asSuperuser(superuser, `alter role ${user} connection limit -1`);
      await alert('permission denied for schema public');
    } finally {
      await gateway.close();
    }
  });

  it('whose tables somebody holds locked is busy, and not away', async () => {
    const url = await postgres.makeDatabase();
    const database = await open(url);
    await database.write((db) => db.executeQuery({ ...RAISE_READ_ONLY, sql: 'create table held (id int)' }));
    const holder = new Client({ connectionString: url });
    await holder.connect();
    await holder.query('begin; lock table held in access exclusive mode');
    const read = database.read((db) => db.executeQuery({ ...RAISE_READ_ONLY, sql: 'select * from held' }));
    await expect(read).rejects.toMatchObject({ problem: 'busy' });
    await holder.end();
  });

  it('that takes no writes is a standby, in words that say what to do', async () => {
    const database = await open(await postgres.makeDatabase());
    const readOnly = database.write((db) => db.executeQuery(RAISE_READ_ONLY));
    await expect(readOnly).rejects.toBeInstanceOf(DatabaseError);
    await expect(readOnly).rejects.toMatchObject({ problem: 'standby' });
    await expect(readOnly).rejects.toThrow(
      'is read-only, as a standby is: LLM_PROXY__DATABASE_URL has to lead',
    );
    await database.write(nothing);
  });
});

/** Ends the other connections to a database. */
const ENDED =
  'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';

async function asSuperuser(
  url: string,
  ...statements: readonly string[]
): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    let rows: Record<string, unknown>[] = [];
    for (const statement of statements) ({ rows } = await client.query<Record<string, unknown>>(statement));
    return rows;
  } finally {
    await client.end();
  }
}

/** What a standby answers to a write (25006, read_only_sql_transaction). */
const RAISE_READ_ONLY = {
  sql: "do $$ begin raise exception 'cannot execute INSERT in a read-only transaction' using errcode = '25006'; end $$",
  parameters: [],
  query: { kind: 'RawNode', sqlFragments: [], parameters: [] },
  queryId: { queryId: 'test' },
} as const;

/** A PgBouncer as far as the start of a connection goes: it refuses settings that it does not know, and passes the rest. */
class Pooler {
  refused = 0;
  text = '';
  readonly #sockets = new Set<Socket>();

  private constructor(
    readonly port: number,
    private readonly server: Server,
  ) {}

  static async start(host: string, port: number): Promise<Pooler> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const pooler = new Pooler((server.address() as AddressInfo).port, server);
    server.on('connection', (client) => pooler.#serve(client, host, port));
    return pooler;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  #serve(client: Socket, host: string, port: number): void {
    const upstream = connect(port, host);
    for (const socket of [client, upstream]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
    upstream.pipe(client);
    client.on('data', (bytes: Buffer) => {
      const text = bytes.toString('latin1');
      this.text += text;
      if (!text.includes('\0statement_timeout\0')) {
        upstream.write(bytes);
        return;
      }
      this.refused++;
      const fields = 'SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: statement_timeout\0\0';
      const head = Buffer.alloc(5);
      head.write('E');
      head.writeInt32BE(4 + fields.length, 1);
      client.end(Buffer.concat([head, Buffer.from(fields, 'latin1')]));
    });
  }
}
