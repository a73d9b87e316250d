/** Budgets hold over two replicas that share them in Valkey, or by leases in PostgreSQL. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { Client } from 'pg';
import { HOLDERS_KEY } from '../src/admission/buckets/valkey/budget-script';
import { answerText } from './support/upstream/answer-scripts';
import { get, postChat, streamChat } from './support/callers/chat-request';
import { FakeUpstream } from './support/upstream/fake-upstream';
import type { SpawnedGateway } from './support/service/spawned-gateway';
import { describeWithPostgres, startPostgres } from './support/engines/postgres';
import type { PostgresServer } from './support/engines/postgres';
import { ReplicaPair, readinessOf } from './support/service/replica-pair';
import { StreamHandle } from './support/upstream/stream-handle';
import { ownMsUntil, until } from './support/observation/until';
import { ValkeyServer, describeWithValkey } from './support/engines/valkey';

/** A dollar for a thousand tokens. */
const PRICES = { input: 1000, output: 1000 };
/** May use 20 tokens of answer, and about 30 of prompt. */
const ASKED = { model: 'a', max_tokens: 20, messages: [{ role: 'user', content: 'x'.repeat(40) }] };
/** Less than it may use: 40 tokens, 0.04 dollars. */
const USED = { usage: { prompt_tokens: 25, completion_tokens: 15, total_tokens: 40 } };
const COST = 0.04;

const AN_HOUR_AHEAD = 'data:text/javascript,const now = Date.now; Date.now = () => now() + 3600000;';

