import type { Generated } from 'kysely';

/**
 * The tables of what the Responses door keeps, the same on both engines: times are milliseconds since 1970, flags are 0 or 1,
 * and all that callers and models said is sealed. PostgreSQL gives `bigint` as a text.
 */
export interface KeptResponsesTable {
  /** Grows with each row, so that what goes on from a row is always behind it. */
  seq: Generated<number | string>;
  key_id: string;
  id: string;
  /** The row that it goes on from. */
  parent_seq: number | string | null;
  created_at: number | string;
  expires_at: number | string;
  /** Bytes of this row, and of its chain up to it. */
  size: number | string;
  chain_size: number | string;
  /** Whether it is there for the answers that go on from it alone. */
  hidden: Generated<number>;
  /** The response object. */
  answer: string;
  /** See `itemsText`. */
  items: string;
}

export interface KeptItemsTable {
  key_id: string;
  item_id: string;
  seq: number | string;
}

export interface KeptConversationsTable {
  id: string;
  key_id: string;
  created_at: number | string;
  expires_at: number | string;
  /** Bytes of its items. */
  size: number | string;
  /** Of the next item. */
  next_position: number | string;
  metadata: string;
}

export interface KeptConversationItemsTable {
  conversation_id: string;
  position: number | string;
  item_id: string;
  size: number | string;
  item: string;
}

/** The tables by their names. */
export interface AnswersTables {
  kept_responses: KeptResponsesTable;
  kept_items: KeptItemsTable;
  kept_conversations: KeptConversationsTable;
  kept_conversation_items: KeptConversationItemsTable;
}
