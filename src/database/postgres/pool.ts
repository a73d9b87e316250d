import type { Pool, PoolClient, PoolConfig } from 'pg';
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { problemOf } from './problem';

/** Connections at most: administration and refreshing need few. */
const MAX_CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 5_000;
/** When the server did not even say that the statement took too long. */
const ANSWER_TIMEOUT_MS = 6_000;
const IDLE_MS = 30_000;

/** The bounds that the server itself keeps to; a pooler between may refuse them at the start of a connection. */
export const SERVER_BOUNDS = {
  statement_timeout: STATEMENT_TIMEOUT_MS,
  lock_timeout: STATEMENT_TIMEOUT_MS,
  idle_in_transaction_session_timeout: 2 * STATEMENT_TIMEOUT_MS,
};

/** The bounds on every wait for PostgreSQL that are ours to keep. @param url without parameters for TLS */
export function poolConfig(url: string): PoolConfig {
  return {
    connectionString: url,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_MS,
    keepAlive: true,
    allowExitOnIdle: true,
    application_name: 'llm-proxy',
  };
}

/** The pool as Kysely wants it. A connection on which the server was lost is closed instead of being lent again. */
export function lendFrom(pool: Pool): PostgresPool {
  return {
    options: {},
    connect: async () => new LentClient(await pool.connect()),
    end: () => pool.end(),
  };
}

class LentClient implements PostgresPoolClient {
  #lost = false;

  /** The pool hears of a client's failures only while nobody has it, and one that nobody hears of ends the process. */
  constructor(private readonly client: PoolClient) {
    client.on('error', this.#onError);
  }

  query<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  query<R>(
    text: string | PostgresCursor<R>,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof text !== 'string') throw new TypeError('Queries are read in pages, not by cursors.');
    return this.#query(text, parameters);
  }

  release(destroy = false): void {
    this.client.off('error', this.#onError);
    this.client.release(destroy || this.#lost);
  }

  readonly #onError = (): void => {
    this.#lost = true;
  };

  async #query<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    try {
      // The type of a row is what the query builder says it is: the schema is ours.
      return (await this.client.query(text, [...parameters])) as unknown as PostgresQueryResult<R>;
    } catch (failure) {
      const problem = problemOf(failure);
      // A new connection may lead to the new primary.
      this.#lost ||= problem === 'away' || problem === 'refused' || problem === 'standby';
      throw failure;
    }
  }
}
