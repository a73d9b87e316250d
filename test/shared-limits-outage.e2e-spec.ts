import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import pino from 'pino';
import { Secret } from '../src/config/secret';
import type { BucketCharge, BucketDecision } from '../src/admission/buckets/bucket-store';
import { ValkeyBucketStore } from '../src/admission/buckets/valkey/valkey-bucket.store';
import { TRICKLE, fresh } from './support/engines/bucket-charges';
import { LeakCheck } from './support/observation/leak-check';
import { LogLines } from './support/observation/log-lines';
import { elapse, until } from './support/observation/until';
import { ValkeyServer, describeWithValkey } from './support/engines/valkey';

/** How long a decision waits for a silent server here: long enough for an answer on a busy machine. */
const ANSWER_LIMIT_MS = 2_000;

describeWithValkey('a Valkey that is lost', () => {
  let leaks: LeakCheck;
  let server: ValkeyServer;
  let log: LogLines;
  const stores: ValkeyBucketStore[] = [];

  beforeEach(async () => {
    leaks = new LeakCheck();
    log = new LogLines();
    server = await ValkeyServer.start();
  });

  afterEach(async () => {
    for (const store of stores.splice(0)) await store.onModuleDestroy();
    await server.close();
    await leaks.released();
  });

  /** A replica; those of one test write into one log. */
  async function replica(url = server.url): Promise<ValkeyBucketStore> {
    const store = new ValkeyBucketStore(new Secret(url), pino(log), ANSWER_LIMIT_MS);
    stores.push(store);
    await store.onModuleInit();
    return store;
  }

  const gone = () => log.lines.filter(({ alert }) => alert === true);
  const back = () => log.lines.filter(({ msg }) => String(msg).includes('is back: limits'));
  const comesBack = (store: ValkeyBucketStore) =>
    until(() => store.server.reachable, { what: 'the store to find its server' });

  /** A decision that waits for nothing. */
  function atOnce(store: ValkeyBucketStore, charge: BucketCharge): BucketDecision {
    const decision = store.take([charge]);
    if (decision instanceof Promise) throw new Error('the decision is waited for');
    return decision;
  }

  it('killed: decides from memory at once, says so once, and comes back by itself', async () => {
    const store = await replica();
    const one = fresh(TRICKLE, 10);
    await store.take([one]);
    await server.kill();
    expect((await store.take([one])).buckets[0]!.remaining).toBeCloseTo(8, 1);
    for (let n = 1; n < 5; n++) expect(atOnce(store, one).buckets[0]!.remaining).toBeCloseTo(8 - n, 1);
    await until(() => gone().length > 0, { what: 'the line in the log' });
    // Long enough for several attempts to connect, of which nobody wants to read.
    await elapse(500);
    expect(gone()).toEqual([expect.objectContaining({ level: 40, reason: 'connection lost', replicas: 1 })]);
    expect(back()).toEqual([]);
    expect(log.text).not.toContain(String(server.port));
    await server.up();
    await comesBack(store);
    expect(back()).toHaveLength(1);
    // The server has forgotten all: it goes on from what the replica counted meanwhile.
    expect((await store.take([one])).buckets[0]!.remaining).toBeCloseTo(3, 1);
    expect(await server.command('DBSIZE')).toBe(2);
    expect(gone()).toHaveLength(1);
  });

  it('silent: nobody waits longer than the limit, and only the first do', async () => {
    const store = await replica();
    const one = fresh(TRICKLE, 100);
    await store.take([one]);
    server.pause();
    const first = await Promise.all(Array.from({ length: 20 }, async () => store.take([one])));
    for (const { refusedBy } of first) expect(refusedBy).toBeUndefined();
    for (let n = 0; n < 20; n++) atOnce(store, one);
    // Attempts to connect go on meanwhile, and hold up no decision either.
    await elapse(1_500);
    atOnce(store, one);
    expect(gone()).toEqual([expect.objectContaining({ reason: 'no answer in time' })]);
    server.resume();
    await comesBack(store);
    expect(back()).toHaveLength(1);
  });

  it('there never was one, but something that accepts connections: starts, and decides from memory', async () => {
    const sockets: Socket[] = [];
    const hole = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    await once(hole, 'listening');
    const { port } = hole.address() as AddressInfo;
    const store = await replica(`redis://:a-password@127.0.0.1:${port}`);
    for (let n = 0; n < 3; n++) atOnce(store, fresh(TRICKLE, 1));
    await until(() => sockets.length > 1, { what: 'a second attempt' });
    expect(gone()).toHaveLength(1);
    expect(log.text).not.toContain('a-password');
    await store.onModuleDestroy();
    for (const socket of sockets) socket.destroy();
    hole.close();
  });

  it('it is missing at the start: starts, and finds it when it comes', async () => {
    await server.kill();
    const store = await replica();
    expect(store.server).toEqual({ reachable: false, lastError: 'ECONNREFUSED' });
    await server.up();
    await comesBack(store);
    expect(gone()).toHaveLength(1);
    expect(back()).toHaveLength(1);
  });

  it('refuses our credential: says why, and decides from memory', async () => {
    await server.command('CONFIG', 'SET', 'requirepass', 'the-right-one');
    const store = await replica(server.url.replace('//', '//:a-wrong-one@'));
    expect(store.server).toEqual({ reachable: false, lastError: 'WRONGPASS' });
    expect((await store.take([fresh(TRICKLE, 1)])).refusedBy).toBeUndefined();
    const right = await replica(server.url.replace('//', '//:the-right-one@'));
    expect(right.server.reachable).toBe(true);
  });

  it('leaves each replica its share of the limits', async () => {
    const [first, second] = [await replica(), await replica()];
    await first.onModuleDestroy();
    const third = await replica();
    // Two are left: the first has signed off.
    const one = fresh(TRICKLE, 10);
    await server.kill();
    for (const store of [second, third]) {
      await until(() => !store.server.reachable, { what: 'the loss to be seen' });
      const taken = [];
      for (let n = 0; n < 10; n++) taken.push((await store.take([one])).refusedBy);
      expect(taken.filter((refusedBy) => refusedBy === undefined)).toHaveLength(5);
    }
  });

  it('leaves each replica at least one call, and lets one in that costs more than its share', async () => {
    const stores = [await replica(), await replica()];
    await server.kill();
    const store = stores[1]!;
    await until(() => !store.server.reachable, { what: 'the loss to be seen' });
    const single = fresh(TRICKLE, 1);
    expect((await store.take([single])).refusedBy).toBeUndefined();
    expect((await store.take([single])).refusedBy).toBe(0);
    const large = fresh(10, 100, 80);
    expect((await store.take([large])).refusedBy).toBeUndefined();
    const next = await store.take([{ ...large, cost: 0 }]);
    expect(next.refusedBy).toBe(0);
    expect(next.buckets[0]!.remaining).toBeCloseTo(-30, -1);
    store.settle([{ ...large, cost: -80 }]);
    expect((await store.take([{ ...large, cost: 0 }])).buckets[0]!.remaining).toBeCloseTo(50, -1);
  });

  it('hands out no second burst when it comes and goes', async () => {
    const store = await replica();
    const one = fresh(TRICKLE, 5);
    for (let n = 0; n < 5; n++) await store.take([one]);
    server.pause();
    expect((await store.take([one])).refusedBy).toBe(0);
    server.resume();
    await comesBack(store);
    expect((await store.take([one])).refusedBy).toBe(0);
  });
});
