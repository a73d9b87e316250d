import type { JsonObject } from '../json/json-object';
import type { DatabaseResponses } from './database-responses';
import type { GoneOnFrom, KeptHistory, KeptResponse, Readers } from './kept-response';
import type { MemoryResponses } from './memory-responses';

/**
 * The answers that later turns go on from: those that are stored in the database, or in memory where that is set; those that a
 * connection keeps for itself in memory always.
 */
export class ResponseStore {
  constructor(
    private readonly memory: MemoryResponses,
    private readonly database: DatabaseResponses | undefined,
  ) {}

  /**
   * Keeps an answer; nobody waits for it.
   * @param isStored whether it is for its key; else it is for the session alone
   */
  put(readers: Readers, response: KeptResponse, from: GoneOnFrom | undefined, isStored: boolean): void {
    const owner = isStored ? readers.keyId : readers.session;
    if (owner === undefined) return;
    const inMemory = from !== undefined && this.memory.get(ownersOf(readers), from.id) !== undefined;
    const isApart = from !== undefined && inMemory === (isStored && this.database !== undefined);
    const whole = isApart ? { ...response, input: [...from.items, ...response.input] } : response;
    if (isStored && this.database !== undefined)
      this.database.put(readers.keyId, whole, isApart ? undefined : from);
    else this.memory.put(owner, whole, isApart ? undefined : from?.id, ownersOf(readers));
  }

  /** @returns undefined if there is no such answer of the key, or its time is over; so do the others below */
  async get(keyId: string, id: string): Promise<KeptResponse | undefined> {
    return this.database === undefined ? this.memory.get([keyId], id) : this.database.get(keyId, id);
  }

  /** The items of a conversation up to and with an answer. */
  async history(readers: Readers, id: string): Promise<KeptHistory | undefined> {
    return this.memory.history(ownersOf(readers), id) ?? this.database?.history(readers.keyId, id);
  }

  async item(readers: Readers, id: string): Promise<JsonObject | undefined> {
    return this.memory.item(ownersOf(readers), id) ?? this.database?.item(readers.keyId, id);
  }

  /** @returns whether there was one of this key */
  async delete(keyId: string, id: string): Promise<boolean> {
    return this.database === undefined ? this.memory.delete(keyId, id) : this.database.delete(keyId, id);
  }

  /** Forgets what a session has kept for itself. */
  forget(session: string, id: string): void {
    this.memory.delete(session, id);
  }
}

function ownersOf({ keyId, session }: Readers): readonly string[] {
  return session === undefined ? [keyId] : [session, keyId];
}
