import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { ProviderModelsTable, Tables } from '../tables';
import { GatewayError } from '../../errors/gateway-error';
import type { ListedProviderModel } from '../connections/connection-probe';
import { findConnection, noSuchConnection, readOnly } from '../connections/connections.store';
import { checkedModelName, checkedProviderText, isReference, modelNameOf } from '../field-checks';
import { checkedModelLimits } from './model-limits';
import { STAND_IN } from './file-models';
import { pageOfBoth, windowOf } from '../pages';
import {
  checkedCapabilities,
  checkedDeployment,
  checkedModelPrices,
  checkedTokens,
  providerModelAudit,
  providerModelRecord,
} from './provider-model.record';
import type { ProviderModelWithConnection } from './provider-model.record';
import { newId } from '../record-id';
import type { NewProviderModel, Page, PageRequest, ProviderModelPatch } from '../registry-admin';
import { changedFields } from '../registry-change';
import type { RegistryChange } from '../registry-change';
import type { RegistryContext } from '../registry-context';
import type { ProviderModelRecord } from '../registry-records';
import { assignmentsOf, removeModels, usedBy } from '../removal';

/** Models as they are stored. */
export class ProviderModelsStore {
  constructor(private readonly context: RegistryContext) {}

  list(page?: PageRequest): Promise<Page<ProviderModelRecord>> {
    return pageOfBoth(
      windowOf(page),
      async (after, limit) => {
        const query = (db: Kysely<Tables>) =>
          modelRows(db)
            .where('provider_models.id', '>', after)
            .orderBy('provider_models.id')
            .limit(limit)
            .execute();
        return (await this.context.read(query)).map(providerModelRecord);
      },
      this.context.files.modelRecords(),
    );
  }

  async get(ref: string): Promise<ProviderModelRecord> {
    const row = await this.context.read((db) => findModel(db, ref));
    if (row !== undefined) return providerModelRecord(row);
    const ofFile = this.#ofFile(ref);
    if (ofFile !== undefined) return ofFile;
    throw noSuchModel(ref);
  }

  async create(input: NewProviderModel): Promise<ProviderModelRecord> {
    const name = checkedModelName(input.name, 'name');
    const fields = {
      name,
      remote_name: checkedProviderText(input.remote_name ?? name, 'remote_name'),
      deployment: checkedDeployment(input.deployment ?? null),
      context_length: checkedTokens(input.context_length ?? null, 'context_length'),
      max_output_tokens: checkedTokens(input.max_output_tokens ?? null, 'max_output_tokens'),
      capabilities: checkedCapabilities(input.capabilities ?? []),
      prices: checkedModelPrices(input.prices ?? null),
      limits: checkedModelLimits(input.limits ?? null),
    };
    return this.context.change(async (change) => {
      const connection = await findConnection(change.db, input.connection);
      if (connection === undefined) {
        throw this.context.files.find(input.connection) === undefined
          ? noSuchConnection(input.connection)
          : readOnly(input.connection);
      }
      await refuseTakenName(change.db, connection, name);
      const row = await insertModel(change, connection.id, fields);
      return providerModelRecord({ ...row, connection_name: connection.name });
    });
  }

  /** Adds models that a provider lists, and leaves those out that are there by name. */
  addListed(
    connectionId: string,
    listed: readonly ListedProviderModel[],
  ): Promise<readonly ProviderModelRecord[]> {
    const wanted = new Map<string, ListedProviderModel>();
    for (const model of listed) {
      const name = modelNameOf(model.name);
      if (name !== undefined && (!wanted.has(name) || name === model.name)) wanted.set(name, model);
    }
    return this.context.change(async (change) => {
      const connection = await findConnection(change.db, connectionId);
      if (connection === undefined) throw noSuchConnection(connectionId);
      const there = change.db
        .selectFrom('provider_models')
        .select('name')
        .where('connection_id', '=', connectionId);
      for (const { name } of await there.execute()) wanted.delete(name);
      const added: ProviderModelRecord[] = [];
      for (const [name, { name: remoteName, contextLength }] of wanted) {
        const context_length =
          contextLength !== undefined && contextLength >= 1 ? Math.floor(contextLength) : null;
        const row = await insertModel(change, connectionId, {
          ...UNKNOWN,
          name,
          remote_name: remoteName,
          context_length,
        });
        added.push(providerModelRecord({ ...row, connection_name: connection.name }));
      }
      return added;
    });
  }

