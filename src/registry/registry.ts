import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import type { RouteSettings } from '../config/provider-file/route-settings';
import type { Secret } from '../config/secret';
import type { Settings } from '../config/settings';
import { DatabaseError } from '../database/database-error';
import type { DatabaseOwner } from '../database/database-owner';
import type { ConnectionProbe } from './connections/connection-probe';
import { FileConnections } from './connections/file-connections';
import type { FileConnection } from './connections/file-connections';
import type { RegistryAdmin } from './registry-admin';
import { registryAdmin } from './registry-admin.service';
import { changeRegistry } from './registry-change';
import { inPriceOrder } from './memory/money-contents';
import { RegistryContents } from './memory/registry-contents';
import type { RegistryContext } from './registry-context';
import { REGISTRY_SCHEMA } from './registry-schema';
import type { RegistryMarks } from './memory/registry-marks';
import { MarksKeeper } from './memory/registry-marks.keeper';
import type {
  BudgetEntry,
  ConnectionEntry,
  GroupEntry,
  OwnPrice,
  ProviderModelEntry,
  RegistryView,
  VirtualKeyEntry,
} from './memory/registry-view';
import { databaseAway, RegistrySync } from './memory/registry-sync';
import { openDataKey } from './vault/data-key';
import type { DataKey } from './vault/data-key';
import { rotateVault } from './vault/vault-rotation';
import type { VaultRotation } from './vault/vault-rotation';

/** A call whose content is read: whose it was. */
export interface ContentRead {
  readonly callId: string;
  readonly keyId: string;
  /** The key's name and the group's path, at the time of the call. */
  readonly key: string;
  readonly group: string;
}

/** What a {@link Registry} is made with. */
export interface RegistryOptions {
  readonly settings: Settings;
  readonly log: Logger;
  readonly database: DatabaseOwner;
  /** Asked for when it is first needed: who implements it may itself need the registry. */
  readonly probe: () => ConnectionProbe;
  /** Whether everything is held in memory, as a service needs it; a command does without. True by default. */
  readonly inMemory?: boolean;
}

type ChangeListener = (outdated: readonly ConnectionEntry[]) => void;

const NO_BUDGETS: readonly BudgetEntry[] = Object.freeze([]);
const NOTHING = new RegistryContents();
const REFUSED = 'The provider refused the credential of a call.';

/**
 * The registry: what requests read, from memory and without waiting ({@link RegistryView}); what they have it remember
 * ({@link RegistryMarks}); and, by {@link as}, its administration.
 */
export class Registry implements RegistryView, RegistryMarks, OnModuleInit, OnApplicationShutdown {
  readonly #files = new FileConnections();
  #filePrices: readonly Omit<OwnPrice, 'matches'>[] = [];
  /** Those of the file and the stored ones that they were joined with. */
  #allPrices: { readonly stored: readonly OwnPrice[]; readonly all: readonly OwnPrice[] } | undefined;
  readonly #listeners = new Set<ChangeListener>();
  readonly #sync: RegistrySync;
  readonly #marks: MarksKeeper;

