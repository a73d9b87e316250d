import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../../json/json-object';
import type { StoreLimits } from '../response-store';

/** A conversation as the API shows it. */
export interface ConversationRecord {
  readonly id: string;
  readonly object: 'conversation';
  /** Seconds since 1970. */
  readonly created_at: number;
  readonly metadata: JsonObject;
}

interface Entry {
  readonly owner: string;
  record: ConversationRecord;
  /** The items as JSON, outside of the heap. */
  items: Buffer;
  expiresAt: number;
}

const NO_ITEMS = Buffer.from('[]');

/**
 * Conversations in the memory of this process, each for the key that it was made for. Its time begins anew with each change.
 * What is over a limit pushes the one out that was changed longest ago.
 */
export class ConversationStore {
  /** In the order of their last changes. */
  readonly #entries = new Map<string, Entry>();
  #held = 0;

  constructor(
    private readonly limits: StoreLimits,
    private readonly now: () => number = Date.now,
  ) {}

  /** Bytes of all items. */
  get heldBytes(): number {
    return this.#held;
  }

  create(owner: string, metadata: JsonObject, items: readonly JsonObject[]): ConversationRecord {
    const id = `conv_${randomUUID().replaceAll('-', '')}`;
    const created = Math.floor(this.now() / 1000);
    const record: ConversationRecord = { id, object: 'conversation', created_at: created, metadata };
    this.#entries.set(id, { owner, record, items: NO_ITEMS, expiresAt: 0 });
    this.#write(id, items.map(withId));
    return record;
  }

  /** @returns undefined if there is no such conversation of these owners, or its time is over; so do the others below */
  get(owners: readonly string[], id: string): ConversationRecord | undefined {
    return this.#find(owners, id)?.record;
  }

  items(owners: readonly string[], id: string): readonly JsonObject[] | undefined {
    const entry = this.#find(owners, id);
    // Written by us.
    return entry && (JSON.parse(entry.items.toString()) as JsonObject[]);
  }

  update(owners: readonly string[], id: string, metadata: JsonObject): ConversationRecord | undefined {
    const entry = this.#find(owners, id);
    if (entry === undefined) return undefined;
    return (entry.record = { ...entry.record, metadata });
  }

  /** Adds items at the end. @returns them, with their ids */
  append(
    owners: readonly string[],
    id: string,
    items: readonly JsonObject[],
  ): readonly JsonObject[] | undefined {
    const before = this.items(owners, id);
    if (before === undefined) return undefined;
    const added = items.map(withId);
    this.#write(id, [...before, ...added]);
    return added;
  }

  /** @returns whether the item was there */
  removeItem(owners: readonly string[], id: string, itemId: string): boolean | undefined {
    const before = this.items(owners, id);
    if (before === undefined) return undefined;
    const kept = before.filter((item) => item['id'] !== itemId);
    if (kept.length === before.length) return false;
    this.#write(id, kept);
    return true;
  }

  delete(owners: readonly string[], id: string): boolean {
    if (this.#find(owners, id) === undefined) return false;
    this.#drop(id);
    return true;
  }

  #find(owners: readonly string[], id: string): Entry | undefined {
    const entry = this.#entries.get(id);
    return entry !== undefined && owners.includes(entry.owner) && entry.expiresAt > this.now()
      ? entry
      : undefined;
  }

  #write(id: string, items: readonly JsonObject[]): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#held -= entry.items.length;
    entry.items = Buffer.from(JSON.stringify(items));
    entry.expiresAt = this.now() + this.limits.ttlMs;
    this.#held += entry.items.length;
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    for (const [oldest, { expiresAt }] of this.#entries) {
      const over = this.#held > this.limits.maxBytes || this.#entries.size > this.limits.maxCount;
      if (!over && expiresAt > this.now()) return;
      this.#drop(oldest);
    }
  }

  #drop(id: string): void {
    this.#held -= this.#entries.get(id)?.items.length ?? 0;
    this.#entries.delete(id);
  }
}

/** The prefix of an item's id by its type. */
const PREFIXES: Readonly<Record<string, string>> = { message: 'msg', reasoning: 'rs', function_call: 'fc' };

/** An item as a conversation holds it: with an id, a type, and content in parts. */
function withId(item: JsonObject): JsonObject {
  const { content, role } = item;
  const type = typeof item['type'] === 'string' ? item['type'] : 'message';
  const id = item['id'] ?? `${PREFIXES[type] ?? 'item'}_${randomUUID().replaceAll('-', '')}`;
  if (type !== 'message') return { ...item, id };
  const kind = role === 'assistant' ? 'output_text' : 'input_text';
  const parts = typeof content === 'string' ? [{ type: kind, text: content }] : content;
  return { ...item, id, type, status: item['status'] ?? 'completed', content: parts };
}
