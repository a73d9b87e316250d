import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { DatabaseOwner } from './database-owner';
import type { Migration } from './migration';

const step = (number: number, table: string): Migration => ({
  number,
  name: table,
  up: async (db) => {
    await sql.raw(`create table ${table} (id integer primary key)`).execute(db);
  },
});

interface Notes {
  notes: { id: number };
}
interface Sums {
  sums: { id: number };
}

describe('DatabaseOwner', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'llm-proxy-owner-'));
  });
  afterEach(() => {
    rmSync(dataDir, { recursive: true });
  });
  const ownerHere = (): DatabaseOwner => new DatabaseOwner({ databaseUrl: undefined, dataDir });

  it('opens once for all that is stored, with the tables of each', async () => {
    const owner = ownerHere();
    const notes = owner.use<Notes>({ migrations: [step(1, 'notes')] });
    const sums = owner.use<Sums>({ migrations: [step(2, 'sums')] });
    const [one, other] = await Promise.all([notes.open(), sums.open()]);
    expect(one).toBe(other);
    await other.write((db) => db.insertInto('sums').values({ id: 7 }).execute());
    expect(await one.read((db) => db.selectFrom('notes').selectAll().execute())).toEqual([]);
    await notes.end();
    expect(await other.read((db) => db.selectFrom('sums').selectAll().execute())).toEqual([{ id: 7 }]);
    await sums.end();
    await expect(other.read((db) => db.selectFrom('sums').selectAll().execute())).rejects.toThrow();
  });

  it('adds the tables of a stored thing that comes later to those that are there', async () => {
    const first = ownerHere().use<Notes>({ migrations: [step(1, 'notes')] });
    await (await first.open()).write((db) => db.insertInto('notes').values({ id: 3 }).execute());
    await first.end();
    const owner = ownerHere();
    owner.use<Sums>({ migrations: [step(2, 'sums')] });
    const database = await owner.use<Notes>({ migrations: [step(1, 'notes')] }).open();
    expect(await database.read((db) => db.selectFrom('notes').selectAll().execute())).toEqual([{ id: 3 }]);
    await database.close();
  });

  it('refuses two steps of one number', async () => {
    const owner = ownerHere();
    owner.use({ migrations: [step(1, 'notes')] });
    await expect(owner.use({ migrations: [step(1, 'sums')] }).open()).rejects.toThrow(
      'Two steps of the schema have the number 1.',
    );
  });

  it('that could not open tries again', async () => {
    rmSync(dataDir, { recursive: true });
    const blocked = new DatabaseOwner({ databaseUrl: undefined, dataDir: '/dev/null' });
    const use = blocked.use({ migrations: [] });
    await expect(use.open()).rejects.toMatchObject({ name: 'DatabaseError' });
    await expect(use.open()).rejects.toMatchObject({ name: 'DatabaseError' });
    await use.end();
    await ownerHere().use({ migrations: [] }).end();
    const again = ownerHere().use({ migrations: [] });
    await (await again.open()).check();
    await again.end();
  });
});
