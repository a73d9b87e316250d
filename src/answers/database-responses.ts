import { setTimeout as sleep } from 'node:timers/promises';
import { CompiledQuery, sql } from 'kysely';
import type { Insertable, Kysely, Transaction } from 'kysely';
import { GatewayError } from '../errors/gateway-error';
import type { JsonObject } from '../json/json-object';
import type { AnswersDatabase, OpenAnswers } from './answers-database';
import type { AnswersTables } from './answers-tables';
import { answerOfItem, foreignItemIds, historyOf, isId, itemsIn, itemsText } from './kept-response';
import type { GoneOnFrom, KeptHistory, KeptResponse } from './kept-response';
import { answersAway } from './write-queue';
import type { WriteQueue } from './write-queue';

/** How often an answer that another replica may be writing just now is looked for again. */
const LOOK_AGAIN_MS = [30, 70, 150];

/** How much is read and for how long is kept. */
export interface ResponsesLimits {
  readonly ttlMs: number;
  /** Of all turns that one goes on from, in bytes. */
  readonly maxHistoryBytes: number;
}

type Column = 'answer' | 'items';
type NewAnswer = Insertable<AnswersTables['kept_responses']>;

interface InsertedRow {
  readonly seq: number | string;
}

/** Answers in the database, each sealed for the key that it was made for. Writes go behind the calls; reads wait for them. */
export class DatabaseResponses {
  #insertion: string | undefined;

  constructor(
    private readonly answers: AnswersDatabase,
    private readonly queue: WriteQueue,
    private readonly limits: ResponsesLimits,
  ) {}

  put(keyId: string, response: KeptResponse, from: GoneOnFrom | undefined): void {
    if (!isId(response.id)) return;
    const now = Date.now();
    const text = itemsText(response);
    this.queue.push(response.json.length + text.length, async (db, key) => {
      const parent = from === undefined ? undefined : await rowOf(db, keyId, from.id);
      // Where what it goes on from is gone meanwhile, it holds all of it itself.
      const isWhole = parent === undefined && from !== undefined;
      const items = isWhole ? itemsText({ ...response, input: [...from.items, ...response.input] }) : text;
      const { id } = response;
      const sealed = {
        answer: key.seal(response.json, placeOf(keyId, id, 'answer')),
        items: key.seal(items, placeOf(keyId, id, 'items')),
      };
      const size = sealed.answer.length + sealed.items.length;
      const seq = await this.#insert(db, {
        key_id: keyId,
        id,
        parent_seq: parent?.seq ?? null,
        created_at: now,
        expires_at: now + this.limits.ttlMs,
        size,
        chain_size: Number(parent?.chain_size ?? 0) + sealed.items.length,
        ...sealed,
      });
      const ids = [...new Set(foreignItemIds(response))];
      if (ids.length === 0) return;
      const rows = ids.map((item_id) => ({ key_id: keyId, item_id, seq }));
      await db.insertInto('kept_items').values(rows).execute();
    });
  }

  async get(keyId: string, id: string): Promise<KeptResponse | undefined> {
    if (!isId(id)) return undefined;
    return this.#reading(async ({ database, key }) => {
      const row = await this.#looking(database.engine === 'postgres', () =>
        database.read((db) =>
          db
            .selectFrom('kept_responses')
            .select(['answer', 'items'])
            .where('key_id', '=', keyId)
            .where('id', '=', id)
            .where('hidden', '=', 0)
            .where('expires_at', '>', Date.now())
            .executeTakeFirst(),
        ),
      );
      if (row === undefined) return undefined;
      const json = key.open(row.answer, placeOf(keyId, id, 'answer'));
      const items = key.open(row.items, placeOf(keyId, id, 'items'));
      return json === undefined || items === undefined ? undefined : { id, json, ...itemsIn(items) };
    });
  }

  /** @throws GatewayError PAYLOAD_TOO_LARGE for one that is longer than any request may be */
  async history(keyId: string, id: string): Promise<KeptHistory | undefined> {
    if (!isId(id)) return undefined;
    return this.#reading(async ({ database, key }) => {
      const row = await this.#looking(database.engine === 'postgres', () =>
        database.read((db) => rowOf(db, keyId, id)),
      );
      if (row === undefined) return undefined;
      if (Number(row.chain_size) > this.limits.maxHistoryBytes) throw tooLong();
      const rows = await database.read((db) => readChain(db, keyId, Number(row.seq)));
      const turns = rows.map((turn) => key.open(turn.items, placeOf(keyId, turn.id, 'items')));
      const isWhole = rows[0]?.parent_seq === null && turns.every((text) => text !== undefined);
      return isWhole ? historyOf(turns.map(itemsIn)) : undefined;
    });
  }

  async item(keyId: string, itemId: string): Promise<JsonObject | undefined> {
    if (!isId(itemId)) return undefined;
    const answer = answerOfItem(itemId);
    const own = answer === undefined ? undefined : await this.get(keyId, answer);
    const found = own?.output.find((item) => item['id'] === itemId);
    if (found !== undefined) return found;
    return this.#reading(async ({ database, key }) => {
      const row = await database.read((db) =>
        db
          .selectFrom('kept_items')
          .innerJoin('kept_responses', 'kept_responses.seq', 'kept_items.seq')
          .select(['kept_responses.id', 'kept_responses.items'])
          .where('kept_items.key_id', '=', keyId)
          .where('item_id', '=', itemId)
          .where('kept_responses.key_id', '=', keyId)
          .where('hidden', '=', 0)
          .where('expires_at', '>', Date.now())
          .orderBy('kept_responses.seq', 'desc')
          .executeTakeFirst(),
      );
      const text = row && key.open(row.items, placeOf(keyId, row.id, 'items'));
      return text === undefined ? undefined : itemsIn(text).output.find((item) => item['id'] === itemId);
    });
  }

  async delete(keyId: string, id: string): Promise<boolean> {
    if (!isId(id)) return false;
    return this.#reading(({ database }) =>
      database.write(async (db) => {
        const seq = await hide(db, keyId, id);
        if (seq !== undefined) await removeUnused(db, seq);
        return seq !== undefined;
      }),
    );
  }

  /** Writes an answer, in the place of one of the same id: only a background answer is written more than once. */
  async #insert(db: Transaction<AnswersTables>, row: NewAnswer): Promise<number> {
    // To make the statement's text anew took longer than the database.
    this.#insertion ??= insertion(db, row);
    const inserting = CompiledQuery.raw(this.#insertion, Object.values(row));
    const [inserted] = (await db.executeQuery<InsertedRow>(inserting)).rows;
    if (inserted !== undefined) return Number(inserted.seq);
    const isOld = { key_id: row.key_id, id: row.id, hidden: 0 };
    await db
      .updateTable('kept_responses')
      .set({ hidden: 1 })
      .where((where) => where.and(isOld))
      .execute();
    const [again] = (await db.executeQuery<InsertedRow>(inserting)).rows;
    if (again === undefined) throw new Error('An answer was neither new nor replaced.');
    return Number(again.seq);
  }

  async #reading<T>(work: (open: OpenAnswers) => Promise<T>): Promise<T> {
    await this.queue.flush();
    try {
      return await work(await this.answers.open());
    } catch (cause) {
      throw cause instanceof GatewayError ? cause : answersAway(cause);
    }
  }

  /** Another replica writes an answer a moment after its caller has it. */
  async #looking<T>(isShared: boolean, read: () => Promise<T | undefined>): Promise<T | undefined> {
    const found = await read();
    if (found !== undefined || !isShared) return found;
    for (const ms of LOOK_AGAIN_MS) {
      await sleep(ms);
      const later = await read();
      if (later !== undefined) return later;
    }
    return undefined;
  }
}

