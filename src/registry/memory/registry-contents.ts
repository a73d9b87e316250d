import { standsInFor } from '../models/file-models';
import type { KeyEntry } from '../keys/key-entry';
import type { ModelSlot } from '../models/model-slot';
import { NO_MONEY } from './money-contents';
import type { MoneyContents } from './money-contents';
import { NO_ROUTES } from './route-contents';
import type { RouteContents } from './route-contents';
import type { ConnectionEntry, ProviderModelEntry } from './registry-view';

const NO_MODELS: ReadonlyMap<string, ProviderModelEntry> = new Map();

/** What the database holds, in memory: lookups by hash, changed only between two reads of it. */
export class RegistryContents {
  readonly #connections = new Map<string, ConnectionEntry>();
  readonly #byName = new Map<string, ConnectionEntry>();
  readonly #models = new Map<string, ReadonlyMap<string, ProviderModelEntry>>();
  /** Ids of connections that represent ones of the provider file. */
  readonly #standIns = new Set<string>();
  readonly #slots = new Map<string, ModelSlot>();
  readonly #keys = new Map<string, KeyEntry>();
  readonly #byDigest = new Map<string, KeyEntry>();
  readonly #byPreviousDigest = new Map<string, KeyEntry>();

  /** Prices, groups and budgets. */
  money: MoneyContents = NO_MONEY;

  /** What is said of names. */
  routes: RouteContents = NO_ROUTES;

  /** @param version the registry's version that these are the contents of */
  constructor(public version = 0) {}

  keyByDigest(digest: string): KeyEntry | undefined {
    const key = this.#byDigest.get(digest);
    if (key !== undefined) return key.valid ? key : undefined;
    const rotated = this.#byPreviousDigest.get(digest);
    return rotated?.inGrace === true ? rotated : undefined;
  }

  connection(name: string): ConnectionEntry | undefined {
    return this.#byName.get(name);
  }

  connections(): Iterable<ConnectionEntry> {
    return this.#byName.values();
  }

  connectionById(id: string): ConnectionEntry | undefined {
    return this.#connections.get(id);
  }

  models(connectionId: string): ReadonlyMap<string, ProviderModelEntry> {
    return this.#models.get(connectionId) ?? NO_MODELS;
  }

  slot(modelId: string): ModelSlot | undefined {
    return this.#slots.get(modelId);
  }

  /** Puts a connection and all its models in the place of what was known of it. */
  setConnection(connection: ConnectionEntry, models: readonly ProviderModelEntry[]): void {
    const gone = new Set([...this.models(connection.id).values()].map(({ id }) => id));
    this.#dropName(connection.id);
    this.#connections.set(connection.id, connection);
    if (standsInFor(connection.name) === undefined) this.#byName.set(connection.name, connection);
    else this.#standIns.add(connection.id);
    this.#models.set(connection.id, new Map(models.map((model) => [model.name, model])));
    for (const model of models) {
      gone.delete(model.id);
      const slot = this.#slots.get(model.id);
      if (slot === undefined) this.#slots.set(model.id, { current: model });
      else slot.current = model;
    }
    for (const id of gone) this.#slots.delete(id);
  }

  /** Lets what represents models of the provider file be what the file says now. */
  bindFileModels(find: (connection: string, model: string) => ProviderModelEntry | undefined): void {
    for (const id of this.#standIns) {
      for (const model of this.models(id).values()) {
        const slot = this.#slots.get(model.id);
        const file = standsInFor(model.connection.name) ?? '';
        if (slot !== undefined) slot.current = find(file, model.name) ?? model;
      }
    }
  }

  removeConnection(id: string): void {
    this.#standIns.delete(id);
    for (const model of this.models(id).values()) this.#slots.delete(model.id);
    this.#dropName(id);
    this.#connections.delete(id);
    this.#models.delete(id);
  }

  setKey(key: KeyEntry): void {
    this.removeKey(key.id);
    this.#keys.set(key.id, key);
    this.#byDigest.set(key.digest, key);
    if (key.previousDigest !== undefined) this.#byPreviousDigest.set(key.previousDigest, key);
  }

  removeKey(id: string): void {
    const key = this.#keys.get(id);
    if (key === undefined) return;
    this.#keys.delete(id);
    dropDigest(this.#byDigest, key.digest, key);
    if (key.previousDigest !== undefined) dropDigest(this.#byPreviousDigest, key.previousDigest, key);
  }

  /** The same for names, which two connections may swap. */
  #dropName(id: string): void {
    const known = this.#connections.get(id);
    if (known !== undefined && this.#byName.get(known.name) === known) this.#byName.delete(known.name);
  }
}

/** Another key may have taken a digest over in the same change; it keeps it. */
function dropDigest(table: Map<string, KeyEntry>, digest: string, owner: KeyEntry): void {
  if (table.get(digest) === owner) table.delete(digest);
}