  update(ref: string, patch: ProviderModelPatch): Promise<ProviderModelRecord> {
    const fields: Partial<ModelFields> = {
      ...(patch.name !== undefined && { name: checkedModelName(patch.name, 'name') }),
      ...(patch.remote_name !== undefined && {
        remote_name: checkedProviderText(patch.remote_name, 'remote_name'),
      }),
      ...(patch.deployment !== undefined && { deployment: checkedDeployment(patch.deployment) }),
      ...(patch.context_length !== undefined && {
        context_length: checkedTokens(patch.context_length, 'context_length'),
      }),
      ...(patch.max_output_tokens !== undefined && {
        max_output_tokens: checkedTokens(patch.max_output_tokens, 'max_output_tokens'),
      }),
      ...(patch.capabilities !== undefined && { capabilities: checkedCapabilities(patch.capabilities) }),
      ...(patch.prices !== undefined && { prices: checkedModelPrices(patch.prices) }),
      ...(patch.limits !== undefined && { limits: checkedModelLimits(patch.limits) }),
    };
    return this.context.change(async (change) => {
      const { connection_name, ...row } = await this.#stored(change.db, ref);
      if (fields.name !== undefined && fields.name !== row.name) {
        await refuseTakenName(change.db, { id: row.connection_id, name: connection_name }, fields.name);
      }
      const next: ProviderModelsTable = { ...row, ...fields, updated_at: change.at };
      await change.db.updateTable('provider_models').set(next).where('id', '=', row.id).execute();
      const changed = changedFields(providerModelAudit(row), providerModelAudit(next));
      const names = { entityId: row.id, entityName: next.name, ownerId: row.connection_id };
      if (changed !== undefined) change.note({ action: 'update', entity: 'model', ...names, ...changed });
      return providerModelRecord({ ...next, connection_name });
    });
  }

  remove(ref: string, force: boolean): Promise<void> {
    return this.context.change(async (change) => {
      const row = await this.#stored(change.db, ref);
      const assignments = await assignmentsOf(change.db, 'model_id', [row.id]);
      if (assignments.length > 0 && !force) {
        const aliases = assignments.map(({ alias }) => alias);
        throw usedBy(`The model '${row.connection_name}/${row.name}'`, 'assignment', aliases);
      }
      await removeModels(change, [row.id]);
    });
  }

  async #stored(db: Kysely<Tables>, ref: string): Promise<ProviderModelWithConnection> {
    const row = await findModel(db, ref);
    if (row !== undefined) return row;
    throw this.#ofFile(ref) === undefined ? noSuchModel(ref) : readOnly(ref);
  }

  #ofFile(ref: string): ProviderModelRecord | undefined {
    return this.context.files
      .modelRecords()
      .find(({ id, connection_name, name }) => id === ref || `${connection_name}/${name}` === ref);
  }
}

type ModelFields = Omit<ProviderModelsTable, 'id' | 'connection_id' | 'created_at' | 'updated_at'>;

/** What nothing is known of. */
const UNKNOWN = { deployment: null, max_output_tokens: null, capabilities: '[]', prices: null, limits: null };

/**
 * The stored model of an id, of `connection/model`, or of a name that only one connection has.
 * @throws GatewayError CONFLICT for a name that several have
 */
export async function findModel(
  db: Kysely<Tables>,
  ref: string,
): Promise<ProviderModelWithConnection | undefined> {
  if (!isReference(ref)) return undefined;
  const byId = await modelRows(db).where('provider_models.id', '=', ref).executeTakeFirst();
  if (byId !== undefined) return byId;
  const slash = ref.indexOf('/');
  if (slash > 0) {
    const inConnection = await modelRows(db)
      .where('connections.name', '=', ref.slice(0, slash))
      .where('provider_models.name', '=', ref.slice(slash + 1))
      .executeTakeFirst();
    if (inConnection !== undefined) return inConnection;
  }
  const [one, ...others] = await modelRows(db).where('provider_models.name', '=', ref).limit(10).execute();
  if (one === undefined || others.length === 0) return one;
  const names = [one, ...others].map(({ connection_name, name }) => `${connection_name}/${name}`);
  throw severalModels(ref, names);
}

/** The refusal of a name that several models have. */
export function severalModels(ref: string, names: readonly string[]): GatewayError {
  const message = `Several connections have a model '${ref}': say which (${names.join(', ')}).`;
  return new GatewayError('CONFLICT', message, { param: 'model' });
}

/** The refusal of a reference to a model that is not there. */
export function noSuchModel(ref: string): GatewayError {
  return new GatewayError('NOT_FOUND', `There is no model '${ref}'.`);
}

/** The stored models with their connections' names; none of the provider file. */
export function modelRows(
  db: Kysely<Tables>,
): SelectQueryBuilder<Tables, 'provider_models' | 'connections', ProviderModelWithConnection> {
  return db
    .selectFrom('provider_models')
    .innerJoin('connections', 'connections.id', 'provider_models.connection_id')
    .where('connections.provider', '!=', STAND_IN)
    .selectAll('provider_models')
    .select('connections.name as connection_name');
}

async function insertModel(
  change: RegistryChange,
  connection_id: string,
  fields: ModelFields,
): Promise<ProviderModelsTable> {
  const row = { id: newId('model'), connection_id, ...fields, created_at: change.at, updated_at: change.at };
  await change.db.insertInto('provider_models').values(row).execute();
  const names = { entityId: row.id, entityName: row.name, ownerId: connection_id };
  change.note({ action: 'create', entity: 'model', ...names, after: providerModelAudit(row) });
  return row;
}

async function refuseTakenName(
  db: Kysely<Tables>,
  connection: { readonly id: string; readonly name: string },
  name: string,
): Promise<void> {
  const other = await db
    .selectFrom('provider_models')
    .select('id')
    .where('connection_id', '=', connection.id)
    .where('name', '=', name)
    .executeTakeFirst();
  if (other === undefined) return;
  throw new GatewayError('CONFLICT', `The connection '${connection.name}' has a model '${name}' already.`, {
    param: 'name',
  });
}
