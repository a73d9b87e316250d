/** A database that takes no changes though it can be read, a pooler in front of it, and what sslmode asks for. */
import { once } from 'node:events';
import { mkdirSync, renameSync, rmSync, mkdtempSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseError } from '../src/database/database-error';
import { openPostgres } from '../src/database/postgres/open';
import { problemOf as postgresProblem } from '../src/database/postgres/problem';
import { openSqlite } from '../src/database/sqlite/open';
import { problemOf as sqliteProblem } from '../src/database/sqlite/problem';
import { call, get } from './support/chat-request';
import { startGateway } from './support/gateway';
import type { PostgresServer } from './support/postgres';
import { describeWithPostgres, startPostgres } from './support/postgres';

const nothing = (): Promise<void> => Promise.resolve();

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
      expect(health.json).toMatchObject({ status: 'degraded', checks: { database: { status: 'down' } } });
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

describeWithPostgres('a PostgreSQL', () => {
  let postgres: PostgresServer;
  const closing: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    postgres = await startPostgres();
  }, 120_000);
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