  constructor(private readonly options: RegistryOptions) {
    const { settings, log, inMemory = true } = options;
    this.#sync = new RegistrySync({
      settings,
      log,
      inMemory,
      database: options.database.use(REGISTRY_SCHEMA),
      onChange: (outdated) => this.#tell(outdated),
    });
    this.#marks = new MarksKeeper(() => this.#sync.opened.database, log);
  }

  /**
   * Opens the database; one that is away is no reason not to start.
   * @throws StartRefused when the master key is missing or wrong, or the database's file is damaged
   */
  async onModuleInit(): Promise<void> {
    await this.#sync.start();
  }

  /** Writes the last marks, when no call can add to them any more, and lets go of the database. */
  async onApplicationShutdown(): Promise<void> {
    await this.#marks.stop();
    await this.#sync.stop();
  }

  get loaded(): boolean {
    return this.#sync.contents !== undefined;
  }

  get trouble(): string | undefined {
    return this.#sync.trouble;
  }

  keyByDigest(digest: string): VirtualKeyEntry | undefined {
    const key = this.#contents.keyByDigest(digest);
    if (key?.groupId === undefined) return key;
    return this.group(key.groupId)?.enabled === true ? key : undefined;
  }

  connection(name: string): ConnectionEntry | undefined {
    return this.#contents.connection(name) ?? this.#files.connection(name);
  }

  *connections(): Iterable<ConnectionEntry> {
    yield* this.#contents.connections();
    for (const connection of this.#files.connections()) {
      if (this.#contents.connection(connection.name) === undefined) yield connection;
    }
  }

  model(connection: ConnectionEntry, name: string): ProviderModelEntry | undefined {
    return this.#models(connection).get(name);
  }

  models(connection: ConnectionEntry): readonly ProviderModelEntry[] {
    return [...this.#models(connection).values()];
  }

  ownPrices(): readonly OwnPrice[] {
    const { prices } = this.#contents.money;
    if (this.#filePrices.length === 0) return prices;
    if (this.#allPrices?.stored !== prices) {
      this.#allPrices = { stored: prices, all: inPriceOrder([...prices, ...this.#filePrices]) };
    }
    return this.#allPrices.all;
  }

  /** Takes over the provider file's prices; a stored one of the same target and date comes before. */
  setFilePrices(prices: readonly Omit<OwnPrice, 'matches'>[]): void {
    this.#filePrices = prices;
    this.#allPrices = undefined;
  }

  routes(): ReadonlyMap<string, RouteSettings> {
    return this.#contents.routes;
  }

  group(id: string): GroupEntry | undefined {
    return this.#contents.money.groups.get(id);
  }

  budgets(ownerId: string): readonly BudgetEntry[] {
    return this.#contents.money.budgets.get(ownerId) ?? NO_BUDGETS;
  }

  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  touchKey(key: VirtualKeyEntry): void {
    this.#marks.touchKey(key);
  }

  markCredentialRefused(connectionId: string): void {
    const test = { at: new Date().toISOString(), ok: false, message: REFUSED };
    if (connectionId.startsWith('file:')) this.#files.noteTest(connectionId, test);
    else this.#marks.markRefused(connectionId, test);
  }

  /**
   * Takes over the provider file's connections. One whose name a stored connection has stays hidden behind that one,
   * with a warning in the log.
   */
  setFileConnections(connections: readonly FileConnection[]): void {
    const outdated = this.#files.set(connections);
    for (const { name } of connections) {
      if (this.#contents.connection(name) === undefined) continue;
      this.options.log.warn(
        { connection: name },
        'A connection of the provider file is hidden: the registry has one of that name.',
      );
    }
    this.#tell(outdated);
  }

  /**
   * The registry's administration. Its changes are in this process's memory when their promises resolve, and in the
   * others' within two seconds.
   * @param actor who is named in the audit table: `admin-api`, `cli:<user>`
   */
  as(actor: string): RegistryAdmin {
    return registryAdmin(this.#context(actor));
  }

  /**
   * Notes in the audit table that what a call said is about to be read.
   * @param actor as for {@link as}
   * @throws GatewayError OVERLOADED while the database is away
   */
  noteContentRead(actor: string, { callId, keyId, ...facts }: ContentRead): Promise<void> {
    return this.#context(actor).change(({ note }) => {
      note({
        action: 'read',
        entity: 'call',
        entityId: callId,
        entityName: callId,
        ownerId: keyId,
        after: { key_id: keyId, ...facts },
      });
      return Promise.resolve();
    });
  }

  /** Encrypts every credential under another master key; see {@link rotateVault}. */
  rotateVault(actor: string, newKey?: Secret): Promise<VaultRotation> {
    return rotateVault(this.#context(actor), newKey);
  }

  /**
   * The key that another stored thing encrypts under.
   * @throws GatewayError OVERLOADED while the database is away
   * @throws VaultError when the key does not open
   */
  dataKey(name: string): Promise<DataKey> {
    const { database, vault } = this.#sync.opened;
    return answering(openDataKey(database, vault, name));
  }

  get #contents(): RegistryContents {
    return this.#sync.contents ?? NOTHING;
  }

  #models(connection: ConnectionEntry): ReadonlyMap<string, ProviderModelEntry> {
    return connection.source === 'database'
      ? this.#contents.models(connection.id)
      : this.#files.models(connection);
  }

  #context(actor: string): RegistryContext {
    const database = () => this.#sync.opened.database;
    return {
      vault: () => this.#sync.opened.vault,
      probe: this.options.probe,
      files: this.#files,
      isOfSettings: (key) => this.#isOfSettings(key),
      captureAllowed: this.options.settings.captureAllowed,
      read: (work) => answering(database().read(work)),
      write: (work) => answering(database().write(work)),
      change: async (work) => {
        const result = await answering(changeRegistry(database(), actor, work));
        // It is committed. Should the database be lost at this very moment, the change shows when it is back.
        await this.#sync.refresh().catch(() => undefined);
        return result;
      },
    };
  }

  #isOfSettings(key: string): boolean {
    const { internalApiKeys, adminKey } = this.options.settings;
    return adminKey?.reveal() === key || internalApiKeys.some((internal) => internal.key.reveal() === key);
  }

  #tell(outdated: readonly ConnectionEntry[]): void {
    for (const { id } of outdated) this.#marks.forget(id);
    this.#sync.contents?.bindFileModels((connection, model) => this.#files.model(connection, model));
    for (const listener of this.#listeners) listener(outdated);
  }
}

/** Turns a failure of the database into one of the catalogue; what the operator needs is its cause. */
async function answering<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (!(cause instanceof DatabaseError) || cause.problem === 'other') throw cause;
    throw databaseAway(cause);
  }
}
