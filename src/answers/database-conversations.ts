import type { Transaction } from 'kysely';
import { GatewayError } from '../errors/gateway-error';
import type { JsonObject } from '../json/json-object';
import type { DataKey } from '../registry/vault/data-key';
import type { AnswersDatabase, OpenAnswers } from './answers-database';
import type { AnswersTables } from './answers-tables';
import { newConversation, withId } from './conversation';
import type { ConversationRecord, Conversations } from './conversation';
import { isId } from './kept-response';
import { answersAway } from './write-queue';
import type { WriteQueue } from './write-queue';
import type { ResponsesLimits } from './database-responses';

interface Found {
  readonly id: string;
  readonly created_at: number | string;
  readonly size: number | string;
  readonly metadata: string;
}

/** Conversations in the database, sealed for the key that they were made for. The time of one begins anew with each change. */
export class DatabaseConversations implements Conversations {
  constructor(
    private readonly answers: AnswersDatabase,
    private readonly queue: WriteQueue,
    private readonly limits: ResponsesLimits,
  ) {}

  create(keyId: string, metadata: JsonObject, items: readonly JsonObject[]): Promise<ConversationRecord> {
    const record = newConversation(metadata);
    const { id } = record;
    return this.#writing(async (db, key) => {
      await db
        .insertInto('kept_conversations')
        .values({
          id,
          key_id: keyId,
          created_at: record.created_at,
          expires_at: this.#expiry(),
          size: 0,
          next_position: 0,
          metadata: key.seal(JSON.stringify(metadata), metadataPlace(keyId, id)),
        })
        .execute();
      await this.#add(db, key, keyId, id, items.map(withId));
      return record;
    });
  }

  get(keyId: string, id: string): Promise<ConversationRecord | undefined> {
    return this.#reading(async (open) => {
      const row = await find(open, keyId, id);
      const text = row && open.key.open(row.metadata, metadataPlace(keyId, id));
      if (row === undefined || text === undefined) return undefined;
      const metadata = JSON.parse(text) as JsonObject;
      return { id, object: 'conversation', created_at: Number(row.created_at), metadata };
    });
  }

  items(keyId: string, id: string): Promise<readonly JsonObject[] | undefined> {
    return this.#reading(async (open) => {
      const row = await find(open, keyId, id);
      if (row === undefined) return undefined;
      if (Number(row.size) > this.limits.maxHistoryBytes) throw tooLong();
      const rows = await open.database.read((db) =>
        db
          .selectFrom('kept_conversation_items')
          .select(['position', 'item'])
          .where('conversation_id', '=', id)
          .orderBy('position')
          .execute(),
      );
      const texts = rows.map(({ position, item }) =>
        open.key.open(item, itemPlace(keyId, id, Number(position))),
      );
      if (texts.includes(undefined)) return undefined;
      return texts.map((text) => JSON.parse(text ?? '') as JsonObject);
    });
  }

  update(keyId: string, id: string, metadata: JsonObject): Promise<ConversationRecord | undefined> {
    return this.#writing(async (db, key) => {
      if (!isId(id)) return undefined;
      const row = await db
        .updateTable('kept_conversations')
        .set({
          metadata: key.seal(JSON.stringify(metadata), metadataPlace(keyId, id)),
          expires_at: this.#expiry(),
        })
        .where('id', '=', id)
        .where('key_id', '=', keyId)
        .where('expires_at', '>', Date.now())
        .returning('created_at')
        .executeTakeFirst();
      return row && { id, object: 'conversation', created_at: Number(row.created_at), metadata };
    });
  }

  append(
    keyId: string,
    id: string,
    items: readonly JsonObject[],
  ): Promise<readonly JsonObject[] | undefined> {
    const added = items.map(withId);
    return this.#writing(async (db, key) =>
      (await this.#add(db, key, keyId, id, added)) ? added : undefined,
    );
  }

  appendLater(keyId: string, id: string, items: readonly JsonObject[]): void {
    const added = items.map(withId);
    const bytes = added.reduce((sum, item) => sum + JSON.stringify(item).length, 0);
    this.queue.push(bytes, async (db, key) => {
      await this.#add(db, key, keyId, id, added);
    });
  }

  removeItem(keyId: string, id: string, itemId: string): Promise<boolean | undefined> {
    return this.#writing(async (db) => {
      if (!(await this.#touch(db, keyId, id, 0, 0))) return undefined;
      if (!isId(itemId)) return false;
      const [removed] = await db
        .deleteFrom('kept_conversation_items')
        .where('conversation_id', '=', id)
        .where('item_id', '=', itemId)
        .returning('size')
        .execute();
      if (removed === undefined) return false;
      await this.#touch(db, keyId, id, 0, -Number(removed.size));
      return true;
    });
  }

  delete(keyId: string, id: string): Promise<boolean> {
    return this.#writing(async (db) => {
      if (!isId(id)) return false;
      const removed = await db
        .deleteFrom('kept_conversations')
        .where('id', '=', id)
        .where('key_id', '=', keyId)
        .where('expires_at', '>', Date.now())
        .returning('id')
        .execute();
      return removed.length > 0;
    });
  }

  #expiry(): number {
    return Date.now() + this.limits.ttlMs;
  }

  /** Takes the conversation's row, so that what others add comes before or behind. @returns the place of the first item */
  async #touch(
    db: Transaction<AnswersTables>,
    keyId: string,
    id: string,
    count: number,
    bytes: number,
  ): Promise<{ readonly first: number } | undefined> {
    if (!isId(id)) return undefined;
    const row = await db
      .updateTable('kept_conversations')
      .set((old) => ({
        expires_at: this.#expiry(),
        next_position: old('next_position', '+', count),
        size: old('size', '+', bytes),
      }))
      .where('id', '=', id)
      .where('key_id', '=', keyId)
      .where('expires_at', '>', Date.now())
      .returning('next_position')
      .executeTakeFirst();
    return row && { first: Number(row.next_position) - count };
  }

  async #add(
    db: Transaction<AnswersTables>,
    key: DataKey,
    keyId: string,
    id: string,
    items: readonly JsonObject[],
  ): Promise<boolean> {
    const taken = await this.#touch(db, keyId, id, items.length, 0);
    if (taken === undefined) return false;
    const rows = items.map((item, at) => {
      const position = taken.first + at;
      const sealed = key.seal(JSON.stringify(item), itemPlace(keyId, id, position));
      const itemId = isId(item['id']) ? item['id'] : '';
      return { conversation_id: id, position, item_id: itemId, size: sealed.length, item: sealed };
    });
    for (const row of rows) await db.insertInto('kept_conversation_items').values(row).execute();
    await this.#touch(
      db,
      keyId,
      id,
      0,
      rows.reduce((sum, { size }) => sum + size, 0),
    );
    return true;
  }

  #writing<T>(work: (db: Transaction<AnswersTables>, key: DataKey) => Promise<T>): Promise<T> {
    return this.#reading(({ database, key }) => database.write((db) => work(db, key)));
  }

  async #reading<T>(work: (open: OpenAnswers) => Promise<T>): Promise<T> {
    await this.queue.flush();
    try {
      return await work(await this.answers.open());
    } catch (cause) {
      throw cause instanceof GatewayError ? cause : answersAway(cause);
    }
  }
}

async function find({ database }: OpenAnswers, keyId: string, id: string): Promise<Found | undefined> {
  if (!isId(id)) return undefined;
  return database.read((db) =>
    db
      .selectFrom('kept_conversations')
      .select(['id', 'created_at', 'size', 'metadata'])
      .where('id', '=', id)
      .where('key_id', '=', keyId)
      .where('expires_at', '>', Date.now())
      .executeTakeFirst(),
  );
}

function metadataPlace(keyId: string, id: string): readonly string[] {
  return ['kept_conversations', keyId, id, 'metadata'];
}

function itemPlace(keyId: string, id: string, position: number): readonly string[] {
  return ['kept_conversation_items', keyId, id, String(position), 'item'];
}

function tooLong(): GatewayError {
  return new GatewayError(
    'PAYLOAD_TOO_LARGE',
    'The conversation is too long: remove items of it, or begin a new one with a summary.',
    { param: 'conversation' },
  );
}
