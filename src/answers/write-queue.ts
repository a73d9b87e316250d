import type { Transaction } from 'kysely';
import type { Logger } from 'pino';
import { messageOf } from '../database/failure-code';
import { DatabaseError } from '../database/database-error';
import { outageCause, troubleOf } from '../database/database-trouble';
import { GatewayError } from '../errors/gateway-error';
import { OnceAMinute } from '../log/once-a-minute';
import { Outage } from '../log/outage';
import type { DataKey } from '../registry/vault/data-key';
import type { AnswersDatabase } from './answers-database';
import type { AnswersTables } from './answers-tables';

/** What is written in one transaction. */
export type AnswersWrite = (db: Transaction<AnswersTables>, key: DataKey) => Promise<void>;

/** How long a write waits for others, to go with them in one transaction. */
const GATHER_MS = 20;
const AGAIN_MS = 1_000;
const AT_ONCE = 100;
const RETRY_AFTER_MS = 2_000;

interface Waiting {
  readonly bytes: number;
  readonly write: AnswersWrite;
}

/**
 * Writes behind the calls, in the order in which it was asked. While the database is away what is to be written waits, within a
 * number of bytes; what is over it is lost, the oldest first, and the log says so.
 */
export class WriteQueue {
  #waiting: Waiting[] = [];
  #bytes = 0;
  /** So many were asked for, and so many of them are written or given up. */
  #asked = 0;
  #done = 0;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #outage = new Outage();
  readonly #lost = new OnceAMinute();

  constructor(
    private readonly answers: AnswersDatabase,
    private readonly maxBytes: number,
    private readonly log: Logger,
  ) {}

  push(bytes: number, write: AnswersWrite): void {
    this.#waiting.push({ bytes, write });
    this.#bytes += bytes;
    this.#asked++;
    while (this.#bytes > this.maxBytes) {
      this.#took(this.#waiting.shift());
      this.#noteLoss('Answers of the Responses door were lost: too many wait for the database.');
    }
    this.#timer ??= this.#later(GATHER_MS);
  }

  /**
   * Resolves when all that was asked for before is written.
   * @throws GatewayError OVERLOADED while the database is away
   */
  async flush(): Promise<void> {
    const until = this.#asked;
    while (this.#done < until) await this.#start();
  }

  /** Writes what is left, as far as the database is there. */
  async stop(): Promise<void> {
    await this.flush().catch(() => undefined);
    clearTimeout(this.#timer);
  }

  #later(ms: number): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#start().catch(() => undefined);
    }, ms);
    return timer.unref();
  }

  #start(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return (this.#running ??= this.#writeAll().finally(() => {
      this.#running = undefined;
      if (this.#waiting.length > 0) this.#timer ??= this.#later(this.#outage.isOn ? AGAIN_MS : GATHER_MS);
    }));
  }

  async #writeAll(): Promise<void> {
    const batch = this.#waiting.slice(0, AT_ONCE);
    try {
      const { database, key } = await this.answers.open();
      const written = await database
        .write(
          async (db) => {
            for (const { write } of batch) await write(db, key);
          },
          { durable: false },
        )
        .then(() => true, refusedByItself);
      if (!written) await this.#oneByOne(batch);
    } catch (cause) {
      this.#noteOutage(cause);
      throw answersAway(cause);
    }
    if (this.#outage.end())
      this.log.warn({ alert: true }, 'Answers of the Responses door are written again.');
    for (const job of batch) if (this.#waiting[0] === job) this.#took(this.#waiting.shift());
  }

  /** One write that fails by itself must not hold up the others. */
  async #oneByOne(batch: readonly Waiting[]): Promise<void> {
    const { database, key } = await this.answers.open();
    for (const { write } of batch) {
      const written = await database
        .write((db) => write(db, key), { durable: false })
        .then(() => true, refusedByItself);
      if (!written) this.#noteLoss('An answer of the Responses door could not be written.');
    }
  }

  #took(job: Waiting | undefined): void {
    if (job === undefined) return;
    this.#bytes -= job.bytes;
    this.#done++;
  }

  #noteOutage(cause: unknown): void {
    const reason = messageOf(cause);
    if (!this.#outage.isNews(outageCause(troubleOf(cause), reason))) return;
    this.log.error({ alert: true, reason }, 'Answers of the Responses door cannot be written now.');
  }

  #noteLoss(what: string): void {
    const lost = this.#lost.due();
    if (lost !== undefined) this.log.error({ alert: true, lost }, what);
  }
}

/** What is said to callers whose earlier turns cannot be read now. */
export function answersAway(cause: unknown): GatewayError {
  return new GatewayError(
    'OVERLOADED',
    'The database of kept answers is away or busy. Try again soon, or send the whole conversation.',
    { retryAfterMs: RETRY_AFTER_MS, cause },
  );
}

/** @throws what tells of the database and not of the write */
function refusedByItself(failure: unknown): false {
  if (failure instanceof DatabaseError && failure.problem !== 'other') throw failure;
  return false;
}
