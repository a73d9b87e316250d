/** Two services, each a process of its own, on one Valkey: what 1,000 calls at once get from both together. */
import { answerText } from './support/upstream/answer-scripts';
import { postChat } from './support/callers/chat-request';
import type { CallAnswer } from './support/callers/chat-request';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { LeakCheck } from './support/observation/leak-check';
import { describeWithPostgres, startPostgres } from './support/engines/postgres';
import type { PostgresServer } from './support/engines/postgres';
import { ReplicaPair } from './support/service/replica-pair';
import { until } from './support/observation/until';
import { ValkeyServer, describeWithValkey } from './support/engines/valkey';

const CALLS = 1_000;
/** What every answer of the upstream uses, in tokens. */
const USED = 100;
const USAGE = { prompt_tokens: 10, completion_tokens: 90, total_tokens: USED };

describeWithPostgres('two services on one Valkey', () => {
  describeWithValkey('under 1,000 calls at once', () => {
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
      upstream.reply(answerText('x', { usage: USAGE }));
      pair = await ReplicaPair.start({ databaseUrl: await postgres.makeDatabase(), redisUrl: valkey.url });
      await pair.connect(upstream);
      // A process that has not run its code before may be too slow for Valkey's time limit, and goes on alone.
      const warm = await pair.addKey('warm', { tps: 10_000, tokens_per_second: 1_000_000 });
      await known(warm);
      await Promise.all(Array.from({ length: 200 }, (_, n) => chat(n, warm)));
    });
    beforeEach(() => (upstream.requests.length = 0));
    afterAll(async () => {
      await pair.close();
      await Promise.all([postgres.stop(), valkey.close(), upstream.close()]);
      await leaks.released();
    });

    it.each([
      ['requests', { tps: 20, burst: 50 }, 20, 50, 1],
      ['tokens', { tokens_per_second: 2_000, token_burst: 5_000 }, 2_000, 5_000, USED],
    ])(
      'let through no more %s than the limit and one burst, and refuse the rest with a wait',
      async (what, limits, rate, burst, cost) => {
        const key = await pair.addKey(what, limits);
        // Refused with 429 or answered, the key is known; the call itself is within the bound.
        const startedAt = performance.now();
        await until(async () => (await chat(1, key)).status !== 401, {
          what: 'the key on the other replica',
        });
        const answers = await Promise.all(Array.from({ length: CALLS }, (_, n) => chat(n, key)));
        const seconds = (performance.now() - startedAt) / 1_000;

        expect(pair.both.flatMap(({ log }) => log.lines.filter(({ alert }) => alert))).toEqual([]);
        const spent = upstream.chats.length * cost;
        expect(spent).toBeGreaterThanOrEqual(0.8 * burst);
        expect(spent).toBeLessThanOrEqual(burst + rate * seconds);
        const admitted = answers.filter(({ status }) => status === 200);
        expect(upstream.chats.length - admitted.length).toBeLessThanOrEqual(1);
        const refused = answers.filter(({ status }) => status === 429);
        expect(admitted.length + refused.length).toBe(CALLS);
        for (const { headers, error } of refused) {
          expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
          expect([error['code'], String(error['message'])]).toEqual([
            'rate_limit_exceeded',
            expect.stringContaining(`${what} per second`),
          ]);
        }
      },
    );

    it('keep limits of two keys apart', async () => {
      const limits = { tps: 0.01, burst: 5 };
      const keys = await Promise.all([pair.addKey('left', limits), pair.addKey('right', limits)]);
      await known(keys[1]);
      const statuses = async (key: string) => {
        const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => chat(n, key)));
        return answers.filter(({ status }) => status === 200).length;
      };
      expect(await statuses(keys[0])).toBe(5);
      expect(await statuses(keys[1])).toBeGreaterThanOrEqual(4);
    });

    /** Waits until the other replica knows a key: answered or refused, it is charged for that. */
    async function known(key: string): Promise<void> {
      await until(async () => (await chat(1, key)).status !== 401, { what: 'the key on the other replica' });
    }

    /** Every other call goes to the other replica. */
    function chat(n: number, key: string): Promise<CallAnswer> {
      const body = { model: 'a', messages: [{ role: 'user', content: 'Hello' }], max_tokens: USED };
      return postChat(n % 2 === 0 ? pair.one : pair.other, body, { key });
    }
  });
});
