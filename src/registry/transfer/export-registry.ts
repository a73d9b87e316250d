import type { Kysely } from 'kysely';
import type { Tables, VirtualKeysTable } from '../tables';
import { assignmentRecord } from '../assignments/assignment.record';
import { assignmentRows } from '../assignments/assignments.store';
import { readConnection } from '../connections/connection-entry';
import { connectionRecord } from '../connections/connection.record';
import { STAND_IN } from '../models/file-models';
import { providerModelRecord } from '../models/provider-model.record';
import { modelRows } from '../models/provider-models.store';
import type { RegistryContext } from '../registry-context';
import type { AssignmentRecord, ConnectionRecord, ProviderModelRecord } from '../registry-records';
import type { ConnectionEntry } from '../memory/registry-view';
import type {
  DocumentAssignment,
  DocumentConnection,
  DocumentKey,
  DocumentModel,
  RegistryDocument,
} from './registry-document';
import { DocumentSealer } from './sealing';

/** What is stored, by names. The provider file's connections and models are not: the file has them. */
export interface StoredRegistry {
  readonly connections: readonly { readonly entry: ConnectionEntry; readonly document: DocumentConnection }[];
  readonly models: readonly DocumentModel[];
  readonly virtual_keys: readonly DocumentKey[];
  readonly assignments: readonly DocumentAssignment[];
}

/**
 * Writes what is stored into a document: the credentials sealed with a passphrase, or left out.
 * @throws GatewayError INVALID_REQUEST with `param: passphrase`; VaultError for a credential that does not open
 */
export async function exportRegistry(
  context: RegistryContext,
  { passphrase }: { readonly passphrase?: string } = {},
): Promise<RegistryDocument> {
  const sealer = passphrase === undefined ? undefined : await DocumentSealer.of(passphrase);
  const { connections, models, virtual_keys, assignments } = await context.read((db) =>
    readStored(db, context),
  );
  return {
    format: 1,
    sealed: sealer?.seal ?? null,
    connections: connections.map(({ entry, document }) => {
      const secret = sealer && entry.credential();
      return secret === undefined
        ? document
        : { ...document, credential: sealer?.close(secret, document) ?? '' };
    }),
    models,
    virtual_keys,
    assignments,
  };
}

/** Reads everything that an owner has stored. */
export async function readStored(db: Kysely<Tables>, context: RegistryContext): Promise<StoredRegistry> {
  const connections = db.selectFrom('connections').selectAll().where('provider', '!=', STAND_IN);
  const keys = db.selectFrom('virtual_keys').selectAll();
  return {
    connections: sorted(await connections.execute(), ({ name }) => name).map((row) => ({
      entry: readConnection(row, context.vault()).entry,
      document: connectionOf(connectionRecord(row)),
    })),
    models: sorted((await modelRows(db).execute()).map(providerModelRecord).map(modelOf), nameOfModel),
    virtual_keys: sorted(await keys.execute(), ({ name }) => name).map(keyOf),
    assignments: sorted(
      (await assignmentRows(db).execute()).map(assignmentRecord).map(assignmentOf),
      nameOfAssignment,
    ),
  };
}

/** What tells a model of a document from the others. */
export function nameOfModel({ connection, name }: DocumentModel): string {
  return `${connection}/${name}`;
}

/** What tells an assignment of a document from the others. */
export function nameOfAssignment({ virtual_key, alias, model }: DocumentAssignment): string {
  return `${virtual_key}: ${alias} = ${model}`;
}

function connectionOf(record: ConnectionRecord): DocumentConnection {
  const { name, provider, endpoint, options, enabled, has_credential } = record;
  return { name, provider, endpoint, options, enabled, has_credential };
}

function modelOf(record: ProviderModelRecord): DocumentModel {
  const { connection_name, name, remote_name, deployment, context_length, max_output_tokens } = record;
  const { capabilities, prices } = record;
  return {
    ...{ connection: connection_name, name, remote_name, deployment, context_length, max_output_tokens },
    ...{ capabilities, prices },
  };
}

function keyOf(row: VirtualKeysTable): DocumentKey {
  const { name, digest, prefix, previous_digest, previous_until, expires_at } = row;
  return { name, digest, prefix, previous_digest, previous_until, enabled: row.enabled === 1, expires_at };
}

function assignmentOf(record: AssignmentRecord): DocumentAssignment {
  const { virtual_key_name, model_name, alias, tps, burst, tokens_per_second, token_burst } = record;
  const { priority, weight, answer_model } = record;
  return {
    ...{
      virtual_key: virtual_key_name,
      model: model_name,
      alias,
      tps,
      burst,
      tokens_per_second,
      token_burst,
    },
    ...{ priority, weight, answer_model },
  };
}

function sorted<T>(records: readonly T[], nameOf: (record: T) => string): T[] {
  return [...records].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
}