interface TurnRow {
  readonly id: string;
  readonly parent_seq: number | string | null;
  readonly items: string;
}

/** The turns up to a row, oldest first. Each row goes on from one of a lower number, so that it ends. */
async function readChain(db: Kysely<AnswersTables>, keyId: string, seq: number): Promise<readonly TurnRow[]> {
  const { rows } = await sql<TurnRow>`
    with recursive chain (seq, parent_seq, id, items) as (
      select seq, parent_seq, id, items from kept_responses where seq = ${seq} and key_id = ${keyId}
      union all
      select turn.seq, turn.parent_seq, turn.id, turn.items
      from chain join kept_responses turn on turn.seq = chain.parent_seq and turn.seq < chain.seq
      where turn.key_id = ${keyId}
    ) select parent_seq, id, items from chain order by seq`.execute(db);
  return rows;
}

function rowOf(db: Kysely<AnswersTables>, keyId: string, id: string) {
  return db
    .selectFrom('kept_responses')
    .select(['seq', 'chain_size'])
    .where('key_id', '=', keyId)
    .where('id', '=', id)
    .where('hidden', '=', 0)
    .where('expires_at', '>', Date.now())
    .executeTakeFirst();
}

/** The text of the statement that inserts such a row: all rows have the same columns in the same order. */
function insertion(db: Transaction<AnswersTables>, row: NewAnswer): string {
  const inserting = db.insertInto('kept_responses').values(row).returning('seq');
  return inserting.onConflict((conflict) => conflict.doNothing()).compile().sql;
}

/** @returns the row's number; undefined where no row was left to hide */
async function hide(db: Transaction<AnswersTables>, keyId: string, id: string): Promise<number | undefined> {
  const row = await db
    .updateTable('kept_responses')
    .set({ hidden: 1 })
    .where('key_id', '=', keyId)
    .where('id', '=', id)
    .where('hidden', '=', 0)
    .where('expires_at', '>', Date.now())
    .returning('seq')
    .executeTakeFirst();
  return row && Number(row.seq);
}

/** Removes a hidden row that no answer goes on from, and those before it that nothing goes on from then. */
async function removeUnused(db: Transaction<AnswersTables>, first: number): Promise<void> {
  let seq: number | undefined = first;
  while (seq !== undefined) seq = await removeOne(db, seq);
}

/** @returns what it went on from; undefined where it stays, or went on from nothing */
async function removeOne(db: Transaction<AnswersTables>, seq: number): Promise<number | undefined> {
  const { rows } = await sql<Pick<TurnRow, 'parent_seq'>>`
    delete from kept_responses where seq = ${seq} and hidden = 1
      and not exists (select 1 from kept_responses later where later.parent_seq = ${seq})
    returning parent_seq`.execute(db);
  const parent = rows[0]?.parent_seq ?? null;
  return parent === null ? undefined : Number(parent);
}

function placeOf(keyId: string, id: string, column: Column): readonly string[] {
  return ['kept_responses', keyId, id, column];
}

function tooLong(): GatewayError {
  return new GatewayError(
    'PAYLOAD_TOO_LARGE',
    'The conversation that previous_response_id goes on from is too long: begin a new one, with a summary of it.',
    { param: 'previous_response_id' },
  );
}
