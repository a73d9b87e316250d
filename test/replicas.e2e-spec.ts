/** Two services, each a process of its own, on one PostgreSQL and one Valkey: what they share, and what each can do alone. */
import { REPLICAS_KEY } from '../src/admission/buckets/valkey/replica-script';
import { answerText } from './support/upstream/answer-scripts';
import { postChat } from './support/callers/chat-request';
import { FakeUpstream } from './support/upstream/fake-upstream';
import type { Gateway } from './support/service/gateway';
import { LeakCheck } from './support/observation/leak-check';
import { describeWithPostgres, startPostgres } from './support/engines/postgres';
import type { PostgresServer } from './support/engines/postgres';
import { ReplicaPair, readinessOf } from './support/service/replica-pair';
import { HANG_MS, until } from './support/observation/until';
import { ValkeyServer, describeWithValkey } from './support/engines/valkey';

const HELLO = { model: 'a', messages: [{ role: 'user', content: 'Hello' }] };

describeWithPostgres('two replicas', () => {
  describeWithValkey('on one PostgreSQL and one Valkey', () => {
    let leaks: LeakCheck;
    let postgres: PostgresServer;
    let valkey: ValkeyServer;
    let upstream: FakeUpstream;
    let pair: ReplicaPair;

    beforeAll(async () => {
      leaks = new LeakCheck();
      [postgres, valkey, upstream] = await Promise.all([
        startPostgres(),
        ValkeyServer.start(),
        FakeUpstream.start(),
      ]);
      pair = await ReplicaPair.start({ databaseUrl: await postgres.makeDatabase(), redisUrl: valkey.url });
      await pair.connect(upstream);
    });
    afterAll(async () => {
      await pair.close();
      await Promise.all([postgres.stop(), valkey.close(), upstream.close()]);
      await leaks.released();
    });

    const statusOf = async (gateway: Gateway, key: string): Promise<number> =>
      (await postChat(gateway, HELLO, { key })).status;
    const becomes = (gateway: Gateway, key: string, status: number): Promise<boolean> =>
      until(async () => (await statusOf(gateway, key)) === status, { what: `${status}` });
    /** When each replica was last heard of, by the server's clock. */
    const heartbeats = async (): Promise<readonly number[]> =>
      ((await valkey.command('ZRANGE', REPLICAS_KEY, '0', '-1', 'WITHSCORES')) as unknown[])
        .flat()
        .filter((_, at) => at % 2 === 1)
        .map(Number);
    const bothAre = (code: number, status: string, down: readonly string[]): Promise<boolean> =>
      until(
        async () => {
          const seen = await Promise.all(pair.both.map(readinessOf));
          return seen.every((one) => JSON.stringify(one) === JSON.stringify({ code, status, down }));
        },
        { what: `${code} ${status} ${down.join(', ')}` },
      );

    it('know soon what was made on one of them, and what was taken away', async () => {
      const key = await pair.addKey('shared');
      expect(await statusOf(pair.one, key)).toBe(200);
      await becomes(pair.other, key, 200);
      await pair.admin('PATCH', 'virtual-keys/shared', { enabled: false });
      expect(await statusOf(pair.one, key)).toBe(401);
      await becomes(pair.other, key, 401);
      await pair.admin('PATCH', 'virtual-keys/shared', { enabled: true });
      await becomes(pair.other, key, 200);
      await pair.admin('PATCH', 'connections/Main', { enabled: false });
      await becomes(pair.other, key, 403);
      await pair.admin('PATCH', 'connections/Main', { enabled: true });
      await becomes(pair.other, key, 200);
      await pair.admin('DELETE', 'virtual-keys/shared?force=true');
      await becomes(pair.other, key, 401);
    });

    it('share a limit: what one has let in is gone for the other', async () => {
      const key = await pair.addKey('drained', { tps: 0.01, burst: 3 });
      await becomes(pair.other, key, 200);
      expect(await statusOf(pair.one, key)).toBe(200);
      expect(await statusOf(pair.other, key)).toBe(200);
      for (const replica of pair.both) expect(await statusOf(replica, key)).toBe(429);
    });

    it('go on without Valkey, each with its share, say so, and come back by themselves', async () => {
      const key = await pair.addKey('outage', { tps: 0.01, burst: 10 });
      await until(async () => (await statusOf(pair.other, key)) === 200, { what: 'the key' });
      // Once each has been heard of again after both were there, each has counted both.
      await until(async () => (await heartbeats()).length === 2, { what: 'both to be heard of' });
      const bothThere = Math.max(...(await heartbeats()));
      await until(async () => (await heartbeats()).filter((at) => at > bothThere).length === 2, {
        what: 'each to count both',
      });
      await valkey.kill();
      const admitted: number[] = [];
      for (const replica of pair.both) {
        let count = 0;
        for (let n = 0; n < 10; n += 1) if ((await statusOf(replica, key)) === 200) count += 1;
        admitted.push(count);
      }
      // Half of ten each; what was let in before it was lost may count or not.
      for (const count of admitted) expect(count).toBeGreaterThanOrEqual(3);
      for (const count of admitted) expect(count).toBeLessThanOrEqual(5);
      await bothAre(200, 'degraded', ['shared_limits']);
      await valkey.up();
      await bothAre(200, 'ok', []);
      const fresh = await pair.addKey('back', { tps: 0.01, burst: 2 });
      await becomes(pair.other, fresh, 200);
      expect(await statusOf(pair.one, fresh)).toBe(200);
      for (const replica of pair.both) expect(await statusOf(replica, fresh)).toBe(429);
    });

    it('go on without PostgreSQL with what they know, and take up later what was changed later', async () => {
      const key = await pair.addKey('survivor');
      await becomes(pair.other, key, 200);
      await postgres.halt();
      upstream.reply(answerText('still here'));
      for (const replica of pair.both) expect(await statusOf(replica, key)).toBe(200);
      await bothAre(200, 'degraded', ['database', 'ledger']);
      for (const replica of pair.both) expect(await statusOf(replica, key)).toBe(200);
      await expect(pair.admin('POST', 'virtual-keys', { name: 'not-now' })).rejects.toThrow(/503/);
      await postgres.resume();
      await bothAre(200, 'ok', []);
      const later = await pair.addKey('later');
      await becomes(pair.other, later, 200);
    });

    it('started without PostgreSQL are not ready, and are when it is back', async () => {
      const databaseUrl = await postgres.makeDatabase();
      await postgres.halt();
      const late = await ReplicaPair.start({ databaseUrl, redisUrl: valkey.url }, { ready: false });
      try {
        for (const replica of late.both) {
          const readiness = await until(() => readinessOf(replica).catch(() => undefined), {
            what: 'an answer',
            timeoutMs: 2 * HANG_MS,
          });
          expect(readiness).toMatchObject({ code: 503, status: 'unavailable' });
          expect(readiness?.down).toContain('requests');
          expect((await postChat(replica, HELLO, { key: 'vk-not-known-yet-1' })).status).toBe(503);
        }
        await postgres.resume();
        const ready = async () =>
          (await Promise.all(late.both.map(readinessOf))).every(({ code }) => code === 200);
        await until(ready, { what: 'both to be ready' });
        for (const { errors, log } of late.both) {
          expect(errors.text + log.text).not.toMatch(/test-only|at .*\.js:\d/);
        }
      } finally {
        await late.close();
      }
    });
  });
});
