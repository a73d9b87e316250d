import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { Outage } from '../../../log/outage';
import type { BucketServerState } from '../bucket-store';
import { LimitsServerProblem } from './limits-server-problem';
import { HEARTBEAT_MS } from './replica-script';
import type { ValkeyConnection } from './valkey-connection';
import { TooLate } from './within';

/** The pause before the first new attempt to connect, doubled for each further one. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/** What the log says when the server has gone, and when it is back. */
export interface ServerWords {
  readonly gone: string;
  readonly back: string;
}

const LIMITS: ServerWords = {
  gone: 'The limits server cannot be reached: this replica keeps to its share of limits and budgets until it is back.',
  back: 'The limits server is back: limits and budgets are shared by all replicas again.',
};

/** Said of a failure that has no word of its own, such as a connection that was closed. */
const LOST = 'connection lost';
const TOO_LATE = 'no answer in time';

/** What a connection is to this replica, whatever else is asked by it. */
export type ServerConnection = Pick<ValkeyConnection, 'heartbeat' | 'leave' | 'onClose' | 'close'>;

/** Connects, or throws; each of its waits is bounded. */
export type OpenConnection<C> = () => Promise<C>;

/**
 * The limits server as this replica sees it: reachable by one connection, or gone. While it is gone somebody knocks in the
 * background, at least once in two seconds; while it is there, a heartbeat counts the replicas that share it.
 */
export class LimitsServer<C extends ServerConnection = ValkeyConnection> {
  readonly #replica = randomUUID();
  #connection: C | undefined;
  #replicas = 1;
  #lastError: string | undefined;
  readonly #outage = new Outage();
  #failures = 0;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;
  /** The attempt to connect that is under way. */
  #reaching: Promise<void> | undefined;

  constructor(
    private readonly open: OpenConnection<C>,
    private readonly log: Logger,
    private readonly words: ServerWords = LIMITS,
  ) {}

  /** What to ask; undefined while the server is gone. */
  get connection(): C | undefined {
    return this.#connection;
  }

  /** How many replicas shared the server when that was last known, this one included; 1 before. */
  get replicas(): number {
    return this.#replicas;
  }

  get state(): BucketServerState {
    return { reachable: this.#connection !== undefined, lastError: this.#lastError };
  }

  /** Connects for the first time; resolves also when that failed. */
  start(): Promise<void> {
    return this.#reach();
  }

  /** Tells that a connection failed. It is given up at once: anyone who comes next need not wait for it. */
  failed(connection: C, cause: unknown): void {
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    connection.close();
    this.#gone(cause);
  }

  /** Leaves the count of replicas and disconnects. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#reaching;
    const connection = this.#connection;
    this.#connection = undefined;
    // Nobody misses a replica for longer than its heartbeats are missed.
    await connection?.leave(this.#replica).catch(() => undefined);
    connection?.close();
  }

  #reach(): Promise<void> {
    this.#reaching = this.#tryToReach().finally(() => (this.#reaching = undefined));
    return this.#reaching;
  }

  async #tryToReach(): Promise<void> {
    let connection: C | undefined;
    try {
      connection = await this.open();
      // The proof that it answers in time and may be written to.
      this.#replicas = await connection.heartbeat(this.#replica);
    } catch (cause) {
      connection?.close();
      this.#gone(cause);
      return;
    }
    const opened = connection;
    this.#connection = opened;
    opened.onClose(() => {
      this.failed(opened, new Error('closed'));
    });
    if (this.#outage.end()) this.log.info({ replicas: this.#replicas }, this.words.back);
    this.#lastError = undefined;
    this.#after(HEARTBEAT_MS, () => void this.#beat(opened));
  }

  async #beat(connection: C): Promise<void> {
    if (this.#connection !== connection) return;
    try {
      this.#replicas = await connection.heartbeat(this.#replica);
      this.#failures = 0;
      if (this.#connection === connection) this.#after(HEARTBEAT_MS, () => void this.#beat(connection));
    } catch (cause) {
      this.failed(connection, cause);
    }
  }

  #gone(cause: unknown): void {
    const reason = inWords(cause);
    if (!this.#stopped && this.#outage.isNews(isOfTheWay(reason) ? LOST : reason)) {
      this.log.warn({ alert: true, reason, replicas: this.#replicas }, this.words.gone);
    }
    this.#lastError = reason;
    // A connection that fails over and over counts its failures too, until a heartbeat shows that it holds.
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures++);
    // Replicas that lost it together should not all come back in one instant.
    this.#after(pause * (0.5 + Math.random() / 2), () => void this.#reach());
  }

  #after(ms: number, task: () => void): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#timer = setTimeout(task, ms);
    this.#timer.unref();
  }
}

/** Whether the server did not say it itself: while it restarts one of these follows the other. */
function isOfTheWay(reason: string): boolean {
  return reason === LOST || reason === TOO_LATE || (/^E[A-Z_]+$/.test(reason) && !reason.startsWith('ERR'));
}

/** The system's or the server's own word for a failure (`ECONNREFUSED`, `NOAUTH`): the whole text would name hosts. */
function inWords(cause: unknown): string {
  if (cause instanceof TooLate) return TOO_LATE;
  if (cause instanceof LimitsServerProblem) return cause.message;
  if (typeof cause !== 'object' || cause === null) return LOST;
  if ('code' in cause && typeof cause.code === 'string') return cause.code;
  const message = 'message' in cause && typeof cause.message === 'string' ? cause.message : '';
  return /^[A-Z]{3,}\b/.exec(message)?.[0] ?? LOST;
}
