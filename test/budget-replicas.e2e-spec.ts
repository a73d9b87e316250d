/** Budgets hold over two replicas that share them in Valkey, or by leases in PostgreSQL. */
import { Client } from 'pg';
import { HOLDERS_KEY } from '../src/admission/buckets/valkey/budget-script';
import { answerText } from './support/answer-scripts';
import { get, postChat, streamChat } from './support/chat-request';
import { FakeUpstream } from './support/fake-upstream';
import type { SpawnedGateway } from './support/spawned-gateway';
import { describeWithPostgres, startPostgres } from './support/postgres';
import type { PostgresServer } from './support/postgres';
import { ReplicaPair, readinessOf } from './support/replica-pair';
import { StreamHandle } from './support/stream-handle';
import { until } from './support/until';
import { ValkeyServer, describeWithValkey } from './support/valkey';

/** A dollar for a thousand tokens. */
const PRICES = { input: 1000, output: 1000 };
/** May use 20 tokens of answer, and about 30 of prompt. */
const ASKED = { model: 'a', max_tokens: 20, messages: [{ role: 'user', content: 'x'.repeat(40) }] };
/** Less than it may use: 40 tokens, 0.04 dollars. */
const USED = { usage: { prompt_tokens: 25, completion_tokens: 15, total_tokens: 40 } };
const COST = 0.04;

const AN_HOUR_AHEAD = 'data:text/javascript,const now = Date.now; Date.now = () => now() + 3600000;';

/** A key on a replica. */
interface Caller {
  readonly replica: SpawnedGateway;
  readonly key: string;
}

const post = ({ replica, key }: Caller, body: object = ASKED) => postChat(replica, body, { key });
const open = ({ replica, key }: Caller) => streamChat(replica, ASKED, { key });

