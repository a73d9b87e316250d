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

/** An item as a conversation holds it: under an id, in the form of {@link listedItem}. */
export function withId(item: JsonObject): JsonObject {
  const type = typeof item['type'] === 'string' ? item['type'] : 'message';
  return listedItem(item, `${PREFIXES[type] ?? 'item'}_${randomUUID().replaceAll('-', '')}`);
}

/**
 * An item as a list of the API shows it: a message, which may be given without them, has a type, a status and its content in parts.
 * Format: `ResponseItem` of https://platform.openai.com/docs/api-reference/responses/input-items
 * @param id for one that has none
 */
export function listedItem(item: JsonObject, id: string): JsonObject {
  const { content, role } = item;
  const named = { ...item, id: item['id'] ?? id };
  if (typeof item['type'] === 'string' && item['type'] !== 'message') return named;
  const part =
    role === 'assistant'
      ? { type: 'output_text', text: content, annotations: [] }
      : { type: 'input_text', text: content };
  return {
    ...named,
    type: 'message',
    status: item['status'] ?? 'completed',
    content: typeof content === 'string' ? [part] : content,
  };
}
