import { sql } from 'kysely';
import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { Tables } from '../tables';
import { GatewayError } from '../../errors/gateway-error';
import {
  assignmentAudit,
  assignmentRecord,
  checkedAnswerModel,
  checkedLimits,
  checkedPriority,
  checkedWeight,
} from './assignment.record';
import type { AssignmentWithNames } from './assignment.record';
import { checkedAlias, isReference, notAllowed } from '../field-checks';
import { requireGroup } from '../groups/groups.store';
import { standIn } from '../models/file-models';
import { pageOf, windowOf } from '../pages';
import type { ProviderModelWithConnection } from '../models/provider-model.record';
import { findModel, noSuchModel, severalModels } from '../models/provider-models.store';
import { newId } from '../record-id';
import type { AssignmentOwner, AssignmentPatch, NewAssignment, Page, PageRequest } from '../registry-admin';
import { changedFields } from '../registry-change';
import type { ChangeNote, RegistryChange } from '../registry-change';
import type { RegistryContext } from '../registry-context';
import type { AssignmentRecord } from '../registry-records';
import { removeAssignments } from '../removal';
import { requireKey } from '../keys/virtual-keys.store';

/** Assignments as they are stored. A `ref` is an id, or `key/alias` or `group/alias` where only one assignment has both. */
export class AssignmentsStore {
  constructor(private readonly context: RegistryContext) {}

  async list(page: PageRequest & AssignmentOwner = {}): Promise<Page<AssignmentRecord>> {
    const window = windowOf(page);
    const rows = await this.context.read(async (db) => {
      const { virtual_key, group } = page;
      const key = virtual_key === undefined ? undefined : await requireKey(db, virtual_key);
      const owner = group === undefined ? undefined : await requireGroup(db, group);
      const ofKeys = assignmentRows(db)
        .where('assignments.id', '>', window.after)
        .orderBy('assignments.id')
        .limit(window.limit + 1)
        .$if(key !== undefined, (query) => query.where('assignments.virtual_key_id', '=', key?.id ?? ''));
      const ofGroups = groupAssignmentRows(db)
        .where('group_assignments.id', '>', window.after)
        .orderBy('group_assignments.id')
        .limit(window.limit + 1)
        .$if(owner !== undefined, (query) => query.where('group_assignments.group_id', '=', owner?.id ?? ''));
      return [
        ...(group === undefined ? await ofKeys.execute() : []),
        ...(virtual_key === undefined ? await ofGroups.execute() : []),
      ];
    });
    const sorted = rows.sort((one, other) => (one.id < other.id ? -1 : 1)).slice(0, window.limit + 1);
    return pageOf(sorted.map(assignmentRecord), window, ({ id }) => id);
  }

  async get(ref: string): Promise<AssignmentRecord> {
    return assignmentRecord(await this.context.read((db) => requireAssignment(db, ref)));
  }

  /** The id of the assignment of some names. @throws GatewayError NOT_FOUND */
  async idOf({
    virtual_key = '',
    group,
    model,
    alias,
  }: Pick<NewAssignment, 'virtual_key' | 'group' | 'model' | 'alias'>): Promise<string> {
    const rows = await this.context.read((db) =>
      group === undefined
        ? assignmentRows(db)
            .where('virtual_keys.name', '=', virtual_key)
            .where('assignments.alias', '=', alias)
            .execute()
        : groupAssignmentRows(db)
            .where('key_groups.path', '=', group)
            .where('group_assignments.alias', '=', alias)
            .execute(),
    );
    const found = rows.map(assignmentRecord).find(({ model_name }) => model_name === model);
    if (found !== undefined) return found.id;
    const owner = group ?? virtual_key;
    throw new GatewayError('NOT_FOUND', `There is no assignment of ${model} to ${owner} as ${alias}.`);
  }

