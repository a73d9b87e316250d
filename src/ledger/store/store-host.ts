import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { QUERIES } from '../reports/queries';
import type { QueryInput, QueryName, QueryOutput } from '../reports/queries';
import { LedgerStore } from './ledger-store';
import type { StoreNews, StoreOptions } from './ledger-store';
import type { FromStore, ToStore } from './store-messages';

/** The store as the service uses it, wherever it runs. */
export interface StoreHost {
  /** @throws DatabaseError or another Error while the database is away */
  query<Name extends QueryName>(name: Name, input: QueryInput<Name>): Promise<QueryOutput<Name>>;
  /** Resolves when everything in the journal is in the store, or could not be written. */
  ship(): Promise<void>;
  /** @param isFinal whether nobody writes to the journal any more */
  stop(isFinal?: boolean): Promise<void>;
}

/** The store failed in its thread. */
class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
}

/** Starts the store in a worker thread; in this thread where the service runs from its sources, as in tests. */
export function startStore(options: StoreOptions, onNews: (news: StoreNews) => void): StoreHost {
  return __filename.endsWith('.ts') ? new StoreInThread(options, onNews) : new StoreInWorker(options, onNews);
}

class StoreInThread implements StoreHost {
  readonly #store: LedgerStore;

  constructor(options: StoreOptions, onNews: (news: StoreNews) => void) {
    this.#store = new LedgerStore(options, onNews);
    this.#store.start();
  }

  async query<Name extends QueryName>(name: Name, input: QueryInput<Name>): Promise<QueryOutput<Name>> {
    const query = QUERIES[name] as (database: unknown, input: unknown) => Promise<QueryOutput<Name>>;
    return query(await this.#store.database(), input);
  }

  ship(): Promise<void> {
    return this.#store.shipNow();
  }

  stop(isFinal = false): Promise<void> {
    return this.#store.stop(isFinal);
  }
}

interface Waiting {
  readonly resolve: (output: unknown) => void;
  readonly reject: (failure: Error) => void;
}

/** How long a question may wait for its answer; a query's own limit is shorter. */
const ANSWER_TIMEOUT_MS = 120_000;
/** How long the store may take to write what is left when the service stops; the journal keeps the rest. */
const STOP_TIMEOUT_MS = 5_000;

class StoreInWorker implements StoreHost {
  readonly #waiting = new Map<number, Waiting>();
  readonly #options: StoreOptions;
  readonly #onNews: (news: StoreNews) => void;
  #worker: Worker;
  /** Whether the thread has not ended; it is started anew after {@link RESTART_MS}. */
  #runs = true;
  #lastId = 0;
  #stopping = false;

  constructor(options: StoreOptions, onNews: (news: StoreNews) => void) {
    this.#options = options;
    this.#onNews = onNews;
    this.#worker = this.#start();
  }

  async query<Name extends QueryName>(name: Name, input: QueryInput<Name>): Promise<QueryOutput<Name>> {
    // The worker runs the same table of queries.
    return (await this.#ask((id) => ({ kind: 'query', id, name, input }))) as QueryOutput<Name>;
  }

  async ship(): Promise<void> {
    await this.#ask((id) => ({ kind: 'ship', id }));
  }

  async stop(isFinal = false): Promise<void> {
    this.#stopping = true;
    this.#worker.ref();
    await this.#ask((id) => ({ kind: 'stop', id, isFinal }), STOP_TIMEOUT_MS).catch(() => undefined);
    await this.#worker.terminate();
  }

  #start(): Worker {
    const worker = withSmallHeap(
      () => new Worker(join(__dirname, 'store-worker.js'), { workerData: this.#options }),
    );
    worker.unref();
    worker.on('message', (message: FromStore) => {
      this.#heard(message);
    });
    // What it was asked is lost with it; the journal is not. An error is followed by its exit.
    worker.on('error', (failure) => {
      this.#onNews({ kind: 'failed', reason: failure instanceof Error ? failure.message : String(failure) });
    });
    worker.on('exit', () => {
      this.#runs = false;
      for (const { reject } of this.#waiting.values())
        reject(new StoreFailure('The thread of the ledger ended.'));
      this.#waiting.clear();
      if (!this.#stopping) setTimeout(() => this.#restart(), RESTART_MS).unref();
    });
    return worker;
  }

  #restart(): void {
    if (this.#stopping) return;
    this.#worker = this.#start();
    this.#runs = true;
  }

  #heard(message: FromStore): void {
    if (message.kind !== 'answer' && message.kind !== 'failure') return void this.#onNews(message);
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === 'answer') waiting?.resolve(message.output);
    else waiting?.reject(new StoreFailure(message.message));
  }

  #ask(message: (id: number) => ToStore, timeoutMs = ANSWER_TIMEOUT_MS): Promise<unknown> {
    // A thread that has ended would never answer.
    if (!this.#runs) return Promise.reject(new StoreFailure('The thread of the ledger ended.'));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new StoreFailure('The ledger did not answer in time.'));
      }, timeoutMs);
      timer.unref();
      const done =
        <T>(then: (value: T) => void) =>
        (value: T): void => {
          clearTimeout(timer);
          then(value);
        };
      this.#waiting.set(id, { resolve: done(resolve), reject: done(reject) });
      this.#worker.postMessage(message(id));
    });
  }
}

/** What V8 is told before a thread is made, and afterwards what the process was started with (scripts/setup/paths.mjs). */
const HEAP_FLAGS = [
  ['--min-semi-space-size=1', '--min-semi-space-size=16'],
  ['--max-semi-space-size=2', '--max-semi-space-size=16'],
  ['--initial-heap-size=0', '--initial-heap-size=256'],
] as const;

/**
 * Starts a thread with a small heap. The process is started with the large young generation that calls need,
 * and every thread takes the same, whatever `resourceLimits` says, unless the flags say something else when its heap is
 * made: that is in the thread itself, before it is online. The heap of this thread is as it was.
 */
function withSmallHeap(start: () => Worker): Worker {
  for (const [small] of HEAP_FLAGS) setFlagsFromString(small);
  let restored = false;
  const restore = (): void => {
    if (restored) return;
    restored = true;
    for (const [, usual] of HEAP_FLAGS) setFlagsFromString(usual);
  };
  return start().once('online', restore).once('exit', restore);
}

/** Before a thread that ended is started anew. */
const RESTART_MS = 1_000;