const promises = (engine: 'valkey' | 'postgres'): void => {
  let postgres: PostgresServer;
  let valkey: ValkeyServer | undefined;
  let upstream: FakeUpstream;
  let pair: ReplicaPair;
  let database: Client;

  beforeAll(async () => {
    [postgres, valkey, upstream] = await Promise.all([
      startPostgres(),
      engine === 'valkey' ? ValkeyServer.start() : undefined,
      FakeUpstream.start(),
    ]);
    const databaseUrl = await postgres.makeDatabase();
    pair = await ReplicaPair.start(
      { databaseUrl, ...(valkey !== undefined && { redisUrl: valkey.url }) },
      // Its clock is an hour off.
      { otherArguments: ['--import', AN_HOUR_AHEAD] },
    );
    await pair.connect(upstream);
    await pair.admin('POST', 'prices', {
      target: 'Main/m',
      valid_from: '2020-01-01T00:00:00Z',
      prices: PRICES,
    });
    database = new Client({ connectionString: databaseUrl });
    await database.connect();
  });
  afterAll(async () => {
    await database.end();
    await pair.close();
    await Promise.all([postgres.stop(), valkey?.close(), upstream.close()]);
  });
  afterEach(() => {
    upstream.reset();
  });

  /** A key on each replica, in a group with a budget of a dollar. */
  async function team(name: string, budget: object = {}): Promise<readonly [Caller, Caller]> {
    await pair.admin('POST', 'groups', { name });
    await pair.admin('POST', 'budgets', { group: name, amount: 1, period: 'day', ...budget });
    const add = async (replica: SpawnedGateway, at: number): Promise<Caller> => {
      const key = await pair.addKey(`${name}-${at}`);
      await pair.admin('PATCH', `virtual-keys/${name}-${at}`, { group: name });
      return { replica, key };
    };
    const callers = [await add(pair.one, 1), await add(pair.other, 2)] as const;
    for (const { replica, key } of callers) {
      await until(async () => (await get(replica, '/v1/key', { key })).text.includes(`"group":"${name}"`), {
        what: 'the replica to know the key and its group',
      });
    }
    return callers;
  }

  /** What a budget's group was charged, once nothing is left to write. */
  async function charged(group: string, calls: number): Promise<number> {
    const rows = await until(
      async () => {
        const { rows: found } = await database.query<{ calls: string; usd: number }>(
          'select count(*) as calls, sum(charged_usd) as usd from ledger_calls where group_path = $1',
          [group],
        );
        return Number(found[0]?.calls) >= calls ? found : undefined;
      },
      { what: `${calls} calls of ${group} in the ledger` },
    );
    return Number(rows?.[0]?.usd);
  }

  /** A lost replica was silent for long. */
  async function passTime(): Promise<void> {
    if (valkey === undefined) {
      await database.query('update budget_leases set expires_at = 0');
      return;
    }
    const holders = (await valkey.command('ZRANGE', HOLDERS_KEY, '0', '-1')) as string[];
    for (const holder of holders) await valkey.command('ZADD', HOLDERS_KEY, '1', holder);
  }

  it('never pass a hard budget, however many call at once and some leave', async () => {
    const callers = await team('many');
    upstream.reply(answerText('one two three', { ...USED, delayMs: 20 }));
    const outcomes = await Promise.all(
      Array.from({ length: 64 }, async (_, client) => {
        const caller = callers[client % 2 === 0 ? 0 : 1];
        if (client % 4 < 2) return (await post(caller)).status;
        const stream = open(caller);
        const { status } = await stream.opened;
        if (client % 8 < 4) stream.abort();
        await stream.ended;
        return status;
      }),
    );
    expect(outcomes.filter((status) => status === 429).length).toBeGreaterThan(30);
    await upstream.untilIdle();
    const atOnce = await charged('many', upstream.chats.length);
    expect(atOnce).toBeLessThanOrEqual(1);
    expect(atOnce).toBeGreaterThan(0.4);
    // What is settled makes room again, on both replicas, up to the last call that fits.
    for (const caller of [...callers, ...callers]) {
      await until(async () => (await post(caller)).status === 429, { what: 'the budget to be used up' });
    }
    const spent = await charged('many', upstream.chats.length);
    expect(spent).toBeLessThanOrEqual(1);
    expect(spent).toBeGreaterThan(1 - 2 * COST - (engine === 'postgres' ? 0.1 : 0));
  }, 30_000);

  it('count together also where the clock of one of them is off', async () => {
    const [first, second] = await team('clocks', { unit: 'calls', amount: 3, period: 'hour' });
    for (const caller of [first, second, first]) {
      await until(async () => (await post(caller)).status === 200, { what: 'a call to be let through' });
    }
    await until(async () => (await post(second)).status === 429, { what: 'the budget to be used up' });
    await until(async () => (await post(first)).status === 429, { what: 'the budget to be used up' });
    expect(upstream.chats).toHaveLength(3);
    // The ledger goes by the same clock.
    const { rows } = await database.query<{ ahead: number }>(
      "select max(started_at) - extract(epoch from now()) * 1000 as ahead from ledger_calls where group_path = 'clocks'",
    );
    expect(Number(rows[0]?.ahead)).toBeLessThan(60_000);
  }, 30_000);

  it('are passed without max_tokens by no more than calls cost above what they reserved', async () => {
    const callers = await team('open');
    const cost = 0.6;
    upstream.reply(
      answerText('long', {
        usage: { prompt_tokens: 30, completion_tokens: 570, total_tokens: 600 },
        delayMs: 20,
      }),
    );
    const { max_tokens: _, ...asked } = ASKED;
    const answers = await Promise.all(
      Array.from({ length: 64 }, (__, client) => post(callers[client % 2 === 0 ? 0 : 1], asked)),
    );
    const served = answers.filter(({ status }) => status === 200).length;
    expect(served).toBe(upstream.chats.length);
    const spent = await charged('open', served);
    // Each had reserved 256 tokens of answer, and its prompt.
    expect(spent).toBeLessThanOrEqual(1 + served * (cost - 0.256));
    await until(async () => (await post(callers[1], asked)).status === 429, { what: 'a refusal' });
  }, 30_000);

  it('get back what a killed replica had reserved, and are charged for its calls when it starts again', async () => {
    const [first, second] = await team('killed', { amount: 0.25 });
    upstream.reply(answerText('yes', USED));
    const hanging = [new StreamHandle(), new StreamHandle(), new StreamHandle()];
    upstream.next(...hanging.map(({ script }) => script));
    const streams = hanging.map(() => open(first));
    await Promise.all(hanging.map(({ opened }) => opened));
    expect((await post(second)).status).toBe(429);
    const start = await pair.killOne();
    await Promise.all(streams.map(({ ended }) => ended));
    await passTime();
    await until(async () => (await post(second, { ...ASKED, max_tokens: 1 })).status === 200, {
      what: 'the reservations to come back',
    });
    await start();
    expect(await charged('killed', 4)).toBeGreaterThan(0.15);
    await until(async () => (await post(second)).status === 429, { what: 'the lost calls to count' });
  }, 60_000);

  if (engine === 'valkey') {
    it('go on while Valkey is away, with their share of what was left, and are not forgotten when it comes back empty', async () => {
      const [first, second] = await team('away', { unit: 'calls', amount: 10 });
      upstream.reply(answerText('yes', USED));
      for (const caller of [first, second, first, second]) expect((await post(caller)).status).toBe(200);
      await valkey?.kill();
      const statuses: number[] = [];
      for (let n = 0; n < 6; n++) statuses.push((await post(first)).status);
      // Six were left, for two replicas; a third was killed and may still be counted.
      const served = statuses.filter((status) => status === 200).length;
      expect([2, 3]).toContain(served);
      await valkey?.up();
      await until(async () => (await readinessOf(first.replica)).status === 'ok', {
        what: 'Valkey to be back',
      });
      await until(async () => (await readinessOf(second.replica)).status === 'ok', {
        what: 'Valkey to be back',
      });
      for (let n = served; n < 6; n++) expect((await post(first)).status).toBe(200);
      for (const caller of [first, second]) {
        await until(async () => (await post(caller)).status === 429, { what: 'the budget to be used up' });
      }
      // The first may not have heard of the two calls of the second; the ledger tells of them each two seconds.
      expect(upstream.chats.length).toBeLessThanOrEqual(12);
    }, 60_000);
  }
};

describeWithPostgres('two replicas', () => {
  describeWithValkey('that share budgets in Valkey', () => {
    promises('valkey');
  });
  describe('that lease budgets in PostgreSQL', () => {
    promises('postgres');
  });
});
