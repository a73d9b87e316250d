import { join } from 'node:path';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Settings } from '../config/settings';
import { outageCause } from '../database/database-trouble';
import { Outage } from '../log/outage';
import { sortableId } from '../traces/sortable-id';
import { Journal } from './journal/journal';
import type { JournalRecord } from './journal/journal';
import { refusedText } from './record-text';
import { RefusalTally } from './refusal-tally';
import type { QueryInput, QueryName, QueryOutput } from './reports/queries';
import type { StoreNews } from './store/ledger-store';
import type { StoreState } from './store/shipper';
import { RestingStore } from './store/resting-store';
import type { RestTimes } from './store/resting-store';
import { startStore } from './store/store-host';
import { LedgerAway } from './ledger-away';

/** What of the settings the ledger needs. */
type LedgerSettings = Pick<
  Settings,
  | 'ledger'
  | 'dataDir'
  | 'databaseUrl'
  | 'ledgerJournalDir'
  | 'ledgerFsync'
  | 'ledgerJournalBytes'
  | 'ledgerWhenFull'
  | 'ledgerDays'
  | 'ledgerSumsDays'
>;

/** How the ledger fares, for readiness and metrics. */
export interface LedgerState extends StoreState {
  /** Calls that were served and are not recorded. */
  readonly unrecorded: number;
  /** Why nothing can be recorded: the journal has its size, or its disk takes nothing; undefined where calls are recorded. */
  readonly trouble: Journal['trouble'];
  /** How large the journal may grow. */
  readonly journalLimitBytes: number;
}

const FLUSH_REFUSALS_MS = 1_000;

/**
 * The record of every admitted call: a journal that survives the end of the process, and a store that it is brought into.
 * No call waits for the store.
 */
export class Ledger implements OnModuleInit, OnApplicationShutdown {
  readonly #refusals = new RefusalTally();
  #journal: Journal | undefined;
  #store: RestingStore | undefined;
  #timer: NodeJS.Timeout | undefined;
  #state: StoreState = { reachable: true, tidied: true, journalBytes: 0, lagBytes: 0, lost: 0 };
  readonly #outage = new Outage();
  /** What stores found lost that have ended since. */
  #lostBefore = 0;

  constructor(
    private readonly settings: LedgerSettings,
    private readonly log: Logger,
    private readonly restTimes?: RestTimes,
  ) {}

