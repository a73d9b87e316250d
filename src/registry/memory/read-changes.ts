import type { Kysely } from 'kysely';
import type { Tables } from '../tables';
import { readConnection } from '../connections/connection-entry';
import { KeyEntry } from '../keys/key-entry';
import type { AssignmentRow, VirtualKeyRow } from '../keys/key-entry';
import type { ProviderModelRow } from '../models/model-slot';
import { MONEY_ENTITIES, moneyContents, readMoney } from './money-contents';
import type { MoneyRows } from './money-contents';
import { readVersion } from './read-contents';
import { byIds, rowsOf } from './read-rows';
import type { RegistryContents } from './registry-contents';
import type { ConnectionRow } from '../connections/connection-entry';
import type { ConnectionEntry } from './registry-view';
import { assignmentFlaw, keyFlaw, modelEntries } from './row-flaws';
import { readRoutes } from './route-contents';
import type { RouteContents } from './route-contents';
import type { OnFlaw } from './row-flaws';
import { isGroupId } from '../record-id';
import type { Vault } from '../vault/vault';

/** More than so many changes at once are not followed one by one: everything is read again. */
const MAX_CHANGES = 20_000;

/** What changed since a version, as rows of one state of the database. */
export interface RegistryChanges {
  readonly version: number;
  readonly connectionIds: ReadonlySet<string>;
  readonly keyIds: ReadonlySet<string>;
  readonly connections: readonly ConnectionRow[];
  readonly models: readonly ProviderModelRow[];
  readonly keys: readonly VirtualKeyRow[];
  readonly assignments: readonly AssignmentRow[];
  /** Prices, groups and budgets, where one of them has changed. */
  readonly money: MoneyRows | undefined;
  /** What is said of names, where that has changed. */
  readonly routes: RouteContents | undefined;
}

/**
 * Reads what changed since a version. A connection is read with all its models, a key with all its assignments.
 * @returns undefined when everything has to be read again: too much has changed, or the database is an older one
 */
export async function readChanges(db: Kysely<Tables>, since: number): Promise<RegistryChanges | undefined> {
  const version = await readVersion(db);
  if (version < since) return undefined;
  const log = await db
    .selectFrom('audit')
    .select(['entity', 'entity_id', 'owner_id'])
    .where('version', '>', since)
    .limit(MAX_CHANGES)
    .execute();
  if (log.length === MAX_CHANGES) return undefined;
  const connectionIds = new Set<string>();
  const keyIds = new Set<string>();
  let isMoney = false;
  let isRoute = false;
  for (const { entity, entity_id, owner_id } of log) {
    if (entity === 'connection') connectionIds.add(entity_id);
    else if (entity === 'virtual_key') keyIds.add(entity_id);
    else if (entity === 'model' && owner_id !== null) connectionIds.add(owner_id);
    else if (entity === 'assignment' && owner_id !== null) {
      if (isGroupId(owner_id)) isMoney = true;
      else keyIds.add(owner_id);
    } else if (MONEY_ENTITIES.has(entity)) isMoney = true;
    else if (entity === 'route') isRoute = true;
    else if (entity === 'vault') await addEveryConnection(db, connectionIds);
  }
  return {
    version,
    connectionIds,
    keyIds,
    connections: await byIds(connectionIds, (ids) => rowsOf.connections(db).where('id', 'in', ids).execute()),
    models: await byIds(connectionIds, (ids) =>
      rowsOf.models(db).where('connection_id', 'in', ids).execute(),
    ),
    keys: await byIds(keyIds, (ids) => rowsOf.keys(db).where('id', 'in', ids).execute()),
    money: isMoney ? await readMoney(db) : undefined,
    routes: isRoute ? await readRoutes(db) : undefined,
    assignments: await byIds(keyIds, (ids) =>
      rowsOf.assignments(db).where('virtual_key_id', 'in', ids).execute(),
    ),
  };
}

/** Every credential is encrypted anew. */
async function addEveryConnection(db: Kysely<Tables>, ids: Set<string>): Promise<void> {
  for (const { id } of await db.selectFrom('connections').select('id').execute()) ids.add(id);
}

/**
 * Puts changes into the contents, in one go: nobody sees half of them.
 * @returns the connections, as they were, whose adapters are out of date
 */
export function applyChanges(
  contents: RegistryContents,
  changes: RegistryChanges,
  vault: Vault,
  onFlaw: OnFlaw,
): ConnectionEntry[] {
  const outdated: ConnectionEntry[] = [];
  const models = Map.groupBy(changes.models, ({ connection_id }) => connection_id);
  const read = changes.connections.map((row) => ({ row, ...readConnection(row, vault) }));
  const still = new Map(read.map(({ entry }) => [entry.id, entry]));
  for (const id of changes.connectionIds) {
    const before = contents.connectionById(id);
    if (before !== undefined && before.revision !== still.get(id)?.revision) outdated.push(before);
    if (!still.has(id)) contents.removeConnection(id);
  }
  for (const { row, entry, flaw } of read) {
    if (flaw !== undefined) onFlaw('connection', row.name, flaw);
    contents.setConnection(entry, modelEntries(models.get(row.id) ?? [], entry, onFlaw));
  }
  const assignments = Map.groupBy(changes.assignments, ({ virtual_key_id }) => virtual_key_id);
  for (const id of changes.keyIds) contents.removeKey(id);
  for (const row of changes.keys) {
    const ofKey = keyFlaw(row);
    if (ofKey !== undefined) onFlaw('virtual_key', row.name, ofKey);
    const key = new KeyEntry(row, contents);
    for (const assignment of assignments.get(row.id) ?? []) {
      const flaw = assignmentFlaw(assignment);
      if (flaw !== undefined) onFlaw('assignment', assignment.alias, flaw);
      const slot = flaw === undefined ? contents.slot(assignment.model_id) : undefined;
      if (slot !== undefined) key.add(assignment, assignment.alias, slot);
    }
    contents.setKey(key);
  }
  if (changes.money !== undefined)
    contents.money = moneyContents(changes.money, (id) => contents.slot(id), onFlaw);
  if (changes.routes !== undefined) contents.routes = changes.routes;
  contents.version = changes.version;
  return outdated;
}
