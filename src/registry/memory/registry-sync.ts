import type { Logger } from 'pino';
import type { Settings } from '../../config/settings';
import { DatabaseError } from '../../database/database-error';
import type { DatabaseUse } from '../../database/database-owner';
import type { DatabaseProblem } from '../../database/database-error';
import { outageCause, troubleOf } from '../../database/database-trouble';
import { messageOf } from '../../database/failure-code';
import { StartRefused } from '../../database/start-refused';
import { GatewayError } from '../../errors/gateway-error';
import { Outage } from '../../log/outage';
import { openRegistry, refusingTorn } from '../open-registry';
import type { OpenRegistry } from '../open-registry';
import type { Tables } from '../tables';
import { applyChanges, readChanges } from './read-changes';
import { readContents, readVersion } from './read-contents';
import { RegistryContents } from './registry-contents';
import type { ConnectionEntry } from './registry-view';

/** Between two attempts to open a database that is away. */
const REOPEN_MS = 1_000;
const RETRY_AFTER_MS = 2_000;

/** What {@link RegistrySync} works with, and whom it tells. */
export interface SyncOptions {
  readonly settings: Settings;
  readonly database: DatabaseUse<Tables>;
  readonly log: Logger;
  /** Whether the contents are wanted in memory; a command that changes one record does without. */
  readonly inMemory: boolean;
  /** Told after every change of the contents, with the connections, as they were, whose adapters are out of date. */
  readonly onChange: (outdated: readonly ConnectionEntry[]) => void;
}

/**
 * Keeps the contents of the database in memory up to date: by looking at the version ten times a second (SQLite) or
 * once a second and whenever another process announces a change (PostgreSQL). A database that is away is tried again
 * until it is back; what is known stays in force meanwhile.
 */
export class RegistrySync {
  #open: OpenRegistry | undefined;
  #contents: RegistryContents | undefined;
  #refreshing: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopWatching: (() => void) | undefined;
  #trouble: string | undefined;
  readonly #outage = new Outage();
  #stopped = false;

  constructor(private readonly options: SyncOptions) {}

  /** What is in memory; nothing before the first reading. */
  get contents(): RegistryContents | undefined {
    return this.#contents;
  }

  /** What was wrong with the database when it was last asked, in words without a place; undefined if nothing was. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** The database and the vault. @throws GatewayError OVERLOADED while the database is away */
  get opened(): OpenRegistry {
    if (this.#open !== undefined) return this.#open;
    throw databaseAway();
  }

  /**
   * Opens the database and reads it. Where it is away, this resolves all the same, and the attempts go on; but without
   * contents in memory nothing can be done meanwhile, so that it rejects.
   * @throws StartRefused when no waiting would help
   * @throws DatabaseError when the database is away and no contents are wanted
   */
  async start(): Promise<void> {
    try {
      await this.#attempt();
    } catch (failure) {
      if (failure instanceof StartRefused || !this.options.inMemory) {
        await this.stop();
        throw failure;
      }
      this.#noteLoss(failure);
    }
    this.#schedule();
  }

  /** Resolves when everything that was committed before the call is in memory. */
  refresh(): Promise<void> {
    if (this.#next !== undefined) return this.#next;
    if (this.#refreshing === undefined) return this.#run();
    // The reading that is under way may have begun before the commit that the caller knows of.
    this.#next = this.#refreshing.catch(() => undefined).then(() => this.#run());
    return this.#next;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#stopWatching?.();
    await this.#refreshing?.catch(() => undefined);
    this.#open = undefined;
    await this.options.database.end();
  }

  #run(): Promise<void> {
    this.#next = undefined;
    const running = this.#read().finally(() => {
      this.#refreshing = undefined;
    });
    this.#refreshing = running;
    return running;
  }

  async #read(): Promise<void> {
    if (this.#stopped || !this.options.inMemory) return;
    const { database, vault } = this.opened;
    const before = this.#contents;
    if (before !== undefined && (await database.read(readVersion)) === before.version) return;
    const changes = before && (await database.snapshot((db) => readChanges(db, before.version)));
    if (before === undefined || changes === undefined) {
      this.#contents = await database.snapshot((db) => readContents(db, vault, this.#onFlaw));
      this.options.onChange(before === undefined ? [] : replaced(before, this.#contents));
      return;
    }
    this.options.onChange(applyChanges(before, changes, vault, this.#onFlaw));
  }

  async #attempt(): Promise<void> {
    if (this.#open === undefined) {
      const open = await openRegistry(this.options.settings, this.options.database);
      if (this.#stopped) return;
      this.#open = open;
    }
    await refusingTorn(this.refresh());
    if (!this.options.inMemory || this.#stopped) return;
    await this.#open.database.check();
    this.#stopWatching ??= this.#open.database.watch(() => void this.#look());
  }

  #schedule(): void {
    if (this.#stopped || (this.#open !== undefined && !this.options.inMemory)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), this.#open?.database.pollMs ?? REOPEN_MS);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    if (this.#stopped) return;
    try {
      await this.#attempt();
      this.#noteReturn();
    } catch (failure) {
      this.#noteLoss(failure);
    }
    this.#schedule();
  }

  #noteLoss(failure: unknown): void {
    this.#trouble = troubleOf(failure);
    const reason = messageOf(failure);
    if (this.#stopped || !this.#outage.isNews(outageCause(this.#trouble, reason))) return;
    const what =
      this.#contents === undefined ? 'nothing of it is known yet' : 'what is known of it stays in force';
    this.options.log.error({ alert: true, reason }, `The registry's database is away: ${what}.`);
  }

  #noteReturn(): void {
    this.#trouble = undefined;
    if (!this.#outage.end()) return;
    this.options.log.warn({ alert: true }, "The registry's database is back.");
  }

  readonly #onFlaw = (entity: string, name: string, flaw: string): void => {
    this.options.log.error(
      { alert: true, entity, name, reason: flaw },
      'A row of the registry cannot be used.',
    );
  };
}

/** The connections of old contents that new ones do not have in the same revision. */
function replaced(before: RegistryContents, after: RegistryContents): ConnectionEntry[] {
  return [...before.connections()].filter(
    ({ id, revision }) => after.connectionById(id)?.revision !== revision,
  );
}

/** What those who administer are told of a database that is not merely away; no place is in it. */
const CAUSES: Partial<Record<DatabaseProblem, string>> = {
  full: "The registry's volume is full, so nothing can be changed: free some space there.",
  refused:
    "The registry's database refuses the service, so nothing can be changed now: the service's log says why.",
  removed:
    "The file of the registry's database was removed or replaced while the service ran, so nothing can be changed: " +
    'put it back, or restart the service.',
  standby:
    "The registry's database is a read-only standby, so nothing can be changed until the primary is back.",
};

/** What is said to those who cannot be served while the database is away. */
export function databaseAway(cause?: unknown): GatewayError {
  const known = cause instanceof DatabaseError ? CAUSES[cause.problem] : undefined;
  const message = known ?? "The registry's database is away or busy. Try again soon.";
  return new GatewayError('OVERLOADED', message, { retryAfterMs: RETRY_AFTER_MS, cause });
}
