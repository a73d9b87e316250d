import type { Kysely } from 'kysely';
import type { Tables } from '../tables';
import { readConnection } from '../connections/connection-entry';
import { KeyEntry } from '../keys/key-entry';
import type { AssignmentRow } from '../keys/key-entry';
import type { ProviderModelRow } from '../models/model-slot';
import { moneyContents, readMoney } from './money-contents';
import { inPages, rowsOf } from './read-rows';
import { RegistryContents } from './registry-contents';
import { assignmentFlaw, keyFlaw, modelEntries } from './row-flaws';
import { readRoutes } from './route-contents';
import type { OnFlaw } from './row-flaws';
import type { Vault } from '../vault/vault';

/** Reads the whole registry from one state of the database. */
export async function readContents(
  db: Kysely<Tables>,
  vault: Vault,
  onFlaw: OnFlaw,
): Promise<RegistryContents> {
  const contents = new RegistryContents(await readVersion(db));
  await readConnections(db, contents, vault, onFlaw);
  const keys = await readKeys(db, contents, onFlaw);
  await readAssignments(db, contents, keys, onFlaw);
  for (const key of keys.values()) {
    key.complete();
    contents.setKey(key);
  }
  contents.money = moneyContents(await readMoney(db), (id) => contents.slot(id), onFlaw);
  contents.routes = await readRoutes(db);
  return contents;
}

/** The registry's version: it grows with every change. */
export async function readVersion(db: Kysely<Tables>): Promise<number> {
  const state = db.selectFrom('registry_state').select('version').where('id', '=', 1);
  return (await state.executeTakeFirstOrThrow()).version;
}

async function readConnections(
  db: Kysely<Tables>,
  contents: RegistryContents,
  vault: Vault,
  onFlaw: OnFlaw,
): Promise<void> {
  const models = new Map<string, ProviderModelRow[]>();
  const modelPages = inPages((after, rows) =>
    rowsOf.models(db).where('id', '>', after).orderBy('id').limit(rows).execute(),
  );
  for await (const page of modelPages) {
    for (const row of page) {
      const others = models.get(row.connection_id);
      if (others === undefined) models.set(row.connection_id, [row]);
      else others.push(row);
    }
  }
  const pages = inPages((after, rows) =>
    rowsOf.connections(db).where('id', '>', after).orderBy('id').limit(rows).execute(),
  );
  for await (const page of pages) {
    for (const row of page) {
      const { entry, flaw } = readConnection(row, vault);
      if (flaw !== undefined) onFlaw('connection', row.name, flaw);
      contents.setConnection(entry, modelEntries(models.get(row.id) ?? [], entry, onFlaw));
    }
  }
}

async function readKeys(
  db: Kysely<Tables>,
  contents: RegistryContents,
  onFlaw: OnFlaw,
): Promise<Map<string, KeyEntry>> {
  const keys = new Map<string, KeyEntry>();
  const pages = inPages((after, rows) =>
    rowsOf.keys(db).where('id', '>', after).orderBy('id').limit(rows).execute(),
  );
  for await (const page of pages) {
    for (const row of page) {
      const flaw = keyFlaw(row);
      if (flaw !== undefined) onFlaw('virtual_key', row.name, flaw);
      keys.set(row.id, new KeyEntry(row, contents));
    }
  }
  return keys;
}

async function readAssignments(
  db: Kysely<Tables>,
  contents: RegistryContents,
  keys: ReadonlyMap<string, KeyEntry>,
  onFlaw: OnFlaw,
): Promise<void> {
  // Thousands of keys have the same few aliases: one text serves them all.
  const aliases = new Map<string, string>();
  const shared = (alias: string): string => {
    const known = aliases.get(alias);
    if (known === undefined) aliases.set(alias, alias);
    return known ?? alias;
  };
  const pages = inPages<AssignmentRow>((after, rows) =>
    rowsOf.assignments(db).where('id', '>', after).orderBy('id').limit(rows).execute(),
  );
  for await (const page of pages) {
    for (const row of page) {
      const flaw = assignmentFlaw(row);
      if (flaw !== undefined) onFlaw('assignment', row.alias, flaw);
      const slot = flaw === undefined ? contents.slot(row.model_id) : undefined;
      if (slot !== undefined) keys.get(row.virtual_key_id)?.add(row, shared(row.alias), slot);
    }
  }
}
