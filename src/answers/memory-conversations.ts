import type { JsonObject } from '../json/json-object';
import { BoundedMemory } from './bounded-memory';
import type { Held, MemoryLimits } from './bounded-memory';
import { newConversation, withId } from './conversation';
import type { ConversationRecord, Conversations } from './conversation';

interface Entry extends Held {
  readonly record: ConversationRecord;
  /** The items as JSON, outside of the heap. */
  readonly items: Buffer;
}

/** Conversations in the memory of this process. The time of one begins anew with each change. */
export class MemoryConversations implements Conversations {
  readonly #entries: BoundedMemory<Entry>;

  constructor(limits: MemoryLimits, now: () => number = Date.now) {
    this.#entries = new BoundedMemory<Entry>(limits, undefined, now);
  }

  create(keyId: string, metadata: JsonObject, items: readonly JsonObject[]): Promise<ConversationRecord> {
    const record = newConversation(metadata);
    this.#write(keyId, record, items.map(withId));
    return Promise.resolve(record);
  }

  get(keyId: string, id: string): Promise<ConversationRecord | undefined> {
    return Promise.resolve(this.#entries.find([keyId], id)?.record);
  }

  items(keyId: string, id: string): Promise<readonly JsonObject[] | undefined> {
    return Promise.resolve(this.#items(keyId, id));
  }

  update(keyId: string, id: string, metadata: JsonObject): Promise<ConversationRecord | undefined> {
    const entry = this.#entries.find([keyId], id);
    if (entry === undefined) return Promise.resolve(undefined);
    const record = { ...entry.record, metadata };
    this.#entries.put(id, { ...entry, record });
    return Promise.resolve(record);
  }

  append(
    keyId: string,
    id: string,
    items: readonly JsonObject[],
  ): Promise<readonly JsonObject[] | undefined> {
    return Promise.resolve(this.#append(keyId, id, items));
  }

  appendLater(keyId: string, id: string, items: readonly JsonObject[]): void {
    this.#append(keyId, id, items);
  }

  removeItem(keyId: string, id: string, itemId: string): Promise<boolean | undefined> {
    const entry = this.#entries.find([keyId], id);
    const before = this.#items(keyId, id);
    if (entry === undefined || before === undefined) return Promise.resolve(undefined);
    const kept = before.filter((item) => item['id'] !== itemId);
    if (kept.length < before.length) this.#write(keyId, entry.record, kept);
    return Promise.resolve(kept.length < before.length);
  }

  delete(keyId: string, id: string): Promise<boolean> {
    const known = this.#entries.find([keyId], id) !== undefined;
    if (known) this.#entries.drop(id);
    return Promise.resolve(known);
  }

  #items(keyId: string, id: string): JsonObject[] | undefined {
    const entry = this.#entries.find([keyId], id);
    // Written by us.
    return entry && (JSON.parse(entry.items.toString()) as JsonObject[]);
  }

  #append(keyId: string, id: string, items: readonly JsonObject[]): readonly JsonObject[] | undefined {
    const entry = this.#entries.find([keyId], id);
    const before = this.#items(keyId, id);
    if (entry === undefined || before === undefined) return undefined;
    const added = items.map(withId);
    this.#write(keyId, entry.record, [...before, ...added]);
    return added;
  }

  #write(owner: string, record: ConversationRecord, items: readonly JsonObject[]): void {
    const json = Buffer.from(JSON.stringify(items));
    this.#entries.put(record.id, { owner, record, items: json, bytes: json.length });
  }
}