/** What of an alert is looked at. */
interface Posted {
  readonly share: number;
  readonly budget: { readonly owner_name: string };
}

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
  let receiver: Server;
  const posted: Posted[] = [];

  beforeAll(async () => {
    [postgres, valkey, upstream] = await Promise.all([
      startPostgres(),
      engine === 'valkey' ? ValkeyServer.start() : undefined,
      FakeUpstream.start(),
    ]);
    const databaseUrl = await postgres.makeDatabase();
    receiver = createServer((request, response) => {
      request.on('data', (body: Buffer) => posted.push(JSON.parse(body.toString()) as Posted));
      request.on('end', () => response.end());
    });
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const { port } = receiver.address() as AddressInfo;
    pair = await ReplicaPair.start(
      { databaseUrl, ...(valkey !== undefined && { redisUrl: valkey.url }) },
      {
        // Its clock is an hour off.
        otherArguments: ['--import', AN_HOUR_AHEAD],
        settings: { ALERT_WEBHOOK: `http://127.0.0.1:${port}/` },
      },
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
    receiver.closeAllConnections();
    receiver.close();
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
    expect(Math.round(atOnce / COST)).toBeGreaterThanOrEqual(10);
    // What is settled makes room again, on both replicas, up to the last call that fits; leases take a moment to be shared anew.
    const least = 1 - 2 * COST - (engine === 'postgres' ? 0.1 : 0);
    const spent = await until(
      async () => {
        for (const caller of callers) {
          await until(async () => (await post(caller)).status === 429, { what: 'the budget to be used up' });
        }
        const sum = await charged('many', upstream.chats.length);
        return sum > least ? sum : undefined;
      },
      { what: `more than ${least} to be spent` },
    );
    expect(spent).toBeLessThanOrEqual(1);
  });

  it('tell on each replica what was used through the other, and are not leased by who asks', async () => {
    const [first, second] = await team('shown', { unit: 'calls', amount: 10, period: 'month' });
    const tells = (replica: SpawnedGateway, use: object): Promise<unknown> =>
      until(
        async () => {
          const { used, reserved, remaining } = await pair.admin('GET', 'budgets/shown', undefined, replica);
          return isDeepStrictEqual({ used, reserved, remaining }, use);
        },
        { what: 'a replica to tell of all that was used' },
      );
    upstream.reply(answerText('yes', USED));
    await pair.admin('GET', 'budgets', undefined, first.replica);
    const { rows } = await database.query('select holder from budget_leases where budget like $1', [
      `${String((await pair.admin('GET', 'budgets/shown'))['id'])}:%`,
    ]);
    expect(rows).toEqual([]);
    expect((await post(second)).status).toBe(200);
    const running = new StreamHandle();
    upstream.next(running.script);
    const stream = await running.openedBy(() => open(first));
    await tells(first.replica, { used: 1, reserved: 1, remaining: 8 });
    // Valkey knows what calls of all replicas have reserved, a replica with leases those of its own.
    const elsewhere = engine === 'valkey' ? 1 : 0;
    await tells(second.replica, { used: 1, reserved: elsewhere, remaining: 9 - elsewhere });
    await running.finish('stop', USED.usage);
    await running.done();
    await stream.ended;
    for (const { replica } of [first, second]) await tells(replica, { used: 2, reserved: 0, remaining: 8 });
  });

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
  });

  it('are told of once a share and period, whichever replica comes first', async () => {
    const callers = await team('told', { unit: 'calls', amount: 4, period: 'month', hard: false });
    upstream.reply(answerText('yes', USED));
    const shares = (): number[] =>
      posted.flatMap(({ share, budget }) => (budget.owner_name === 'told' ? [share] : [])).sort();
    for (let turn = 0; turn < 3; turn++) {
      await Promise.all([...callers, ...callers].map((caller) => post(caller)));
    }
    await until(() => shares().length >= 3, { what: 'the alerts of three shares' });
    // Both know of all that was used, and go on.
    await Promise.all(callers.map((caller) => post(caller)));
    await charged('told', 14);
    await Promise.all(callers.map((caller) => post(caller)));
    await charged('told', 16);
    expect(shares()).toEqual([0.5, 0.8, 1]);
  });

  it('are of no use where the group is disabled: its keys are refused on every replica within two seconds', async () => {
    const [first, second] = await team('shut');
    upstream.reply(answerText('yes', USED));
    expect((await post(second)).status).toBe(200);
    await pair.admin('PATCH', 'groups/shut', { enabled: false });
    const refused = until(async () => (await post(second)).status === 401, {
      what: 'the other replica to refuse',
    });
    expect((await post(first)).status).toBe(401);
    expect(await ownMsUntil(refused, { what: 'both to refuse' })).toBeLessThan(2_000);
  });

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
  });

  it('get back what a killed replica had reserved, and are charged for its calls when it starts again', async () => {
    const [first, second] = await team('killed', { amount: 0.25 });
    upstream.reply(answerText('yes', USED));
    const streams = [];
    for (const hanging of [new StreamHandle(), new StreamHandle(), new StreamHandle()]) {
      upstream.next(hanging.script);
      streams.push(await hanging.openedBy(() => open(first)));
    }
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
  });

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
    });

    it('count a call once that ran while its replica lost the connection to Valkey', async () => {
      const [first] = await team('reconnected', { unit: 'tokens', amount: 1_000_000 });
      const connections = async () =>
        String(await valkey?.command('CLIENT', 'LIST', 'TYPE', 'normal')).split('\n').length;
      const rounds = 8;
      for (let n = 0; n < rounds; n++) {
        const held = new StreamHandle();
        upstream.next(held.script);
        const stream = await held.openedBy(() => open(first));
        const before = await connections();
        await valkey?.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
        await until(async () => (await connections()) >= before, { what: 'the connections to be back' });
        await held.finish('stop', USED.usage);
        await held.end();
        await stream.ended;
      }
      upstream.reply(answerText('yes', USED));
      // Hears what Valkey has counted.
      expect((await post(first)).status).toBe(200);
      expect(await charged('reconnected', rounds + 1)).toBeCloseTo((rounds + 1) * COST, 9);
      const { data } = await pair.admin('GET', 'budgets?limit=200');
      const budget = (data as { owner_name: string; used: number }[]).find(
        (one) => one.owner_name === 'reconnected',
      );
      expect(budget?.used).toBe((rounds + 1) * USED.usage.total_tokens);
    });

    it('are decided with calls at once, of which replicas together let run no more than a group may have', async () => {
      const [first, second] = await team('narrow', { amount: 1_000 });
      await pair.admin('PATCH', 'groups/narrow', { max_concurrent: 2 });
      for (const { replica, key } of [first, second]) {
        await until(async () => (await get(replica, '/v1/key', { key })).text.includes('"max_concurrent"'), {
          what: 'the replica to know the limit',
        });
      }
      upstream.reply(answerText('yes', USED));
      const hold = async (caller: Caller) => {
        const held = new StreamHandle();
        upstream.next(held.script);
        // A place that was given back a moment ago may not be free yet.
        const stream = await held.openedBy(() => open(caller));
        return { held, stream };
      };
      const [one, other] = [await hold(first), await hold(second)];
      for (const caller of [first, second]) {
        const refused = await post(caller);
        expect([refused.status, refused.error['message']]).toEqual([
          429,
          "Limit reached of this key's group: 2 calls at once. Try again when one has ended.",
        ]);
      }
      // A place that the one gives back is free at the other.
      await one.held.finish('stop', USED.usage);
      await one.held.end();
      await one.stream.ended;
      await until(async () => (await post(second)).status === 200, { what: 'the place to be free' });
      other.stream.abort();
      await other.stream.ended;
      const lost = [await hold(first), await hold(first)];
      expect((await post(second)).status).toBe(429);
      const start = await pair.killOne();
      await Promise.all(lost.map(({ stream }) => stream.ended));
      await passTime();
      await until(async () => (await post(second)).status === 200, { what: 'the places to come back' });
      await start();
    });
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
