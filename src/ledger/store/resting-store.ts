import { collectFully } from '../../memory/full-collection';
import type { QueryInput, QueryName, QueryOutput } from '../reports/queries';
import type { StoreHost } from './store-host';

/** When a {@link RestingStore} rests and wakes, in milliseconds. */
export interface RestTimes {
  /** How long nothing is recorded or asked before it rests. */
  readonly quietMs: number;
  /** From the first record until it wakes: what a second brings goes into the database together anyway. */
  readonly wakeMs: number;
  /** How long it rests at most: what is too old is deleted also where nobody calls. */
  readonly restMs: number;
}

/** A larger heap takes longer to collect than the first call after a rest should wait, and what the thread held is little beside it. */
const SMALL_HEAP_BYTES = 96 * 1024 * 1024;
const TIMES: RestTimes = { quietMs: 60_000, wakeMs: 250, restMs: 3_600_000 };

/** It may be asked no more. */
class StoreEnded extends Error {
  override readonly name = 'StoreEnded';
}

/**
 * A store that runs only while there is something to do: its thread takes 25 MiB, which a service that nobody calls does not
 * need. It starts by {@link wake}, and with the first record or question after a rest.
 */
export class RestingStore implements StoreHost {
  #host: StoreHost | undefined;
  /** Resolves when the host before has ended. */
  #ended: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #isWaking = false;
  #isStopped = false;
  /** Questions under way. */
  #asked = 0;
  /** Whether anything was recorded or asked since {@link isQuiet} was last called. */
  #used = false;
  #usedAt = -Infinity;

  constructor(
    private readonly start: () => StoreHost,
    private readonly times: RestTimes = TIMES,
  ) {}

  /** Starts it now. Until the first record or question it rests again as soon as nothing is to do. */
  wake(): void {
    this.#isWaking = true;
    this.#running().catch(() => undefined);
  }

  /** To be called with each record. It costs nothing while the store runs. */
  noteRecord(): void {
    this.#used = true;
    if (this.#host !== undefined || this.#isWaking || this.#isStopped) return;
    this.#isWaking = true;
    this.#wakeIn(this.times.wakeMs);
  }

  /** Whether it runs and nothing was recorded or asked for a while; to be asked often. */
  isQuiet(): boolean {
    const now = performance.now();
    if (this.#used || this.#asked > 0) this.#usedAt = now;
    this.#used = false;
    return this.#host !== undefined && now - this.#usedAt >= this.times.quietMs;
  }

  /** Ends it until it is needed again. Only to be called when nothing is left to bring into the database. */
  rest(): void {
    const host = this.#host;
    if (host === undefined) return;
    this.#host = undefined;
    this.#isWaking = false;
    this.#ended = host.stop().then(
      () => this.#hasEnded(),
      () => this.#hasEnded(),
    );
  }

  async query<Name extends QueryName>(name: Name, input: QueryInput<Name>): Promise<QueryOutput<Name>> {
    return this.#during((host) => host.query(name, input));
  }

  async ship(): Promise<void> {
    // What it had is in the database, or it would not rest.
    if (this.#host === undefined && !this.#isWaking) return this.#ended;
    await this.#during((host) => host.ship());
  }

  /** Ends it for good, when nobody writes to the journal any more. */
  async stop(): Promise<void> {
    const host = this.#host === undefined && !this.#isWaking ? undefined : await this.#running();
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#host = undefined;
    await host?.stop(true);
    await this.#ended;
  }

  async #during<T>(work: (host: StoreHost) => Promise<T>): Promise<T> {
    this.#asked++;
    try {
      return await work(await this.#running());
    } finally {
      this.#asked--;
      this.#used = true;
    }
  }

  async #running(): Promise<StoreHost> {
    // Two of them would bring the same records into the database.
    if (this.#host === undefined) await this.#ended;
    if (this.#host !== undefined) return this.#host;
    if (this.#isStopped) throw new StoreEnded('The ledger is closed.');
    clearTimeout(this.#timer);
    this.#isWaking = false;
    this.#host = this.start();
    return this.#host;
  }

  #hasEnded(): void {
    if (this.#isStopped || this.#isWaking || this.#asked > 0) return;
    this.#wakeIn(this.times.restMs);
    // V8 keeps what the thread's heap had for the next one, until memory is short.
    if (process.memoryUsage().heapUsed <= SMALL_HEAP_BYTES) collectFully('last-resort');
  }

  #wakeIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.wake();
    }, ms);
    this.#timer.unref();
  }
}