  create(input: NewAssignment): Promise<AssignmentRecord> {
    const alias = checkedAlias(input.alias);
    const answer_model = checkedAnswerModel(input.answer_model ?? null);
    const limits = checkedLimits(input);
    const priority = checkedPriority(input.priority ?? 1);
    const weight = checkedWeight(input.weight ?? 1);
    const { virtual_key, group } = input;
    if ((virtual_key === undefined) === (group === undefined)) {
      throw notAllowed('virtual_key', "An assignment is to one 'virtual_key' or to one 'group'.");
    }
    return this.context.change(async (change) => {
      const { db, at, note } = change;
      const key = virtual_key === undefined ? undefined : await requireKey(db, virtual_key);
      const owner = group === undefined ? undefined : await requireGroup(db, group);
      const model = (await findModel(change.db, input.model)) ?? (await this.#ofFile(change, input.model));
      const ids = { virtual_key_id: key?.id ?? null, group_id: owner?.id ?? null };
      await refuseTwice(db, { ...ids, model_id: model.id, alias });
      const row = {
        id: newId('asg'),
        model_id: model.id,
        alias,
        ...limits,
        priority,
        weight,
        answer_model,
        created_at: at,
        updated_at: at,
      };
      if (key !== undefined)
        await db
          .insertInto('assignments')
          .values({ ...row, virtual_key_id: key.id })
          .execute();
      if (owner !== undefined)
        await db
          .insertInto('group_assignments')
          .values({ ...row, group_id: owner.id })
          .execute();
      const named = {
        ...row,
        ...ids,
        virtual_key_name: key?.name ?? null,
        group_path: owner?.path ?? null,
        connection_name: model.connection_name,
        model_short_name: model.name,
      };
      const names = { entityId: row.id, entityName: alias, ...ownerOf(named) };
      note({ action: 'create', entity: 'assignment', ...names, after: assignmentAudit(named) });
      return assignmentRecord(named);
    });
  }

  update(ref: string, patch: AssignmentPatch): Promise<AssignmentRecord> {
    const alias = patch.alias === undefined ? undefined : checkedAlias(patch.alias);
    const answerModel = patch.answer_model === undefined ? undefined : checkedAnswerModel(patch.answer_model);
    const priority = patch.priority === undefined ? undefined : checkedPriority(patch.priority);
    const weight = patch.weight === undefined ? undefined : checkedWeight(patch.weight);
    return this.context.change(async ({ db, at, note }) => {
      const row = await requireAssignment(db, ref);
      const changes = {
        alias: alias ?? row.alias,
        ...checkedLimits(patch, row),
        priority: priority ?? row.priority,
        weight: weight ?? row.weight,
        answer_model: answerModel === undefined ? row.answer_model : answerModel,
        updated_at: at,
      };
      if (changes.alias !== row.alias) await refuseTwice(db, { ...row, alias: changes.alias });
      const table = row.group_id === null ? 'assignments' : 'group_assignments';
      await db.updateTable(table).set(changes).where('id', '=', row.id).execute();
      const next = { ...row, ...changes };
      const changed = changedFields(assignmentAudit(row), assignmentAudit(next));
      const names = { entityId: row.id, entityName: next.alias, ...ownerOf(row) };
      if (changed !== undefined) note({ action: 'update', entity: 'assignment', ...names, ...changed });
      return assignmentRecord(next);
    });
  }

  remove(ref: string): Promise<void> {
    return this.context.change(async (change) => {
      await removeAssignments(change, [await requireAssignment(change.db, ref)]);
    });
  }

  /** What represents a model of the provider file. @throws GatewayError NOT_FOUND, or CONFLICT where several have the name */
  async #ofFile(change: RegistryChange, ref: string): Promise<ProviderModelWithConnection> {
    const [model, ...others] = this.context.files.modelsOf(ref);
    if (model === undefined) throw noSuchModel(ref);
    if (others.length === 0) return standIn(change, model);
    const names = [model, ...others].map(({ connection, name }) => `${connection.name}/${name}`);
    throw severalModels(ref, names);
  }
}

/** @throws GatewayError NOT_FOUND; CONFLICT for a key's alias that several assignments share */
async function requireAssignment(db: Kysely<Tables>, ref: string): Promise<AssignmentWithNames> {
  const row = isReference(ref) ? await findAssignment(db, ref) : undefined;
  if (row !== undefined) return row;
  throw new GatewayError('NOT_FOUND', `There is no assignment '${ref}'.`);
}

