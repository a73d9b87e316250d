import type { Database } from '../../database/database';
import { troubleOf } from '../../database/database-trouble';
import { messageOf } from '../../database/failure-code';
import { openLedger } from './ledger-schema';
import type { LedgerPlace } from './ledger-schema';
import type { LedgerTables } from './ledger-tables';
import { sumOneDay } from './day-sums';
import { noteOneHour } from './hour-names';
import { deleteOld, sumsFrom } from './retention';
import type { RetentionDays } from './retention';
import type { SegmentFlaw } from './segment-reader';
import { Shipper } from './shipper';
import type { StoreState } from './shipper';
import { BatchWriter } from './write-batch';
import { DAY_MS } from '../utc-hours';

/** What a {@link LedgerStore} works with; all of it can be sent to a worker thread. */
export interface StoreOptions extends LedgerPlace {
  /** The journal's folder, and the first segment of this process in it. */
  readonly folder: string;
  readonly ownFrom: number;
  readonly days: RetentionDays;
}

/** What the store tells. */
export type StoreNews =
  | { readonly kind: 'state'; readonly state: StoreState }
  | { readonly kind: 'flaw'; readonly flaw: SegmentFlaw; readonly file: string }
  /** Its thread ended, and is started anew. */
  | { readonly kind: 'failed'; readonly reason: string };

type JournalSize = Pick<StoreState, 'journalBytes' | 'lagBytes'>;

const SHIP_MS = 1_000;
const TIDY_MS = 60_000;
const NEXT_BATCH_MS = 100;

/** Brings the journal into the database, each second, sums and notes there what is over, and deletes what is too old. */
export class LedgerStore {
  readonly #shipper: Shipper;
  #opening: Promise<Database<LedgerTables>> | undefined;
  #writer: BatchWriter | undefined;
  #timer: NodeJS.Timeout | undefined;
  #shipping: Promise<void> = Promise.resolve();
  #tidyAt = 0;
  #measured: JournalSize = { journalBytes: 0, lagBytes: 0 };
  #stopped = false;

  constructor(
    private readonly options: StoreOptions,
    private readonly tell: (news: StoreNews) => void,
  ) {
    this.#shipper = new Shipper({
      folder: options.folder,
      ownFrom: options.ownFrom,
      write: async (batch) => {
        this.#writer ??= new BatchWriter(await this.database());
        await this.#writer.write(batch);
      },
      onFlaw: (flaw, file) => {
        tell({ kind: 'flaw', flaw, file });
      },
    });
  }

  start(): void {
    void this.shipNow();
  }

  /** The open database. @throws DatabaseError while it is away */
  database(): Promise<Database<LedgerTables>> {
    return (this.#opening ??= openLedger(this.options).catch((failure: unknown) => {
      this.#opening = undefined;
      throw failure;
    }));
  }

  /** Resolves when everything that was in the journal is in the database, or could not be written. */
  shipNow(): Promise<void> {
    this.#shipping = this.#shipping.then(() => this.#ship());
    return this.#shipping;
  }

  /**
   * Brings in what is left and closes the database.
   * @param isFinal whether nobody writes to the journal any more: what is in the database then leaves it
   */
  async stop(isFinal = false): Promise<void> {
    await this.shipNow();
    this.#stopped = true;
    clearTimeout(this.#timer);
    const database = await this.#opening?.catch(() => undefined);
    await database?.close();
    if (isFinal) this.#shipper.deleteShipped();
  }

  async #ship(): Promise<void> {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    let next = SHIP_MS;
    try {
      await this.database();
      await this.#shipper.ship();
      if (performance.now() >= this.#tidyAt && (await this.#tidy())) next = NEXT_BATCH_MS;
      this.#tellState(undefined);
    } catch (failure) {
      this.#tellState(failure);
    }
    this.#timer = setTimeout(() => void this.shipNow(), next);
    this.#timer.unref();
  }

  /** Deletes what is too old, sums days and notes hours that are over, a little of each. @returns whether there is more to do */
  async #tidy(): Promise<boolean> {
    // What fails is not tried again at once.
    this.#tidyAt = performance.now() + TIDY_MS;
    const { days } = this.options;
    const database = await this.database();
    const now = Date.now();
    const toDelete = await deleteOld(database, days, now);
    const toSum = await sumOneDay(database, sumsFrom(days, now), now);
    const toNote = await noteOneHour(database, now - days.rows * DAY_MS, now);
    const isMore = toDelete || toSum || toNote;
    if (isMore) this.#tidyAt = 0;
    return isMore;
  }

  #tellState(failure: unknown): void {
    const state: StoreState = {
      reachable: failure === undefined,
      tidied: this.#tidyAt > 0,
      ...(failure !== undefined && {
        failure: { reason: messageOf(failure), trouble: troubleOf(failure) },
      }),
      lost: this.#shipper.lost,
      ...this.#measure(),
    };
    this.tell({ kind: 'state', state });
  }

  /** What was measured last stays where the folder cannot be read: that nothing can be shipped is told already. */
  #measure(): JournalSize {
    try {
      return (this.#measured = this.#shipper.measure());
    } catch {
      return this.#measured;
    }
  }
}
