import type { Kysely } from 'kysely';
import type { Tables } from './tables';
import { GatewayError } from '../errors/gateway-error';
import { byIds } from './memory/read-rows';
import { ROWS_AT_ONCE } from './registry-change';
import type { RegistryChange } from './registry-change';

/** Names that a refusal lists; of the others it says how many there are. */
const NAMED = 5;

/** The refusal to remove what is in use, naming by what. @param forced what becomes of these when it is removed all the same */
export function usedBy(
  what: string,
  kind: string,
  names: readonly string[],
  forced = 'they are removed as well',
): GatewayError {
  const more = names.length - NAMED;
  const listed = names.slice(0, NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
  const plural = names.length === 1 ? kind : `${kind}s`;
  return new GatewayError(
    'CONFLICT',
    `${what} is used by ${names.length} ${plural}: ${listed}. With --force (in the API: ?force=true) ${forced}.`,
  );
}

/** Removes models with their assignments, each with its row in the audit table. */
export async function removeModels(change: RegistryChange, ids: readonly string[]): Promise<void> {
  const models = await byIds(ids, (some) =>
    change.db
      .selectFrom('provider_models')
      .select(['id', 'name', 'connection_id'])
      .where('id', 'in', some)
      .execute(),
  );
  const assignments = await byIds(ids, (some) => assignmentsOf(change.db, 'model_id', some));
  await removeAssignments(change, assignments);
  await inParts(ids, (some) => change.db.deleteFrom('provider_models').where('id', 'in', some).execute());
  for (const { id, name, connection_id } of models) {
    const before = { name };
    change.note({
      action: 'remove',
      entity: 'model',
      entityId: id,
      entityName: name,
      ownerId: connection_id,
      before,
    });
  }
}

/** What the audit table and the cascade need of an assignment. */
export interface AssignmentToRemove {
  readonly id: string;
  readonly alias: string;
  readonly virtual_key_id: string | null;
  readonly group_id: string | null;
  readonly model_id: string;
}

/** The assignments of some models, virtual keys or groups. */
export async function assignmentsOf(
  db: Kysely<Tables>,
  owner: 'model_id' | 'virtual_key_id' | 'group_id',
  ids: readonly string[],
): Promise<AssignmentToRemove[]> {
  const ofKeys =
    owner === 'group_id'
      ? []
      : await db
          .selectFrom('assignments')
          .select(['id', 'alias', 'virtual_key_id', 'model_id'])
          .where(owner, 'in', ids)
          .orderBy('id')
          .execute();
  const ofGroups =
    owner === 'virtual_key_id'
      ? []
      : await db
          .selectFrom('group_assignments')
          .select(['id', 'alias', 'group_id', 'model_id'])
          .where(owner, 'in', ids)
          .orderBy('id')
          .execute();
  return [
    ...ofKeys.map((row) => ({ ...row, group_id: null })),
    ...ofGroups.map((row) => ({ ...row, virtual_key_id: null })),
  ];
}

/** Removes assignments, each with its row in the audit table. */
export async function removeAssignments(
  change: RegistryChange,
  assignments: readonly AssignmentToRemove[],
): Promise<void> {
  const idsOf = (ofGroups: boolean): string[] =>
    assignments.filter(({ group_id }) => (group_id !== null) === ofGroups).map(({ id }) => id);
  await inParts(idsOf(false), (some) =>
    change.db.deleteFrom('assignments').where('id', 'in', some).execute(),
  );
  await inParts(idsOf(true), (some) =>
    change.db.deleteFrom('group_assignments').where('id', 'in', some).execute(),
  );
  for (const { id, alias, virtual_key_id, group_id, model_id } of assignments) {
    const owner = virtual_key_id === null ? { group_id } : { virtual_key_id };
    const ownerId = virtual_key_id ?? group_id;
    change.note({
      action: 'remove',
      entity: 'assignment',
      entityId: id,
      entityName: alias,
      ...(ownerId !== null && { ownerId }),
      before: { ...owner, model_id, alias },
    });
  }
}

async function inParts(
  ids: readonly string[],
  remove: (some: readonly string[]) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < ids.length; from += ROWS_AT_ONCE)
    await remove(ids.slice(from, from + ROWS_AT_ONCE));
}
