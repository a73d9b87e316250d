/** A database that is damaged, held by others, or away. */
import { hash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openPostgres } from '../src/database/postgres/open';
import type { RegistryAdmin } from '../src/registry/registry-admin';
import type { Tables } from '../src/registry/tables';
import { Cable } from './support/network/cable';
import type { LogLine } from './support/observation/log-lines';
import { describeWithPostgres, startPostgres } from './support/engines/postgres';
import type { PostgresServer } from './support/engines/postgres';
import { makeRegistry } from './support/service/registry-instances';
import type { RegistryInstance, RegistrySettings } from './support/service/registry-instances';
import { elapse, until } from './support/observation/until';

/** A turn of the event loop that takes longer shows that the machine held this process up: such a try says nothing. */
const HELD_UP_MS = 100;
const TRIES = 10;

const digestOf = (key: string) => hash('sha256', key, 'binary');

describe('a SQLite file', () => {
  const folders: string[] = [];
  let instance: RegistryInstance | undefined;
  const makeFolder = () => {
    const folder = join(tmpdir(), `llm-proxy-sqlite-${randomBytes(6).toString('hex')}`);
    folders.push(folder);
    return folder;
  };
  const open = async (settings: RegistrySettings) => {
    instance = makeRegistry(settings);
    await instance.registry.onModuleInit();
    return instance;
  };
  afterEach(async () => {
    await instance?.close();
    instance = undefined;
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  it('is made for its owner alone, with its folder and its master key', async () => {
    const folder = makeFolder();
    await open({ DATA_DIR: folder });
    const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
    expect(mode(folder)).toBe('700');
    expect(mode(join(folder, 'registry.sqlite'))).toBe('600');
    expect(mode(join(folder, 'registry.sqlite-wal'))).toBe('600');
    expect(mode(join(folder, 'master.key'))).toBe('600');
  });

  it.each([
    ['overwritten', (file: string) => writeFileSync(file, randomBytes(8_192))],
    ['cut in half', (file: string) => truncateSync(file, Math.floor(statSync(file).size / 2))],
  ])('that is %s refuses the start, naming it and how to restore it', async (_how, damage) => {
    const folder = makeFolder();
    const file = join(folder, 'registry.sqlite');
    await (await open({ DATA_DIR: folder })).close();
    for (const rest of ['-wal', '-shm']) rmSync(file + rest, { force: true });
    damage(file);
    instance = makeRegistry({ DATA_DIR: folder });
    await expect(instance.registry.onModuleInit()).rejects.toMatchObject({
      name: 'StartRefused',
      message: expect.stringMatching(/registry\.sqlite is damaged: .*backup/),
    });
  });

  it('that cannot be opened is tried again until it can', async () => {
    const folder = makeFolder();
    mkdirSync(folder);
    // A file in place of the folder stops also a user who may open everything.
    const inTheWay = join(folder, 'data');
    writeFileSync(inTheWay, '');
    const { registry, log } = await open({ DATA_DIR: inTheWay });
    expect(registry.loaded).toBe(false);
    await expect(registry.as('a').virtualKeys.list()).rejects.toMatchObject({ code: 'OVERLOADED' });
    rmSync(inTheWay);
    await until(() => registry.loaded, { what: 'the registry' });
    expect(log.lines.filter(({ alert }) => alert === true)).toHaveLength(2);
    expect(existsSync(join(inTheWay, 'registry.sqlite'))).toBe(true);
  });

  it('held by another process for a moment is waited for, without holding up this one', async () => {
    const folder = makeFolder();
    const { registry } = await open({ DATA_DIR: folder });
    const holder = new DatabaseSync(join(folder, 'registry.sqlite'));
    for (let tries = 1; ; tries++) {
      holder.exec('begin immediate');
      const writer = { hasEnded: false };
      const writing = registry.as('a').virtualKeys.create({ name: `x${tries}` });
      void writing.finally(() => (writer.hasEnded = true)).catch(() => undefined);
      // Calls are answered meanwhile: the process sleeps between two attempts, and not inside of them, where so many turns
      // of its event loop would take longer than the writer waits.
      let longest = 0;
      for (let turn = 0; turn < 30 && !writer.hasEnded; turn++) {
        const began = performance.now();
        await elapse(5);
        longest = Math.max(longest, performance.now() - began);
      }
      const early = writer.hasEnded;
      holder.exec('commit');
      if (early && longest > HELD_UP_MS && tries < TRIES) {
        await writing.catch(() => undefined);
        continue;
      }
      expect(early).toBe(false);
      await expect(writing).resolves.toMatchObject({ name: `x${tries}` });
      break;
    }
    holder.exec('begin immediate');
    await expect(registry.as('a').virtualKeys.create({ name: 'y' })).rejects.toMatchObject({
      code: 'OVERLOADED',
    });
    holder.close();
  });
});

describeWithPostgres('a PostgreSQL server', () => {
  let server: PostgresServer;
  let cable: Cable;
  let url: URL;
  let instance: RegistryInstance;
  let admin: RegistryAdmin;

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    url = new URL(await server.makeDatabase());
    cable = await Cable.to(Number(url.port));
    url.port = String(cable.port);
    const folder = join(tmpdir(), `llm-proxy-pg-${randomBytes(6).toString('hex')}`);
    instance = makeRegistry({ DATA_DIR: folder, DATABASE_URL: url.href });
    admin = instance.registry.as('a');
  });
  afterEach(async () => {
    await instance.close();
    await cable.close();
  });

  it('that is lost in the middle of a transaction fails that, and not the process', async () => {
    await instance.registry.onModuleInit();
    const database = await openPostgres<Tables>(url.href, []);
    const written = database.write(async (db) => {
      await db.selectFrom('audit').selectAll().execute();
      cable.cut();
      await until(() => cable.idle, { what: 'the connection to be lost' });
      await db.selectFrom('audit').selectAll().execute();
    });
    await expect(written).rejects.toMatchObject({ problem: 'away' });
    cable.repair();
    await expect(database.read((db) => db.selectFrom('audit').selectAll().execute())).resolves.toEqual([]);
    await database.close();
  });

  it('that is away at the start is waited for, and what it knows is there when it is back', async () => {
    cable.cut();
    await instance.registry.onModuleInit();
    expect(instance.registry.loaded).toBe(false);
    cable.repair();
    await until(() => instance.registry.loaded, { what: 'the registry' });
    await admin.virtualKeys.create({ name: 'x' });
  });

  it('that is lost later leaves in force what is known, and is taken up again', async () => {
    await instance.registry.onModuleInit();
    await until(() => instance.registry.loaded, { what: 'the registry' });
    const { key } = await admin.virtualKeys.create({ name: 'x' });
    // A busy machine may have taken it for away at the start.
    const before = instance.log.lines.length;
    const since = (): LogLine[] => instance.log.lines.slice(before);
    const said = (words: string): Promise<boolean> =>
      until(() => since().some(({ msg }) => String(msg).includes(words)), { what: `"${words}" in the log` });
    cable.cut();
    await said('is away');
    expect(instance.registry.keyByDigest(digestOf(key))?.name).toBe('x');
    await expect(admin.virtualKeys.list()).rejects.toMatchObject({ code: 'OVERLOADED' });
    cable.repair();
    await said('is back');
    await admin.virtualKeys.remove('x');
    expect(instance.registry.keyByDigest(digestOf(key))).toBeUndefined();
    expect(since().filter(({ alert }) => alert === true)).toHaveLength(2);
    expect(instance.log.text).not.toContain('test-only');
  });

  it('that answers nothing any more holds up no one for ever', async () => {
    await instance.registry.onModuleInit();
    cable.freeze();
    await expect(admin.virtualKeys.list()).rejects.toMatchObject({ code: 'OVERLOADED' });
    cable.cut();
    cable.repair();
    await until(() => admin.virtualKeys.list().catch(() => undefined), {
      what: 'an answer',
    });
  });
});
