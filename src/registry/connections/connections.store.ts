import type { Kysely } from 'kysely';
import type { ConnectionsTable, Tables } from '../tables';
import { didYouMean } from '../../config/provider-file/nearest-name';
import { GatewayError } from '../../errors/gateway-error';
import type { Secret } from '../../config/secret';
import { credentialPlace, openedCredential, readConnection } from './connection-entry';
import { checkedCredential, checkedEndpoint, checkedOptions } from './connection-fields';
import { refuseMove } from './credential-move';
import { connectionAudit, connectionRecord } from './connection.record';
import { checkedFlag, checkedName, isReference, notAllowed } from '../field-checks';
import { fileConnectionId } from './file-connections';
import { STAND_IN } from '../models/file-models';
import { pageOfBoth, windowOf } from '../pages';
import { newId } from '../record-id';
import type { ConnectionPatch, NewConnection, Page, PageRequest } from '../registry-admin';
import type { RegistryChange } from '../registry-change';
import { changedFields } from '../registry-change';
import type { RegistryContext } from '../registry-context';
import type { ConnectionRecord } from '../registry-records';
import type { ConnectionEntry } from '../memory/registry-view';
import { removeModels, usedBy } from '../removal';

/** Connections as they are stored. */
export class ConnectionsStore {
  constructor(private readonly context: RegistryContext) {}

  list(page?: PageRequest): Promise<Page<ConnectionRecord>> {
    return pageOfBoth(
      windowOf(page),
      async (after, rows) => {
        const query = (db: Kysely<Tables>) =>
          db
            .selectFrom('connections')
            .selectAll()
            .where('id', '>', after)
            .where('provider', '!=', STAND_IN)
            .orderBy('id')
            .limit(rows)
            .execute();
        return (await this.context.read(query)).map((row) => this.#record(row));
      },
      this.context.files.records(),
    );
  }

  async get(ref: string): Promise<ConnectionRecord> {
    const row = await this.context.read((db) => findConnection(db, ref));
    if (row !== undefined) return this.#record(row);
    const id = this.context.files.find(ref)?.id;
    const ofFile = this.context.files.records().find((record) => record.id === id);
    if (ofFile !== undefined) return ofFile;
    throw noSuchConnection(ref);
  }

  /** The entry to make calls with. */
  async entry(ref: string): Promise<ConnectionEntry> {
    const row = await this.context.read((db) => findConnection(db, ref));
    const entry =
      row === undefined ? this.context.files.find(ref) : readConnection(row, this.context.vault()).entry;
    if (entry === undefined) throw noSuchConnection(ref);
    return entry;
  }

  /** The entry of a connection that is not stored yet, to make calls with. @throws as {@link create} */
  draft(input: NewConnection): ConnectionEntry {
    const { credential, ...fields } = this.#checked(input);
    return { ...fields, id: 'new', source: 'database', revision: 0, credential: () => credential };
  }

  /** @param unchecked whether it is stored although it cannot be used yet, as one that waits for its credential */
  async create(input: NewConnection, { unchecked = false } = {}): Promise<ConnectionRecord> {
    const { name, provider, endpoint, options, credential, enabled } = this.#checked(input, unchecked);
    return this.context.change(async (change) => {
      await this.#refuseTakenName(change.db, name);
      const id = newId('conn');
      const open = {
        id,
        name,
        provider,
        endpoint,
        options: JSON.stringify(options),
        enabled: enabled ? 1 : 0,
        last_test: null,
        revision: change.version,
        created_at: change.at,
        updated_at: change.at,
      };
      const row = { ...open, credential: this.#seal(open, credential, change.keyId) };
      await change.db.insertInto('connections').values(row).execute();
      const after = connectionAudit(row);
      change.note({ action: 'create', entity: 'connection', entityId: id, entityName: name, after });
      return connectionRecord(row);
    });
  }

  update(ref: string, patch: ConnectionPatch): Promise<ConnectionRecord> {
    const name = patch.name === undefined ? undefined : checkedName(patch.name);
    const endpoint = patch.endpoint === undefined ? undefined : checkedEndpoint(patch.endpoint);
    const options = patch.options === undefined ? undefined : JSON.stringify(checkedOptions(patch.options));
    const credential = patch.credential === undefined ? undefined : checkedCredential(patch.credential);
    const enabled = patch.enabled === undefined ? undefined : checkedFlag(patch.enabled, 'enabled');
    return this.context.change(async (change) => {
      const row = await this.#stored(change.db, ref);
      if (name !== undefined && name !== row.name) await this.#refuseTakenName(change.db, name);
      const changed = {
        ...row,
        name: name ?? row.name,
        endpoint: endpoint ?? row.endpoint,
        options: options ?? row.options,
        enabled: enabled === undefined ? row.enabled : Number(enabled),
        // What was found with another address or credential says nothing of these.
        last_test: endpoint === undefined && credential === undefined ? row.last_test : null,
        revision: change.version,
        updated_at: change.at,
      };
      // One that does not open stays as it is: nothing else in the row is lost by that.
      const kept = credential ?? openedCredential(row, this.context.vault());
      const sealed = this.#seal(changed, kept, change.keyId) ?? row.credential;
      const next: ConnectionsTable = { ...changed, credential: sealed };
      // Switching off must work whatever else is wrong with the row.
      if (name !== undefined || endpoint !== undefined || options !== undefined || credential !== undefined) {
        const { entry, flaw } = readConnection(next, this.context.vault());
        if (flaw === undefined) this.context.probe().check(entry);
        if (credential === undefined && row.credential !== null) {
          refuseMove(this.context.probe(), readConnection(row, this.context.vault()).entry, entry);
        }
      }
      await change.db.updateTable('connections').set(next).where('id', '=', row.id).execute();
      noteUpdate(change, row, next, credential !== undefined);
      return connectionRecord(next);
    });
  }

  remove(ref: string, force: boolean): Promise<void> {
    return this.context.change(async (change) => {
      const row = await this.#stored(change.db, ref);
      const models = await change.db
        .selectFrom('provider_models')
        .select(['id', 'name'])
        .where('connection_id', '=', row.id)
        .orderBy('id')
        .execute();
      if (models.length > 0 && !force) {
        const names = models.map(({ name }) => name);
        throw usedBy(`The connection '${row.name}'`, 'model', names);
      }
      await removeModels(
        change,
        models.map(({ id }) => id),
      );
      await change.db.deleteFrom('connections').where('id', '=', row.id).execute();
      const before = connectionAudit(row);
      change.note({ action: 'remove', entity: 'connection', entityId: row.id, entityName: row.name, before });
    });
  }

  #checked(input: NewConnection, unchecked = false) {
    const name = checkedName(input.name);
    const { provider } = input;
    const { endpoint: defaultEndpoint } = this.#provider(provider);
    if (input.endpoint === undefined && defaultEndpoint === undefined) {
      throw notAllowed('endpoint', `A connection to ${provider} needs an endpoint.`);
    }
    const endpoint = checkedEndpoint(input.endpoint ?? defaultEndpoint);
    const options = checkedOptions(input.options ?? {});
    const credential = input.credential === undefined ? undefined : checkedCredential(input.credential);
    const enabled = checkedFlag(input.enabled ?? true, 'enabled');
    if (!unchecked)
      this.context.probe().check({ name, provider, endpoint, options, credential: () => credential });
    return { name, provider, endpoint, options, credential, enabled };
  }

  /** As it is stored; of a row that cannot be used it says so instead of what the last test found. */
  #record(row: ConnectionsTable): ConnectionRecord {
    const { flaw } = readConnection(row, this.context.vault());
    const record = connectionRecord(row);
    if (flaw === undefined) return record;
    return { ...record, last_test: { at: new Date().toISOString(), ok: false, message: flaw } };
  }

