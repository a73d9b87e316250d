import type { Transaction } from 'kysely';
import type { Database } from '../database/database';
import type { AuditTable, Tables } from './tables';
import type { AuditRecord } from './registry-records';

/** Rows to an insert: well below the parameters that either engine takes. */
export const ROWS_AT_ONCE = 500;

/** Fields of a record before or after a change; secrets are shown as `[REDACTED]`. */
export type AuditFields = Readonly<Record<string, unknown>>;

/** What happened to one entity, for the audit table. */
export interface ChangeNote extends Pick<AuditRecord, 'action' | 'entity'> {
  readonly entityId: string;
  readonly entityName: string;
  /** Of a model its connection's id, of an assignment its virtual key's. */
  readonly ownerId?: string;
  readonly before?: AuditFields | null;
  readonly after?: AuditFields | null;
}

/** A change under way: one transaction, which no other change overlaps. */
export interface RegistryChange {
  readonly db: Transaction<Tables>;
  /** The registry's version after this change. */
  readonly version: number;
  /** The time of the change, as it is stored. */
  readonly at: string;
  /** The id of the master key to encrypt under. */
  readonly keyId: string;
  /** Adds a row to the audit table. */
  readonly note: (note: ChangeNote) => void;
}

/**
 * Changes the registry in one transaction. It takes the state row first, so that changes follow one another, what a
 * change has checked stays true until its end, and versions are committed in their order: anyone who has seen a version has
 * seen everything before it.
 * @param actor who is named in the audit table
 */
export function changeRegistry<T>(
  database: Database<Tables>,
  actor: string,
  work: (change: RegistryChange) => Promise<T>,
): Promise<T> {
  const write = async (db: Transaction<Tables>): Promise<T> => {
    const { version, key_id } = await db
      .updateTable('registry_state')
      .set((row) => ({ version: row('version', '+', 1) }))
      .where('id', '=', 1)
      .returning(['version', 'key_id'])
      .executeTakeFirstOrThrow();
    const at = new Date().toISOString();
    const notes: ChangeNote[] = [];
    const result = await work({
      db,
      version,
      at,
      keyId: key_id ?? '',
      note: (note) => {
        notes.push(note);
      },
    });
    const rows = notes.map((note, index) => auditRow(note, { version, item: index + 1, at, actor }));
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
      await db
        .insertInto('audit')
        .values(rows.slice(from, from + ROWS_AT_ONCE))
        .execute();
    }
    return result;
  };
  return database.write(write, { announce: true });
}

/** The fields that differ between two states of a record, null where a state has none; undefined when none differs. */
export function changedFields(
  before: AuditFields,
  after: AuditFields,
): { before: AuditFields; after: AuditFields } | undefined {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  if (names.length === 0) return undefined;
  const pick = (fields: AuditFields) => Object.fromEntries(names.map((name) => [name, fields[name] ?? null]));
  return { before: pick(before), after: pick(after) };
}

function auditRow(
  { action, entity, entityId, entityName, ownerId, before, after }: ChangeNote,
  frame: Pick<AuditTable, 'version' | 'item' | 'at' | 'actor'>,
): AuditTable {
  return {
    ...frame,
    action,
    entity,
    entity_id: entityId,
    entity_name: entityName,
    owner_id: ownerId ?? null,
    before: textOf(before),
    after: textOf(after),
  };
}

function textOf(fields: AuditFields | null | undefined): string | null {
  return fields === null || fields === undefined ? null : JSON.stringify(fields);
}
