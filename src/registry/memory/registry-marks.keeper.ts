import type { Logger } from 'pino';
import type { Database } from '../../database/database';
import type { Tables } from '../tables';
import { messageOf } from '../../database/failure-code';
import type { ConnectionTest } from '../registry-records';
import type { VirtualKeyEntry } from './registry-view';

/** How often keys that were used are written down: `last_used_at` is so exact. */
const FLUSH_MS = 30_000;
/** Keys to a transaction; it holds up SQLite for some milliseconds. */
const KEYS_AT_ONCE = 500;
/** A refused credential is written down at most so often for each connection. */
const MARK_AGAIN_MS = 60_000;
/** Keys or connections remembered at most; those beyond are not marked this time. */
const MAX_KEPT = 200_000;

/**
 * Writes down, behind the requests, when keys were last used and whose credential was refused. Neither changes what the
 * registry says, so neither gets a version or a row in the audit table.
 */
export class MarksKeeper {
  /** Ids of the keys that were used in this round, which ends when they are written down. */
  #touched = new Set<string>();
  #round = 1;
  readonly #marked = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  #flushing: Promise<void> | undefined;

  /** @param database throws while the database is away; then the marks wait for the next time */
  constructor(
    private readonly database: () => Database<Tables>,
    private readonly log: Logger,
  ) {
    this.#timer = setInterval(() => void this.flush(), FLUSH_MS);
    this.#timer.unref();
  }

  /** A key was used just now. */
  touchKey(key: VirtualKeyEntry): void {
    if (key.lastTouch === this.#round) return;
    key.lastTouch = this.#round;
    this.#remember(key.id);
  }

  /** A provider refused a stored connection's credential. */
  markRefused(id: string, test: ConnectionTest): void {
    const now = performance.now();
    const before = this.#marked.get(id);
    if (before !== undefined && now - before < MARK_AGAIN_MS) return;
    if (this.#marked.size >= MAX_KEPT) this.#marked.clear();
    this.#marked.set(id, now);
    void this.#quietly(async () => {
      const last_test = JSON.stringify(test);
      await this.database().write((db) =>
        db.updateTable('connections').set({ last_test }).where('id', '=', id).execute(),
      );
    });
  }

  /** The connection is another one now, or was tested: its next refusal is news. */
  forget(id: string): void {
    this.#marked.delete(id);
  }

  /** Writes the keys down that were used since the last time. Never rejects. */
  flush(): Promise<void> {
    return (this.#flushing ??= this.#quietly(() => this.#writeTouched()).finally(() => {
      this.#flushing = undefined;
    }));
  }

  /** Writes a last time. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#flushing;
    await this.flush();
  }

  async #writeTouched(): Promise<void> {
    const last_used_at = new Date().toISOString();
    // Sorted, so that two replicas that mark the same keys never wait for each other in a circle.
    const ids = [...this.#touched].sort();
    this.#touched = new Set();
    this.#round++;
    for (let from = 0; from < ids.length; from += KEYS_AT_ONCE) {
      const some = ids.slice(from, from + KEYS_AT_ONCE);
      try {
        await this.database().write((db) =>
          db.updateTable('virtual_keys').set({ last_used_at }).where('id', 'in', some).execute(),
        );
      } catch (failure) {
        for (const id of ids.slice(from)) this.#remember(id);
        throw failure;
      }
    }
  }

  #remember(id: string): void {
    if (this.#touched.size < MAX_KEPT) this.#touched.add(id);
  }

  async #quietly(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (failure) {
      const reason = messageOf(failure);
      this.log.debug({ reason }, 'marks of the registry wait for its database');
    }
  }
}
