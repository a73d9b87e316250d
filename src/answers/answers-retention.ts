import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Database } from '../database/database';
import { messageOf } from '../database/failure-code';
import type { AnswersDatabase } from './answers-database';
import type { AnswersTables } from './answers-tables';

const EVERY_MS = 60_000;
/** Few enough to hold up no other write for long. */
const ROWS_AT_ONCE = 200;
/** What one look removes at most, in rounds; the next goes on. */
const MAX_ROUNDS = 50;
/** The share of the bytes that conversations have. */
const CONVERSATIONS = 1 / 4;

/** Removes what is too old, and the oldest of what is too much. Of several replicas each does so. */
export class AnswersRetention {
  readonly #timer: NodeJS.Timeout;

  constructor(
    private readonly answers: AnswersDatabase,
    private readonly maxBytes: number,
    private readonly log: Logger,
  ) {
    this.#timer = setInterval(() => void this.#quietly(), EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** @throws DatabaseError when the database fails */
  async removeOld(): Promise<void> {
    const { database } = await this.answers.open();
    await removeUnused(database);
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const count = await countOver(database, 'kept_responses', this.maxBytes * (1 - CONVERSATIONS));
      if (count === 0 || (await hideOldest(database, count)) === 0) break;
      await removeUnused(database);
    }
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const count = await countOver(database, 'kept_conversations', this.maxBytes * CONVERSATIONS);
      if ((await removeConversations(database, count)) === 0) break;
    }
  }

  async #quietly(): Promise<void> {
    try {
      await this.removeOld();
    } catch (failure) {
      // While the database is away its owner says so.
      this.log.debug({ reason: messageOf(failure) }, 'Old answers were not removed this time.');
    }
  }
}

/** About how many rows have to go, so that the others fit; 0 where they do. */
async function countOver(
  database: Database<AnswersTables>,
  table: 'kept_responses' | 'kept_conversations',
  maxBytes: number,
): Promise<number> {
  const row = await database.read((db: Kysely<AnswersTables>) =>
    db
      .selectFrom(table)
      .select(({ fn }) => [
        fn.sum<number | string | null>('size').as('bytes'),
        fn.countAll<number | string>().as('count'),
      ])
      .executeTakeFirst(),
  );
  const over = Number(row?.bytes ?? 0) - maxBytes;
  if (over <= 0) return 0;
  return Math.min(ROWS_AT_ONCE, Math.ceil((over / (over + maxBytes)) * Number(row?.count ?? 0)));
}

/** Removes rows that are hidden or too old, once nothing goes on from them any more. */
async function removeUnused(database: Database<AnswersTables>): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { numAffectedRows } = await database.write((db) =>
      sql`delete from kept_responses where seq in (
        select seq from kept_responses earlier
        where (hidden = 1 or expires_at <= ${Date.now()})
          and not exists (select 1 from kept_responses later where later.parent_seq = earlier.seq)
        limit ${ROWS_AT_ONCE}
      )`.execute(db),
    );
    if (Number(numAffectedRows ?? 0) === 0) return;
  }
}

async function hideOldest(database: Database<AnswersTables>, count: number): Promise<number> {
  const { numAffectedRows } = await database.write((db) =>
    sql`update kept_responses set hidden = 1 where seq in (
      select seq from kept_responses where hidden = 0 order by expires_at limit ${count}
    )`.execute(db),
  );
  return Number(numAffectedRows ?? 0);
}

/** @param count so many of the oldest go too */
async function removeConversations(database: Database<AnswersTables>, count: number): Promise<number> {
  const { numAffectedRows } = await database.write((db) =>
    count > 0
      ? sql`delete from kept_conversations where id in (
          select id from kept_conversations order by expires_at limit ${count}
        )`.execute(db)
      : sql`delete from kept_conversations where id in (
          select id from kept_conversations where expires_at <= ${Date.now()} limit ${ROWS_AT_ONCE}
        )`.execute(db),
  );
  return Number(numAffectedRows ?? 0);
}
