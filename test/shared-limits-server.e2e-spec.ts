/** A limits server that forgets, whose clock steps back, or that does not allow everything. */
import pino from 'pino';
import { Secret } from '../src/config/secret';
import { KEY_PREFIX } from '../src/admission/buckets/valkey/key-prefix';
import { ValkeyBucketStore } from '../src/admission/buckets/valkey/valkey-bucket.store';
import { ValkeyAnswers } from '../src/calls/answers/valkey-answers';
import { TRICKLE, costing, fresh } from './support/engines/bucket-charges';
import { LeakCheck } from './support/observation/leak-check';
import { LogLines } from './support/observation/log-lines';
import { HANG_MS, elapse, until } from './support/observation/until';
import { ValkeyServer, describeWithValkey } from './support/engines/valkey';

const COMMANDS =
  '+@connection +info +evalsha +eval +script|load +time +mget +set +del +zadd +zrem +zcard +zscore +zremrangebyscore +zrange +pexpire ' +
  '+hmget +hget +hgetall +hset +hdel +hincrby +rpush +lrange +llen';

describeWithValkey('a limits server', () => {
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

  async function replica(url = server.url): Promise<ValkeyBucketStore> {
    const store = new ValkeyBucketStore(new Secret(url), pino(log), HANG_MS);
    stores.push(store);
    await store.onModuleInit();
    return store;
  }

  async function asUser(rules: string): Promise<ValkeyBucketStore> {
    await server.command('ACL', 'SETUSER', 'limited', 'on', '>pw', '~llm-proxy:*', ...rules.split(' '));
    return replica(server.url.replace('redis://', 'redis://limited:pw@'));
  }

  const remaining = async (store: ValkeyBucketStore, charge = fresh(TRICKLE, 10)): Promise<number> =>
    (await store.take([charge])).buckets[0]!.remaining;

  it('that forgot everything goes on from what a replica last knew', async () => {
    const [one, other] = [await replica(), await replica()];
    const charge = fresh(TRICKLE, 10);
    for (let n = 0; n < 10; n++) await one.take([charge]);
    for (let round = 0; round < 3; round++) {
      await server.command('FLUSHALL');
      expect((await one.take([charge])).refusedBy).toBe(0);
      // What one replica remembers holds for all.
      expect((await other.take([costing(charge, 1)])).refusedBy).toBe(0);
    }
  });

  it('whose clock stepped back goes on filling buckets, and gives nothing away', async () => {
    const store = await replica();
    const charge = fresh(100, 10);
    const anHourOn = (Date.now() + 3_600_000) * 1000;
    await server.command('SET', `${KEY_PREFIX}:${charge.limit}:${charge.subject}`, `0 ${anHourOn}`);
    expect((await store.take([charge])).refusedBy).toBe(0);
    const refilled = await store.take([costing(charge, 0)]);
    expect(refilled.buckets[0]!.remaining).toBeLessThan(10);
    const { retryAfterMs } = await store.take([costing(charge, 5)]);
    expect(retryAfterMs).toBeLessThanOrEqual(50);
    await elapse(retryAfterMs + 5);
    expect((await store.take([costing(charge, 5)])).refusedBy).toBeUndefined();
  });

  it('whose clock stepped back lets a key go on that was refused ever since', async () => {
    const store = await replica();
    const charge = fresh(100, 10);
    const anHourOn = (Date.now() + 3_600_000) * 1000;
    await server.command('SET', `${KEY_PREFIX}:${charge.limit}:${charge.subject}`, `0 ${anHourOn}`);
    const { refusedBy, retryAfterMs } = await store.take([costing(charge, 2)]);
    expect(refusedBy).toBe(0);
    await elapse(retryAfterMs + 5);
    expect((await store.take([costing(charge, 2)])).refusedBy).toBeUndefined();
  });

  it('is not used where it has no database of that number, which is said', async () => {
    const store = await replica(`${server.url}/99`);
    expect(store.server).toMatchObject({ reachable: false });
    expect(store.server.lastError).toMatch(/^there is no database 99 on it: name another/);
    expect(await server.command('DBSIZE')).toBe(0);
    expect((await replica(`${server.url}/15`)).server.reachable).toBe(true);
  });

  it('that has no memory left is away until it has some', async () => {
    await server.command('CONFIG', 'SET', 'maxmemory', '1');
    const store = await replica();
    expect(store.server).toEqual({ reachable: false, lastError: 'OOM' });
    await store.take([fresh(TRICKLE, 10)]);
    await server.command('CONFIG', 'SET', 'maxmemory', '0');
    await until(() => store.server.reachable, { what: 'the server to be used again' });
    expect(log.lines.filter(({ alert }) => alert === true)).toHaveLength(1);
  });

  it('that forbids SCRIPT is used all the same', async () => {
    const store = await asUser(COMMANDS.replace(' +script|load', ''));
    expect(store.server).toEqual({ reachable: true, lastError: undefined });
    expect(await remaining(store)).toBeCloseTo(9, 1);
  });

  it('needs no more than the commands that are documented', async () => {
    const store = await asUser(COMMANDS);
    expect(await remaining(store)).toBeCloseTo(9, 1);
    await store.onModuleDestroy();
    const redisUrl = new Secret(server.url.replace('redis://', 'redis://limited:pw@'));
    const answers = new ValkeyAnswers(
      { redisUrl, redisTimeoutMs: HANG_MS, sharedAnswersBytes: 1_000, idempotencyTtlMs: 1_000 },
      pino(log),
    );
    await answers.onModuleInit();
    const claim = { name: 'n', bodyHash: 'h', streamed: true, owner: 'o', mayBegin: true };
    expect(await answers.claim(claim)).toEqual({ is: 'mine' });
    await answers.drop('n', 'o');
    await answers.onModuleDestroy();
    expect(log.lines.filter(({ alert }) => alert === true)).toEqual([]);
  });

  it.each([
    ['EVAL', COMMANDS.replace(' +evalsha +eval', '')],
    // Servers before version 7 do not name what a script may not run.
    ['(?:TIME|a command of a script)', COMMANDS.replace(' +time', '')],
  ])('that forbids %s is not used, and the command is named', async (command, rules) => {
    const store = await asUser(rules);
    expect(store.server.reachable).toBe(false);
    expect(store.server.lastError).toMatch(new RegExp(`its user may not run ${command}`));
    expect(log.text).toContain('its user may not run');
    expect(log.text).not.toContain('limited');
  });
});
