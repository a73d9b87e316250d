import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../../test/support/observation/until';
import { RestingStore } from './resting-store';
import type { StoreHost } from './store-host';

const TIMES = { quietMs: 0, wakeMs: 1, restMs: 3_600_000 };

/** Keeps what is done with the stores that were started. */
class Stores {
  readonly done: string[] = [];
  started = 0;

  readonly start = (): StoreHost => {
    const name = ++this.started;
    const note = (what: string): Promise<never> => {
      this.done.push(`${what} ${name}`);
      return Promise.resolve(undefined as never);
    };
    note('start').catch(() => undefined);
    return {
      query: () => note('query'),
      ship: () => note('ship'),
      // As long as a thread takes to write what is left.
      stop: async () => {
        await pause(20);
        await note('stop');
      },
    };
  };
}

describe('a store that rests', () => {
  let stores: Stores;
  let store: RestingStore;
  beforeEach(() => {
    stores = new Stores();
    store = new RestingStore(stores.start, TIMES);
  });
  afterEach(() => store.stop());

  async function rested(): Promise<void> {
    await until(() => store.isQuiet(), { what: 'a quiet store' });
    store.rest();
  }

  it('starts with the first record, once', async () => {
    store.noteRecord();
    store.noteRecord();
    await until(() => stores.started === 1, { what: 'the store' });
    store.noteRecord();
    await store.ship();
    expect(stores.done).toEqual(['start 1', 'ship 1']);
  });

  it('is quiet only when nothing was recorded or asked since it was last looked at', async () => {
    store.wake();
    await rested();
    store.noteRecord();
    await until(() => stores.started === 2, { what: 'the second store' });
    const later = new RestingStore(stores.start, { ...TIMES, quietMs: 3_600_000 });
    later.wake();
    await until(() => later.isQuiet(), { what: 'a store that nothing came to' });
    later.noteRecord();
    expect(later.isQuiet()).toBe(false);
    expect(later.isQuiet()).toBe(false);
    await later.stop();
  });

  it('answers a question that comes while it ends by another one, which starts when the first has ended', async () => {
    store.wake();
    await rested();
    await Promise.all([
      store.query('usual', { since: 0, most: 1 }),
      store.query('usual', { since: 0, most: 1 }),
    ]);
    expect(stores.done).toEqual(['start 1', 'stop 1', 'start 2', 'query 2', 'query 2']);
  });

  it('brings a record that came while it ended into the database when the service stops', async () => {
    store.wake();
    await rested();
    store.noteRecord();
    await store.stop();
    expect(stores.done).toEqual(['start 1', 'stop 1', 'start 2', 'stop 2']);
  });

  it('starts nothing to end, and nothing after its end', async () => {
    await store.ship();
    await store.stop();
    store.noteRecord();
    await pause(20);
    await expect(store.query('usual', { since: 0, most: 1 })).rejects.toThrow('closed');
    expect(stores.started).toBe(0);
  });

  it('starts by itself after a long rest, to delete what is too old', async () => {
    await store.stop();
    store = new RestingStore(stores.start, { ...TIMES, restMs: 5 });
    store.wake();
    await rested();
    await until(() => stores.started === 2, { what: 'the second store' });
  });
});