async function findAssignment(db: Kysely<Tables>, ref: string): Promise<AssignmentWithNames | undefined> {
  const byId =
    (await assignmentRows(db).where('assignments.id', '=', ref).executeTakeFirst()) ??
    (await groupAssignmentRows(db).where('group_assignments.id', '=', ref).executeTakeFirst());
  const slash = ref.indexOf('/');
  if (byId !== undefined || slash < 1) return byId;
  const ofKey = await assignmentRows(db)
    .where('virtual_keys.name', '=', ref.slice(0, slash))
    .where('assignments.alias', '=', ref.slice(slash + 1))
    .limit(10)
    .execute();
  const ofGroup = await groupAssignmentRows(db)
    .where(sql<string>`key_groups.path || '/' || group_assignments.alias`, '=', ref)
    .limit(10)
    .execute();
  const [one, ...others] = [...ofKey, ...ofGroup];
  if (one === undefined || others.length === 0) return one;
  const ids = [one, ...others].map(({ id }) => id);
  throw new GatewayError(
    'CONFLICT',
    `Several assignments are '${ref}': say which by its id (${ids.join(', ')}).`,
  );
}

/** The stored assignments of keys with the names of what they join. */
export function assignmentRows(
  db: Kysely<Tables>,
): SelectQueryBuilder<
  Tables,
  'assignments' | 'virtual_keys' | 'provider_models' | 'connections',
  AssignmentWithNames
> {
  return db
    .selectFrom('assignments')
    .innerJoin('virtual_keys', 'virtual_keys.id', 'assignments.virtual_key_id')
    .innerJoin('provider_models', 'provider_models.id', 'assignments.model_id')
    .innerJoin('connections', 'connections.id', 'provider_models.connection_id')
    .selectAll('assignments')
    .select([
      'virtual_keys.name as virtual_key_name',
      'connections.name as connection_name',
      'provider_models.name as model_short_name',
      NO_TEXT.as('group_id'),
      NO_TEXT.as('group_path'),
    ]);
}

/** The stored assignments of groups with the names of what they join. */
export function groupAssignmentRows(
  db: Kysely<Tables>,
): SelectQueryBuilder<
  Tables,
  'group_assignments' | 'key_groups' | 'provider_models' | 'connections',
  AssignmentWithNames
> {
  return db
    .selectFrom('group_assignments')
    .innerJoin('key_groups', 'key_groups.id', 'group_assignments.group_id')
    .innerJoin('provider_models', 'provider_models.id', 'group_assignments.model_id')
    .innerJoin('connections', 'connections.id', 'provider_models.connection_id')
    .selectAll('group_assignments')
    .select([
      'key_groups.path as group_path',
      'connections.name as connection_name',
      'provider_models.name as model_short_name',
      NO_TEXT.as('virtual_key_id'),
      NO_TEXT.as('virtual_key_name'),
    ]);
}

const NO_TEXT = sql<string | null>`null`;

/** Whose contents in memory an assignment's change makes anew. */
function ownerOf({
  virtual_key_id,
  group_id,
}: Pick<AssignmentWithNames, 'virtual_key_id' | 'group_id'>): Pick<ChangeNote, 'ownerId'> {
  const ownerId = virtual_key_id ?? group_id;
  return ownerId === null ? {} : { ownerId };
}

async function refuseTwice(
  db: Kysely<Tables>,
  {
    virtual_key_id,
    group_id,
    model_id,
    alias,
  }: Pick<AssignmentWithNames, 'virtual_key_id' | 'group_id' | 'model_id' | 'alias'>,
): Promise<void> {
  const other =
    group_id === null
      ? await db
          .selectFrom('assignments')
          .select('id')
          .where('virtual_key_id', '=', virtual_key_id ?? '')
          .where('alias', '=', alias)
          .where('model_id', '=', model_id)
          .executeTakeFirst()
      : await db
          .selectFrom('group_assignments')
          .select('id')
          .where('group_id', '=', group_id)
          .where('alias', '=', alias)
          .where('model_id', '=', model_id)
          .executeTakeFirst();
  if (other === undefined) return;
  const owner = group_id === null ? 'key' : 'group';
  throw new GatewayError('CONFLICT', `The ${owner} has this model under the alias '${alias}' already.`, {
    param: 'alias',
  });
}