  /** A stored connection, to be changed. @throws GatewayError CONFLICT for one of the provider file */
  async #stored(db: Kysely<Tables>, ref: string): Promise<ConnectionsTable> {
    const row = await findConnection(db, ref);
    if (row !== undefined) return row;
    throw this.context.files.find(ref) === undefined ? noSuchConnection(ref) : readOnly(ref);
  }

  async #refuseTakenName(db: Kysely<Tables>, name: string): Promise<void> {
    const other = await db.selectFrom('connections').select('id').where('name', '=', name).executeTakeFirst();
    if (other === undefined) return;
    throw new GatewayError('CONFLICT', `There is a connection '${name}' already.`, { param: 'name' });
  }

  #provider(provider: unknown): { endpoint: string | undefined } {
    const { providers } = this.context.probe();
    if (typeof provider === 'string' && providers.includes(provider)) {
      return { endpoint: this.context.probe().defaultEndpoint(provider) };
    }
    const hint = typeof provider === 'string' ? didYouMean(provider, providers) : '';
    throw notAllowed('provider', `The provider must be one of: ${providers.join(', ')}${hint}.`);
  }

  #seal(
    row: Omit<ConnectionsTable, 'credential'>,
    credential: Secret | undefined,
    keyId: string,
  ): string | null {
    return credential === undefined
      ? null
      : this.context.vault().seal(credential, credentialPlace(row), keyId);
  }
}

/** The stored connection of an id or name. */
export async function findConnection(db: Kysely<Tables>, ref: string): Promise<ConnectionsTable | undefined> {
  if (!isReference(ref)) return undefined;
  const query = db.selectFrom('connections').selectAll().where('provider', '!=', STAND_IN);
  return (
    (await query.where('id', '=', ref).executeTakeFirst()) ?? query.where('name', '=', ref).executeTakeFirst()
  );
}

/** The refusal of a change to what the provider file says. */
export function readOnly(ref: string): GatewayError {
  const name = ref.startsWith(fileConnectionId('')) ? ref.slice(fileConnectionId('').length) : ref;
  return new GatewayError(
    'CONFLICT',
    `'${name}' comes from the provider file and can be changed only there.`,
  );
}

/** The refusal of a reference to a connection that is not there. */
export function noSuchConnection(ref: string): GatewayError {
  return new GatewayError('NOT_FOUND', `There is no connection '${ref}'.`);
}

function noteUpdate(
  change: RegistryChange,
  row: ConnectionsTable,
  next: ConnectionsTable,
  newCredential: boolean,
): void {
  const audit = connectionAudit(next);
  // A credential that replaces another one would look unchanged.
  const was = {
    ...connectionAudit(row),
    ...(newCredential && row.credential !== null && { credential: '[REDACTED] (before)' }),
  };
  const fields = changedFields(was, audit);
  if (fields === undefined) return;
  change.note({ action: 'update', entity: 'connection', entityId: row.id, entityName: next.name, ...fields });
}