  /** @throws StartRefused when the journal's folder cannot be used */
  onModuleInit(): void {
    const { settings, log } = this;
    if (!settings.ledger) return;
    const folder = settings.ledgerJournalDir ?? join(settings.dataDir, 'journal');
    this.#journal = Journal.open({
      folder,
      fsync: settings.ledgerFsync,
      maxBytes: settings.ledgerJournalBytes,
      log,
    });
    const options = {
      folder,
      ownFrom: this.#journal.current,
      databaseUrl: settings.databaseUrl?.reveal(),
      dataDir: settings.dataDir,
      days: { rows: settings.ledgerDays, sums: settings.ledgerSumsDays },
    };
    this.#store = new RestingStore(() => startStore(options, this.#heard), this.restTimes);
    // What an earlier process left is brought in, and whether the database is there is told also before the first call.
    this.#store.wake();
    this.#timer = setInterval(this.#writeRefusals, FLUSH_REFUSALS_MS);
    this.#timer.unref();
  }

  /** Writes what is left, when no call can add to it any more. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    if (this.#journal === undefined) return;
    this.#writeRefusals();
    await this.#journal.written();
    await this.#store?.stop();
    this.#journal.close();
    this.#journal = undefined;
  }

  /** Whether calls are recorded at all. */
  get isOn(): boolean {
    return this.settings.ledger;
  }

  /** Whether calls are to be refused, because they could not be recorded. */
  get refuses(): boolean {
    return this.settings.ledgerWhenFull === 'refuse' && this.#journal?.trouble !== undefined;
  }

  /** Undefined where the ledger is switched off. */
  get state(): LedgerState | undefined {
    const journal = this.#journal;
    if (journal === undefined) return undefined;
    return {
      ...this.#state,
      lost: this.#lostBefore + this.#state.lost,
      journalBytes: journal.bytes,
      journalLimitBytes: this.settings.ledgerJournalBytes,
      unrecorded: journal.unrecorded,
      trouble: journal.trouble,
    };
  }

  /** A call is about to ask its first upstream. Resolves when that is written, before the event loop turns. */
  begun(record: JournalRecord): Promise<void> | undefined {
    this.#append(record);
    return this.#journal?.written();
  }

  /** A call has ended. */
  ended(record: JournalRecord): void {
    this.#append(record);
  }

  /** A request was refused before an upstream was asked. @param code of the error catalogue */
  refused(keyId: string, code: string): void {
    if (this.#journal !== undefined) this.#refusals.add(keyId, code);
  }

  /** Asks the store. @throws LedgerAway while it is not reachable, or the ledger is switched off */
  async query<Name extends QueryName>(name: Name, input: QueryInput<Name>): Promise<QueryOutput<Name>> {
    if (this.#store === undefined) throw new LedgerAway('The ledger is switched off (LLM_PROXY__LEDGER).');
    try {
      return await this.#store.query(name, input);
    } catch (failure) {
      this.log.warn(
        { reason: failure instanceof Error ? failure.message : String(failure) },
        'The ledger could not be asked.',
      );
      throw new LedgerAway('The database of the ledger is away or busy. Try again soon.', failure);
    }
  }

  /** Resolves when every call that has ended is in the store, or could not be written. */
  async settled(): Promise<void> {
    this.#writeRefusals();
    await this.#journal?.written();
    await this.#store?.ship();
  }

  readonly #writeRefusals = (): void => {
    for (const refusal of this.#refusals.take()) {
      const record = refusedText({ id: sortableId(), ...refusal });
      this.#append({ text: () => record });
    }
  };

  #append(record: JournalRecord): void {
    this.#journal?.append(record);
    this.#store?.noteRecord();
  }

  readonly #heard = (news: StoreNews): void => {
    switch (news.kind) {
      case 'state':
        this.#noteState(news.state);
        return;
      case 'failed':
        this.log.error(
          { alert: true, reason: news.reason },
          "The ledger's thread failed; it is started anew.",
        );
        return;
      case 'flaw': {
        const { flaw, file } = news;
        const fields = { file, bytes: flaw.bytes };
        if (flaw.kind === 'torn') {
          this.log.warn(fields, 'The journal ended in the middle of a record, which was cut off.');
        } else this.log.error({ ...fields, alert: true }, 'A damaged segment of the journal was set aside.');
      }
    }
  };

  #noteState(state: StoreState): void {
    const before = this.#state;
    this.#state = state;
    this.#journal?.setBytes(state.journalBytes);
    if (state.lost < before.lost) this.#lostBefore += before.lost;
    if (state.lost > before.lost) {
      this.log.warn(
        { calls: state.lost - before.lost },
        'Calls of a process that was killed are in the ledger as lost.',
      );
    }
    if (this.#store?.isQuiet() === true && state.reachable && state.tidied && state.lagBytes === 0)
      this.#rest();
    if (state.reachable) {
      if (this.#outage.end()) this.log.warn({ alert: true }, 'The database of the ledger is back.');
      return;
    }
    const { trouble = '', reason = '' } = state.failure ?? {};
    if (this.#outage.isNews(outageCause(trouble, reason))) {
      this.log.error(
        { alert: true, reason },
        'The database of the ledger is away: the journal keeps the calls.',
      );
    }
  }

  /** Ends the store's thread for as long as nothing is to do. Where calls are under way it goes on, for their segments stay. */
  #rest(): void {
    if (this.#journal?.isEmpty === true) this.#store?.rest();
    else this.#journal?.beginSegment();
  }
}
