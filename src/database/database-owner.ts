import type { Settings } from '../config/settings';
import type { Database } from './database';
import type { Migration } from './migration';
import { openDatabase } from './open-database';

/** What a stored thing keeps in the database: its tables (a type alone), and the steps that make them. */
export interface Schema<Tables> {
  readonly migrations: readonly Migration[];
  readonly tables?: Tables;
}

/** A stored thing's use of the database: its own tables and no others. */
export interface DatabaseUse<Tables> {
  /**
   * Opens it, or finds it open. It stays open, and gets over the loss of its server or file by itself.
   * @throws DatabaseError when it cannot be opened now; try again
   */
  open(): Promise<Database<Tables>>;
  /** Ends this use. The last one to end closes the database. */
  end(): Promise<void>;
}

/**
 * Owns the process's database: opens it once for all that is stored in it, with the steps of every stored thing, and
 * closes it when none of them uses it any more. It knows no table.
 */
export class DatabaseOwner {
  readonly #migrations: Migration[] = [];
  readonly #uses = new Set<object>();
  /** Each use knows its own tables; here nothing is known of them. */
  #opening: Promise<Pick<Database<unknown>, 'close'>> | undefined;

  constructor(private readonly settings: Pick<Settings, 'databaseUrl' | 'dataDir'>) {}

  /** Begins a stored thing's use. All of them begin theirs before any opens the database. */
  use<Tables>({ migrations }: Schema<Tables>): DatabaseUse<Tables> {
    if (this.#opening !== undefined) throw new Error('A use of the database begins before it is opened.');
    this.#migrations.push(...migrations);
    const token = {};
    this.#uses.add(token);
    return {
      open: () => this.#open() as Promise<Database<Tables>>,
      end: () => this.#end(token),
    };
  }

  #open(): Promise<Pick<Database<unknown>, 'close'>> {
    return (this.#opening ??= openDatabase(this.settings, this.#migrations).catch((failure: unknown) => {
      this.#opening = undefined;
      throw failure;
    }));
  }

  async #end(token: object): Promise<void> {
    if (!this.#uses.delete(token) || this.#uses.size > 0) return;
    // One that is still being opened is closed when it is open.
    const database = await this.#opening?.catch(() => undefined);
    await database?.close();
  }
}
