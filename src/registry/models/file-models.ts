import type { Kysely } from 'kysely';
import type { ConnectionsTable, Tables } from '../tables';
import { fileConnectionId } from '../connections/file-connections';
import type { ProviderModelWithConnection } from './provider-model.record';
import { newId } from '../record-id';
import type { RegistryChange } from '../registry-change';
import type { ProviderModelEntry } from '../memory/registry-view';

const PREFIX = fileConnectionId('');

/** The provider of a stand-in, which no stored connection can have. */
export const STAND_IN = 'provider_file';

/**
 * The provider file's connection that a stored row takes the place of; undefined for a row that is itself. Assignments refer to
 * rows, so a model of the provider file that is assigned has a row, of a connection whose name nobody else can take. What it
 * is now is read from the file; where the file has it no longer, the row is disabled and the assignment answers nothing.
 */
export function standsInFor(connectionName: string): string | undefined {
  return connectionName.startsWith(PREFIX) ? connectionName.slice(PREFIX.length) : undefined;
}

/** The row that takes the place of a model of the provider file, made where it is not there yet. */
export async function standIn(
  change: RegistryChange,
  { name, connection }: ProviderModelEntry,
): Promise<ProviderModelWithConnection> {
  const { db, at } = change;
  const { id: connection_id, name: connection_name } = await connectionStandIn(change, connection.id);
  const known = await modelOf(db, connection_id, name);
  if (known !== undefined) return { ...known, connection_name };
  const row = {
    id: newId('model'),
    connection_id,
    name,
    remote_name: name,
    deployment: null,
    context_length: null,
    max_output_tokens: null,
    capabilities: '[]',
    prices: null,
    limits: null,
    created_at: at,
    updated_at: at,
  };
  await db.insertInto('provider_models').values(row).execute();
  change.note({
    action: 'create',
    entity: 'model',
    entityId: row.id,
    entityName: name,
    ownerId: connection_id,
    after: { name, provider_file: connection.name },
  });
  return { ...row, connection_name };
}

async function connectionStandIn(
  { db, at, version }: RegistryChange,
  name: string,
): Promise<Pick<ConnectionsTable, 'id' | 'name'>> {
  const known = await db
    .selectFrom('connections')
    .select(['id', 'name'])
    .where('name', '=', name)
    .executeTakeFirst();
  if (known !== undefined) return known;
  const row = {
    id: newId('conn'),
    name,
    provider: STAND_IN,
    endpoint: '',
    options: '{}',
    credential: null,
    enabled: 0,
    last_test: null,
    revision: version,
    created_at: at,
    updated_at: at,
  };
  await db.insertInto('connections').values(row).execute();
  return row;
}

function modelOf(db: Kysely<Tables>, connectionId: string, name: string) {
  return db
    .selectFrom('provider_models')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('name', '=', name)
    .executeTakeFirst();
}
