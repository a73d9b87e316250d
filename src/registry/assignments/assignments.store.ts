import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { AssignmentsTable, Tables } from '../tables';
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
import { checkedAlias, isReference } from '../field-checks';
import { standIn } from '../models/file-models';
import { pageOf, windowOf } from '../pages';
import type { ProviderModelWithConnection } from '../models/provider-model.record';
import { findModel, noSuchModel, severalModels } from '../models/provider-models.store';
import { newId } from '../record-id';
import type { AssignmentPatch, NewAssignment, Page, PageRequest } from '../registry-admin';
import { changedFields } from '../registry-change';
import type { RegistryChange } from '../registry-change';
import type { RegistryContext } from '../registry-context';
import type { AssignmentRecord } from '../registry-records';
import { removeAssignments } from '../removal';
import { requireKey } from '../keys/virtual-keys.store';

/** Assignments as they are stored. A `ref` is an id, or `key/alias` where only one assignment has both. */
export class AssignmentsStore {
  constructor(private readonly context: RegistryContext) {}

  async list(page: PageRequest & { readonly virtual_key?: string } = {}): Promise<Page<AssignmentRecord>> {
    const window = windowOf(page);
    const rows = await this.context.read(async (db) => {
      const query = assignmentRows(db)
        .where('assignments.id', '>', window.after)
        .orderBy('assignments.id')
        .limit(window.limit + 1);
      if (page.virtual_key === undefined) return query.execute();
      const { id } = await requireKey(db, page.virtual_key);
      return query.where('assignments.virtual_key_id', '=', id).execute();
    });
    return pageOf(rows.map(assignmentRecord), window, ({ id }) => id);
  }

  async get(ref: string): Promise<AssignmentRecord> {
    return assignmentRecord(await this.context.read((db) => requireAssignment(db, ref)));
  }

  /** The id of the assignment of some names. @throws GatewayError NOT_FOUND */
  async idOf({
    virtual_key,
    model,
    alias,
  }: Pick<NewAssignment, 'virtual_key' | 'model' | 'alias'>): Promise<string> {
    const rows = await this.context.read((db) =>
      assignmentRows(db)
        .where('virtual_keys.name', '=', virtual_key)
        .where('assignments.alias', '=', alias)
        .execute(),
    );
    const found = rows.map(assignmentRecord).find(({ model_name }) => model_name === model);
    if (found !== undefined) return found.id;
    throw new GatewayError('NOT_FOUND', `There is no assignment of ${model} to ${virtual_key} as ${alias}.`);
  }

  create(input: NewAssignment): Promise<AssignmentRecord> {
    const alias = checkedAlias(input.alias);
    const answer_model = checkedAnswerModel(input.answer_model ?? null);
    const limits = checkedLimits(input);
    const priority = checkedPriority(input.priority ?? 1);
    const weight = checkedWeight(input.weight ?? 1);
    return this.context.change(async (change) => {
      const { db, at, note } = change;
      const key = await requireKey(db, input.virtual_key);
      const model = (await findModel(change.db, input.model)) ?? (await this.#ofFile(change, input.model));
      await refuseTwice(db, { virtual_key_id: key.id, model_id: model.id, alias });
      const row: AssignmentsTable = {
        id: newId('asg'),
        virtual_key_id: key.id,
        model_id: model.id,
        alias,
        ...limits,
        priority,
        weight,
        answer_model,
        created_at: at,
        updated_at: at,
      };
      await db.insertInto('assignments').values(row).execute();
      const named = {
        ...row,
        virtual_key_name: key.name,
        connection_name: model.connection_name,
        model_short_name: model.name,
      };
      const names = { entityId: row.id, entityName: alias, ownerId: key.id };
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
      await db.updateTable('assignments').set(changes).where('id', '=', row.id).execute();
      const next = { ...row, ...changes };
      const changed = changedFields(assignmentAudit(row), assignmentAudit(next));
      const names = { entityId: row.id, entityName: next.alias, ownerId: row.virtual_key_id };
      if (changed !== undefined) note({ action: 'update', entity: 'assignment', ...names, ...changed });
      return assignmentRecord(next);
    });
  }

  remove(ref: string): Promise<void> {
    return this.context.change(async (change) => {
      await removeAssignments(change, [await requireAssignment(change.db, ref)]);
    });
  }

  /** What stands for a model of the provider file. @throws GatewayError NOT_FOUND, or CONFLICT where several have the name */
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
  const byId = await assignmentRows(db).where('assignments.id', '=', ref).executeTakeFirst();
  const slash = ref.indexOf('/');
  if (byId !== undefined || slash < 1) return byId;
  const [one, ...others] = await assignmentRows(db)
    .where('virtual_keys.name', '=', ref.slice(0, slash))
    .where('assignments.alias', '=', ref.slice(slash + 1))
    .limit(10)
    .execute();
  if (one === undefined || others.length === 0) return one;
  const ids = [one, ...others].map(({ id }) => id);
  throw new GatewayError(
    'CONFLICT',
    `Several assignments are '${ref}': say which by its id (${ids.join(', ')}).`,
  );
}

/** The stored assignments with the names of what they join. */
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
    ]);
}

async function refuseTwice(
  db: Kysely<Tables>,
  { virtual_key_id, model_id, alias }: Pick<AssignmentsTable, 'virtual_key_id' | 'model_id' | 'alias'>,
): Promise<void> {
  const other = await db
    .selectFrom('assignments')
    .select('id')
    .where('virtual_key_id', '=', virtual_key_id)
    .where('alias', '=', alias)
    .where('model_id', '=', model_id)
    .executeTakeFirst();
  if (other === undefined) return;
  throw new GatewayError('CONFLICT', `The key has this model under the alias '${alias}' already.`, {
    param: 'alias',
  });
}
