import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import type { Database } from '../../database/database';
import { openSqlite } from '../../database/sqlite/open';
import { KeyEntry } from '../keys/key-entry';
import { REGISTRY_SCHEMA } from '../registry-schema';
import type { Tables } from '../tables';
import { MarksKeeper } from './registry-marks.keeper';

const NEVER = '2026-01-01T00:00:00.000Z';

const NO_GROUPS = { money: { groups: new Map<string, never>() } };

describe('MarksKeeper', () => {
  let folder: string;
  let database: Database<Tables>;
  let away: boolean;
  let keeper: MarksKeeper;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'llm-proxy-marks-'));
    database = await openSqlite(join(folder, 'registry.sqlite'), REGISTRY_SCHEMA.migrations);
    away = false;
    const log = pino({ level: 'silent' });
    keeper = new MarksKeeper(() => {
      if (away) throw new Error('the database is away');
      return database;
    }, log);
  });

  afterEach(async () => {
    away = false;
    await keeper.stop();
    await database.close();
    rmSync(folder, { recursive: true });
  });

  async function addKey(name: string): Promise<KeyEntry> {
    const row = { id: `vkey_${name}`, name, digest: name, previous_digest: null, previous_until: null };
    const others = { prefix: name, enabled: 1, created_at: NEVER, updated_at: NEVER, expires_at: null };
    await database.write((db) =>
      db
        .insertInto('virtual_keys')
        .values({ ...row, ...others })
        .execute(),
    );
    return new KeyEntry({ ...row, expires_at: null, group_id: null, rules: null }, NO_GROUPS);
  }

  /** When a key was last used as it is written down; then forgets that. */
  async function taken({ id }: KeyEntry): Promise<string | null> {
    const row = await database.read((db) =>
      db.selectFrom('virtual_keys').select('last_used_at').where('id', '=', id).executeTakeFirstOrThrow(),
    );
    await database.write((db) =>
      db.updateTable('virtual_keys').set({ last_used_at: null }).where('id', '=', id).execute(),
    );
    return row.last_used_at;
  }

  it('writes down those that were used since the last time, and those alone', async () => {
    const [one, other] = [await addKey('one'), await addKey('other')];
    keeper.touchKey(one);
    keeper.touchKey(one);
    await keeper.flush();
    expect(await taken(one)).not.toBeNull();
    expect(await taken(other)).toBeNull();
    await keeper.flush();
    expect(await taken(one)).toBeNull();
    keeper.touchKey(one);
    await keeper.flush();
    expect(await taken(one)).not.toBeNull();
  });

  it('loses no use that comes while others are being written down', async () => {
    const one = await addKey('one');
    keeper.touchKey(one);
    const writing = keeper.flush();
    keeper.touchKey(one);
    await writing;
    expect(await taken(one)).not.toBeNull();
    await keeper.flush();
    expect(await taken(one)).not.toBeNull();
  });

  it('keeps what it could not write down for the next time', async () => {
    const one = await addKey('one');
    keeper.touchKey(one);
    away = true;
    await keeper.flush();
    away = false;
    await keeper.flush();
    expect(await taken(one)).not.toBeNull();
  });
});
