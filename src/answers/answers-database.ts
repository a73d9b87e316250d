import type { Database } from '../database/database';
import type { DatabaseUse, Schema } from '../database/database-owner';
import type { DataKey } from '../registry/vault/data-key';
import type { AnswersTables } from './answers-tables';
import { answersMigration } from './migrations/2001-answers';

/** What the Responses door keeps in the database. */
export const ANSWERS_SCHEMA: Schema<AnswersTables> = { migrations: [answersMigration] };

/** The name of the key under which all of it is sealed. */
const KEY_NAME = 'answers';

/** The database, with the key that opens what is sealed in it. */
export interface OpenAnswers {
  readonly database: Database<AnswersTables>;
  readonly key: DataKey;
}

/** Opens the tables when they are first needed. */
export class AnswersDatabase {
  #open: OpenAnswers | undefined;

  /** @param dataKey a key by its name; rejects while the database is away, so that nobody waits for it here */
  constructor(
    private readonly use: DatabaseUse<AnswersTables>,
    private readonly dataKey: (name: string) => Promise<DataKey>,
  ) {}

  /** @throws GatewayError or DatabaseError while the database is away; VaultError when the key does not open */
  async open(): Promise<OpenAnswers> {
    if (this.#open !== undefined) return this.#open;
    const key = await this.dataKey(KEY_NAME);
    return (this.#open = { database: await this.use.open(), key });
  }

  async end(): Promise<void> {
    await this.use.end();
  }
}
