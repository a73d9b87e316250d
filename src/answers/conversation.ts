import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../json/json-object';
import { lookup } from '../json/lookup';

/** A conversation as the API shows it. */
export interface ConversationRecord {
  readonly id: string;
  readonly object: 'conversation';
  /** Seconds since 1970. */
  readonly created_at: number;
  readonly metadata: JsonObject;
}

/** Where conversations are kept; its DI token too. Every method but `create` gives undefined where the key has none of this id. */
export abstract class Conversations {
  abstract create(
    keyId: string,
    metadata: JsonObject,
    items: readonly JsonObject[],
  ): Promise<ConversationRecord>;
  abstract get(keyId: string, id: string): Promise<ConversationRecord | undefined>;
  abstract items(keyId: string, id: string): Promise<readonly JsonObject[] | undefined>;
  abstract update(keyId: string, id: string, metadata: JsonObject): Promise<ConversationRecord | undefined>;
  /** Adds items at the end. @returns them, with their ids */
  abstract append(
    keyId: string,
    id: string,
    items: readonly JsonObject[],
  ): Promise<readonly JsonObject[] | undefined>;
  /** The same after a turn, whose answer does not wait for it; later calls do. */
  abstract appendLater(keyId: string, id: string, items: readonly JsonObject[]): void;
  /** @returns whether the item was there */
  abstract removeItem(keyId: string, id: string, itemId: string): Promise<boolean | undefined>;
  abstract delete(keyId: string, id: string): Promise<boolean>;
}

/** A conversation that is new. */
export function newConversation(metadata: JsonObject): ConversationRecord {
  const id = `conv_${randomUUID().replaceAll('-', '')}`;
  return { id, object: 'conversation', created_at: Math.floor(Date.now() / 1000), metadata };
}

/** The prefix of an item's id by its type. */
const PREFIXES = lookup<string>({ message: 'msg', reasoning: 'rs', function_call: 'fc' });

/** An item as a conversation holds it: with an id, a type, and content in parts. */
export function withId(item: JsonObject): JsonObject {
  const { content, role } = item;
  const type = typeof item['type'] === 'string' ? item['type'] : 'message';
  const id = item['id'] ?? `${PREFIXES[type] ?? 'item'}_${randomUUID().replaceAll('-', '')}`;
  if (type !== 'message') return { ...item, id };
  const kind = role === 'assistant' ? 'output_text' : 'input_text';
  const parts = typeof content === 'string' ? [{ type: kind, text: content }] : content;
  return { ...item, id, type, status: item['status'] ?? 'completed', content: parts };
}
