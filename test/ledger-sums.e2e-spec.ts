/** Sums of days are those of their hours, whatever comes late, on both engines; reports read them and say the same. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { KyselyPlugin } from 'kysely';
import type { Database } from '../src/database/database';
import { askedText, endedText } from '../src/ledger/record-text';
import { budgetsSpent, spentOf } from '../src/ledger/reports/budget-spent';
import { callCondition } from '../src/ledger/reports/call-filter';
import type { CallFilter } from '../src/ledger/reports/call-filter';
import { callStretches } from '../src/ledger/reports/call-stretches';
import type { Spent } from '../src/ledger/reports/spent';
import { listCalls } from '../src/ledger/reports/list-calls';
import { storedSums } from '../src/ledger/reports/stored-sums';
import { firstIdAt } from '../src/ledger/store/call-id-time';
import { DayPartitions } from '../src/ledger/store/day-partitions';
import { sumOneDay } from '../src/ledger/store/day-sums';
import { noteOneHour } from '../src/ledger/store/hour-names';
import { openLedger } from '../src/ledger/store/ledger-schema';
import { SUM_MEASURES } from '../src/ledger/store/ledger-tables';
import type { LedgerTables } from '../src/ledger/store/ledger-tables';
import { deleteOld } from '../src/ledger/store/retention';
import { BatchWriter, listedTexts } from '../src/ledger/store/write-batch';
import { describeWithPostgres, startPostgres } from './support/engines/postgres';
import type { PostgresServer } from './support/engines/postgres';
import { until } from './support/observation/until';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const NOW = Date.parse('2026-11-10T12:00:00Z');
const at = (time: string): number => Date.parse(`2026-${time}:00Z`);

let database: Database<LedgerTables>;
let calls = 0;

async function open(...where: Parameters<typeof openLedger>): Promise<void> {
  database = await openLedger(...where);
}

/** Records a call of 100 tokens. */
function add(time: number, key = 'one', whose: Told = {}): Promise<void> {
  return new BatchWriter(database).write({ calls: listedTexts([callAt(time, key, whose)]), refusals: [] });
}

interface Told {
  readonly group?: string;
  readonly alias?: string;
  readonly keyName?: string;
  readonly modelAsked?: string;
  readonly modelServed?: string;
  readonly status?: number;
  /** Of the attempt. */
  readonly model?: string;
  /** How far the time in its id is from the one at which it began, in milliseconds. */
  readonly skew?: number;
}

function callAt(
  time: number,
  key: string,
  { modelServed, status = 200, skew = 0, model = 'm', ...whose }: Told = {},
): string {
  const id = `${firstIdAt(time + skew)}-${++calls}`;
  const place = { deployment: `a/${model}`, connection: 'a', provider: 'local' };
  const asked = {
    ...{ id, at: time, requestId: id, traceId: id, keyId: key, keyName: key, group: '', bytesIn: 1 },
    ...{ door: '/v1/chat/completions', wire: 'openai-chat', streamed: false, modelAsked: 'm' },
    ...whose,
  };
  const attempt = { ...place, model, outcome: 'ok', ms: 5, tokens: { input: 100 } };
  const result = { ms: 5, status, ended: 'whole', attempts: [attempt], bytesOut: 1, modelServed };
  return endedText(askedText(asked), { ...place, ...result });
}

/** The calls of each group of a report. */
async function callsBy(
  groupBy: Parameters<typeof storedSums>[1]['groupBy'],
  filter = {},
  changes: number[] = [],
): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { group, measures } of await storedSums(database, { groupBy, filter, changes })) {
    const name = group.join(' ');
    found[name] = (found[name] ?? 0) + (measures[0] ?? 0);
  }
  return found;
}

/** Hears of each statement. */
function counting(heard: () => void): KyselyPlugin {
  return {
    transformQuery: ({ node }) => {
      heard();
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
}

async function sumAll(from = 0, now = NOW): Promise<void> {
  while (await sumOneDay(database, from, now));
}

async function count(table: string): Promise<number> {
  const { rows } = await database.read((db) =>
    sql<{ n: unknown }>`select count(*) as n from ${sql.table(table)}`.execute(db),
  );
  return Number(rows[0]?.n);
}

function promises(): void {
  it('a day is summed when it is over, and a report by key and day is the same from days and hours', async () => {
    for (const time of ['11-01T00:00', '11-01T23:59', '11-03T12:00', '11-09T12:00', '11-10T02:00'])
      for (const key of ['one', 'two']) await add(at(time), key);
    await add(at('11-03T13:00'));
    const before = await callsBy(['key', 'day']);
    await sumAll();
    // Of the 10th only a part is over; of the 2nd there is nothing.
    expect(await count('ledger_days')).toBe(6);
    expect(await callsBy(['key', 'day'])).toEqual(before);
    expect(before).toMatchObject({ 'one 2026-11-01': 2, 'two 2026-11-03': 1, 'one 2026-11-10': 1 });
    expect(await callsBy(['month'], { key: 'one' })).toEqual({ '2026-11': 6 });
    expect(await callsBy(['hour'], { since: at('11-03T00:00'), until: at('11-04T00:00') })).toEqual({
      '2026-11-03T12:00Z': 2,
      '2026-11-03T13:00Z': 1,
    });
  });

  it('a time that begins or ends within a day has that day by its hours', async () => {
    const filter = { since: at('11-01T23:00'), until: at('11-03T13:00') };
    expect(await callsBy(['day'], filter)).toEqual({ '2026-11-01': 2, '2026-11-03': 2 });
  });

  it('a price that changes within a day divides that day', async () => {
    const change = at('11-03T13:00');
    const sums = await storedSums(database, { groupBy: ['month'], filter: {}, changes: [change] });
    const divided = new Map<boolean, number>();
    for (const { at: time, measures } of sums)
      divided.set(time >= change, (divided.get(time >= change) ?? 0) + (measures[0] ?? 0));
    expect(divided).toEqual(
      new Map([
        [false, 6],
        [true, 5],
      ]),
    );
  });

  it('a call that comes late is in the report at once, and in the day when that is summed again', async () => {
    await add(at('11-01T05:00'), 'late');
    expect(await callsBy(['day'], { key: 'late' })).toEqual({ '2026-11-01': 1 });
    const days = await count('ledger_days');
    await sumAll();
    expect(await count('ledger_days')).toBe(days + 1);
    expect(await callsBy(['day'], { key: 'late' })).toEqual({ '2026-11-01': 1 });
    // Nothing is left to do, so nothing is done.
    expect(await sumOneDay(database, 0, NOW)).toBe(false);
  });

  it('calls that an earlier release has summed are billed by the call where they used something', async () => {
    await add(at('11-01T10:05'), 'then');
    await add(at('11-01T10:06'), 'then');
    const asEarlier = sql`update ledger_hours set billed_attempts = 0 where key_id = 'then'`;
    await database.write((db) => asEarlier.execute(db));
    const billed = async (): Promise<number | undefined> => {
      const [sum] = await storedSums(database, { groupBy: ['key'], filter: { keyId: 'then' }, changes: [] });
      return sum?.measures[SUM_MEASURES.indexOf('billed_attempts')];
    };
    expect(await billed()).toBe(2);
    await sumAll();
    expect(await billed()).toBe(2);
  });

  it('days go with their hours when they are too old, and are not summed again', async () => {
    const days = { rows: 1, sums: 8 };
    while (await deleteOld(database, days, NOW));
    await sumAll(Math.floor((NOW - 8 * DAY_MS) / DAY_MS) * DAY_MS);
    expect(await callsBy(['day'])).toEqual({ '2026-11-03': 3, '2026-11-09': 2, '2026-11-10': 2 });
    const { rows } = await database.read((db) =>
      sql<{ day: unknown }>`select min(day) as day from ledger_days`.execute(db),
    );
    expect(Number(rows[0]?.day)).toBe(at('11-03T00:00'));
  });

  it('pages of calls by every filter are those of all rows, from days that are summed and others', async () => {
    await addMany();
    for (let days = 0; days < 5; days++) await sumOneDay(database, 0, NOW);
    await checkPages();
    await sumAll();
  });

  it('what many owners used is told in a few statements, as it is one by one', async () => {
    const [calls, groups] = [
      ['11-03T12:30', '11-09T23:30', '11-10T11:00'],
      ['', 'acme', 'acme/search', 'acmeother'],
    ];
    for (const time of calls) {
      for (const group of groups) {
        await add(at(time), `of ${group}`, { group, ...(group !== 'acme' && { alias: 'big-One' }) });
        await add(at(time), 'everywhere', { group, alias: 'small' });
      }
    }
    const owners = [
      ...['of ', 'of acme', 'everywhere', 'nobody'].map((keyId) => ({ keyId })),
      ...['acme', 'acme/search', 'acmeother', 'nothing'].map((group) => ({ group })),
      ...[['big-*'], ['big-one'], ['small', '*One'], ['*']].flatMap((aliases) => [
        { keyId: 'everywhere', aliases },
        { group: 'acme', aliases },
      ]),
    ];
    for (const since of [at('11-01T00:00'), at('11-03T12:15'), at('11-10T11:00')]) {
      const asked = owners.map((owner) => ({ ...owner, since }));
      const alone: Spent[] = [];
      for (const one of asked) alone.push(...(await budgetsSpent(database, [one])));
      let statements = 0;
      const together = await database.read((db) =>
        spentOf(db.withPlugin(counting(() => statements++)), asked),
      );
      expect(together).toEqual(alone);
      expect(together[2]?.calls).toBeGreaterThan(3);
      expect(statements).toBeLessThan(8);
    }
  });

  it('of a batch that is brought in again only what is missing is added: a call is in rows and sums once', async () => {
    const before = await count('ledger_calls');
    const texts = Array.from({ length: 90 }, (_, index) => callAt(at('11-10T03:00'), `again-${index % 7}`));
    const writer = new BatchWriter(database);
    await writer.write({ calls: listedTexts(texts.slice(0, 40)), refusals: [] });
    await writer.write({ calls: listedTexts([...texts, ...texts.slice(85)]), refusals: [] });
    await writer.write({ calls: listedTexts(texts), refusals: [] });
    expect((await count('ledger_calls')) - before).toBe(90);
    const byKey = Object.entries(await callsBy(['key'])).filter(([key]) => key.startsWith('again-'));
    expect(byKey.map(([, calls]) => calls)).toEqual([13, 13, 13, 13, 13, 13, 12]);
  });

  it('a call is stored whatever its models are called, and holds up none behind it', async () => {
    const time = at('11-10T04:00');
    // What cannot be compressed is longest in an index.
    const long = Array.from({ length: 512 }, (_, n) =>
      String.fromCodePoint(0x20000 + ((n * 7_919) % 40_000)),
    ).join('');
    const named = { group: 'g'.repeat(512), alias: long, modelAsked: long, model: long };
    const texts = [
      callAt(time, 'long', named),
      callAt(time, 'nul', { modelServed: 'a\0b' }),
      callAt(time, 'next'),
    ];
    await new BatchWriter(database).write({ calls: listedTexts(texts), refusals: [] });
    const [next, nul, cut] = await listCalls(database, {
      filter: { since: time, until: time + 1 },
      limit: 9,
    });
    expect([next?.key_id, nul?.model_served]).toEqual(['next', 'ab']);
    expect([cut?.alias, cut?.model_asked]).toEqual([long.slice(0, 256), long.slice(0, 256)]);
    expect(await callsBy(['model'], { key: 'long' })).toEqual({ [long.slice(0, 256)]: 1 });
  });
}

/** Calls in bursts with silence between them, of many kinds; the rare ones are few. */
async function addMany(): Promise<void> {
  const written: string[] = [];
  for (let n = 0; n < 900; n++) {
    const day = at('10-02T00:00') + Math.floor(n / 90) * 3 * DAY_MS;
    const time = day + ((n * 7_919) % (n % 3 === 0 ? DAY_MS : 3 * HOUR_MS));
    const isRare = n % 101 === 0;
    written.push(
      callAt(time, isRare ? 'rare' : `key-${n % 7}`, {
        group: isRare ? 'rare/team' : `acme/team-${n % 5}`,
        alias: n < 90 ? 'early' : `alias-${n % 3}`,
        keyName: n < 450 && n % 7 === 2 ? 'former' : `name-${n % 7}`,
        modelAsked: isRare ? 'asked-rare' : `asked-${n % 3}`,
        ...(n % 2 === 0 && { modelServed: n % 302 === 0 ? 'served-rare' : 'served' }),
        status: n % 97 === 0 ? 502 : 200,
        skew: n % 11 === 0 ? ((n * 31) % (2 * HOUR_MS)) - HOUR_MS : 0,
      }),
    );
  }
  // Around midnight, in the other order by their ids.
  for (const [time, skew] of [
    ['10-25T23:50', HOUR_MS / 2],
    ['10-26T00:10', -HOUR_MS / 2],
  ] as const)
    written.push(callAt(at(time), `at ${time}`, { group: 'edge', skew }));
  await new BatchWriter(database).write({ calls: listedTexts(written), refusals: [] });
}

const PAGE_FILTERS: readonly CallFilter[] = [
  ...['rare', 'key-2', 'nobody'].map((keyId) => ({ keyId })),
  ...['rare', 'acme', 'acme/team-1', 'acm'].map((group) => ({ group })),
  ...['early', 'alias-1', 'nothing'].map((alias) => ({ alias })),
  ...['asked-rare', 'served-rare', 'asked-1', 'nothing', 'm'].map((model) => ({ model })),
  ...['former', 'key-3', 'name-2', 'nobody'].map((key) => ({ key })),
  ...[
    { status: 502 },
    { status: 200 },
    { status: 404 },
    { provider: 'local' },
    { deployment: 'b/m' },
    { door: '/v1' },
  ],
  { group: 'acme', status: 502 },
  { key: 'former', model: 'served' },
  { key: 'former', model: 'asked-rare', alias: 'alias-1' },
  { keyId: 'key-2', model: 'served-rare', since: at('10-05T07:30'), until: at('10-20T01:10') },
  { alias: 'early', ended: 'whole' },
  { group: 'edge', since: at('10-25T12:00'), until: at('10-26T12:00') },
];

/** Pages of calls by every filter are those that a plain look at all rows finds. */
async function checkPages(): Promise<void> {
  for (const filter of PAGE_FILTERS) {
    const all = await database.read((db) =>
      db
        .selectFrom('ledger_calls')
        .select('call_id')
        .where((row) => callCondition(row, filter))
        .orderBy('call_id')
        .execute(),
    );
    const ids = all.map((row) => row.call_id);
    const limit = Math.max(3, Math.ceil(ids.length / 2));
    const earliest = await pagesOf((last) => listCalls(database, { filter, limit, after: last ?? '' }));
    expect({ filter, ids: earliest }).toEqual({ filter, ids });
    const latest = await pagesOf((last) =>
      listCalls(database, { filter, limit, ...(last !== undefined && { before: last }) }),
    );
    expect({ filter, ids: latest }).toEqual({ filter, ids: ids.toReversed() });
  }
}

/** Of names that are in calls and in no sum. */
function namesPromises(): void {
  it('a call that comes while its hour is noted is found, and the hour is noted again', async () => {
    await noteAll();
    await add(RARE_HOUR, 'key-1', { keyName: 'late 0' });
    let late = 0;
    const noting = beforeWrites(() => add(RARE_HOUR, 'key-1', { keyName: `late ${++late}` }));
    await noteOneHour(noting, 0, NOW);
    expect(late).toBeGreaterThan(1);
    for (let round = 0; round < 2; round++) {
      for (let n = 0; n <= late; n++) await checkIsFound(`late ${n}`);
      await noteAll();
    }
    await checkNothingIsRead();
  });

  it('names go with the rows of their calls', async () => {
    const leastHour = async (table: string): Promise<number> => {
      const { rows } = await database.read((db) =>
        sql<{ hour: unknown }>`select min(hour) as hour from ${sql.table(table)}`.execute(db),
      );
      return Number(rows[0]?.hour);
    };
    await add(RARE_HOUR, 'key-1');
    while (await noteOneHour(database, at('10-11T00:00'), NOW));
    for (const table of ['ledger_noted_hours', 'ledger_hour_names'])
      expect(await leastHour(table)).toBe(at('10-11T00:00'));
    await checkPages();
  });

  it('a page finds a name in hours that are noted, and in those that are not or have grown', async () => {
    await noteAll();
    await checkPages();
    await checkNothingIsRead();
    const late = callAt(at('10-20T01:30'), 'key-1', { keyName: 'new name', modelAsked: 'new model' });
    await new BatchWriter(database).write({ calls: listedTexts([late]), refusals: [] });
    for (const filter of [{ model: 'new model' }, { key: 'new name' }]) {
      expect(await listCalls(database, { filter, limit: 9 })).toHaveLength(1);
    }
    await noteAll();
    for (const filter of [{ model: 'new model' }, { key: 'new name' }]) {
      expect(await listCalls(database, { filter, limit: 9 })).toHaveLength(1);
    }
    // Sums may be kept for less long than rows.
    for (const before of [at('10-20T00:00'), NOW]) {
      await database.write((db) => sql`delete from ledger_hours where hour < ${before}`.execute(db));
      await checkPages();
    }
  });
}

/** A time in an hour that has calls and is over. */
const RARE_HOUR = at('10-20T01:01');

async function noteAll(): Promise<void> {
  while (await noteOneHour(database, 0, NOW + HOUR_MS));
}

/** No row of a call is read for what no call has: every hour is noted. */
async function checkNothingIsRead(): Promise<void> {
  for (const filter of [
    { model: 'nothing' },
    { key: 'nobody' },
    { group: 'nothing' },
    { alias: 'nothing' },
  ]) {
    const asked = { filter, limit: 9, latestFirst: true, from: 0, until: Number.MAX_SAFE_INTEGER };
    await database.read(async (db) => {
      for await (const stretch of callStretches(db, asked)) expect(stretch).toBeUndefined();
    });
  }
}

/** A page has the one call of a key of that name. */
async function checkIsFound(key: string): Promise<void> {
  const found = await listCalls(database, { filter: { key }, limit: 9 });
  expect(found.map((call) => call.key_name)).toEqual([key]);
}

/** The same database: before each write but the first something else happens. */
function beforeWrites(happens: (write: number) => Promise<unknown>): Database<LedgerTables> {
  let writes = 0;
  return {
    ...database,
    write: async (work, options) => {
      if (++writes > 1) await happens(writes);
      return database.write(work, options);
    },
  };
}

describe('on SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'llm-proxy-sums-'));
  beforeAll(async () => {
    await open({ dataDir: folder, databaseUrl: undefined });
  });
  afterAll(async () => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  promises();

  namesPromises();

  // Of more than ten thousand calls in a row all calls are walked, of fewer those of the key are sorted.
  it.each([200, 11_000])(
    'pages of a key that called %s times, was silent and called again are its calls in order',
    async (many) => {
      const key = `asleep-${many}`;
      await add(at('11-05T10:00'), key);
      const [made] = await listCalls(database, { filter: { keyId: key }, limit: 1 });
      const columns = Object.keys(made ?? {});
      const values = columns.map((name) => {
        if (name === 'started_at') return sql`started_at + n`;
        // Ids in another order than the times.
        return name === 'call_id'
          ? sql`substr(call_id, 1, 13) || '-' || key_id || printf('%08d', n * 7919 % 100003)`
          : sql.ref(name);
      });
      const more = sql`insert into ledger_calls (${sql.join(columns.map((name) => sql.ref(name)))})
        with recursive s(n) as (select 1 union all select n + 1 from s where n < ${sql.lit(many - 1)})
        select ${sql.join(values)} from ledger_calls join s where key_id = ${key}`;
      await database.write((db) => more.execute(db));
      for (const time of ['11-09T10:00', '11-09T10:01', '11-09T11:30']) await add(at(time), key);
      const { rows } = await database.read((db) =>
        sql<{
          id: string;
        }>`select call_id as id from ledger_calls where key_id = ${key} order by call_id`.execute(db),
      );
      const ids = rows.map(({ id }) => id);
      expect(ids).toHaveLength(many + 3);
      const limit = Math.ceil(many / 3);
      for (const filter of [{ keyId: key }, { keyId: key, door: '/v1/chat/completions' }]) {
        const earliest = await pagesOf((last) => listCalls(database, { filter, limit, after: last ?? '' }));
        expect(earliest).toEqual(ids);
        const latest = await pagesOf((last) =>
          listCalls(database, { filter, limit, ...(last !== undefined && { before: last }) }),
        );
        expect(latest).toEqual(ids.toReversed());
        const [since, until] = [at('11-05T11:00'), at('11-09T11:00')];
        expect(await listCalls(database, { filter: { ...filter, since, until }, limit })).toHaveLength(2);
      }
    },
  );
});

/** The ids of all pages. */
async function pagesOf(
  page: (last: string | undefined) => Promise<readonly { readonly call_id: string }[]>,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (;;) {
    const rows = await page(ids.at(-1));
    if (rows.length === 0) return ids;
    ids.push(...rows.map((row) => row.call_id));
  }
}

describeWithPostgres('on PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
    await open({ dataDir: '', databaseUrl: await server.makeDatabase() });
  });
  afterAll(async () => {
    await database.close();
    await server.stop();
  });

  promises();

  it("a day's partition that another process drops is made anew", async () => {
    const writer = new BatchWriter(database);
    const write = (): Promise<void> =>
      writer.write({ calls: listedTexts([callAt(at('01-02T03:04'), 'old')]), refusals: [] });
    await write();
    await new DayPartitions().drop(database, at('01-09T00:00'));
    await expect(write()).rejects.toThrow('no partition');
    await write();
    await new DayPartitions().drop(database, at('01-09T00:00'));
  });

  it('a call that is being written while its day is summed is not forgotten', async () => {
    let commit = (): void => undefined;
    const committed = new Promise<void>((resolve) => (commit = resolve));
    let grown = (): void => undefined;
    const written = new Promise<void>((resolve) => (grown = resolve));
    const writing = database.write(async (db) => {
      await sql`insert into ledger_hours select hour, 'slow', group_path, alias, model, deployment, provider, door, status,
        service_tier, context_over, calls from ledger_hours where hour = ${at('11-03T13:00')}`.execute(db);
      grown();
      await committed;
    });
    await written;
    await database.write((db) => sql`delete from ledger_summed_days`.execute(db));
    const summing = sumAll(at('11-03T00:00'));
    await until(isWaiting, { what: 'the sums to wait' }).finally(commit);
    await Promise.all([writing, summing]);
    expect(await callsBy(['day'], { key: 'slow' })).toEqual({ '2026-11-03': 1 });
    expect(await sumOneDay(database, at('11-03T00:00'), NOW)).toBe(false);
  });

  it('a call that is being written while its hour is noted is not forgotten, and holds off no other', async () => {
    const slow = await beingWritten('being written');
    try {
      await add(RARE_HOUR, 'key-1', { keyName: 'written meanwhile' });
      await checkIsFound('written meanwhile');
    } catch (failure) {
      slow.commit();
      throw failure;
    }
    const noting = noteOneHour(database, 0, NOW);
    await until(isWaiting, { what: 'the noting to wait' }).finally(slow.commit);
    await Promise.all([noting, slow.written]);
    await checkIsFound('being written');
    await noteAll();
    await checkIsFound('being written');
    await checkNothingIsRead();
  });

  it('an hour that another process notes is left to it', async () => {
    await add(RARE_HOUR);
    let others = 0;
    const noting = beforeWrites(async () => {
      const rows = await count('ledger_noted_hours');
      expect(await noteOneHour(database, 0, NOW)).toBe(false);
      expect(await count('ledger_noted_hours')).toBe(rows);
      others++;
    });
    await noteOneHour(noting, 0, NOW);
    expect(others).toBe(2);
    await checkNothingIsRead();
  });

  it('a noting that began before a call vouches for no other that begins after it and ends too soon', async () => {
    const asOfLong = sql`update ledger_noted_hours set begun_at = begun_at - interval '1 hour'`;
    await add(RARE_HOUR);
    const died = new Error('died');
    const noting = beforeWrites(async (write) => {
      // Its rows are read: it is about to be complete.
      if (write !== 3) return;
      await add(RARE_HOUR, 'key-1', { keyName: 'missed' });
      await database.write((db) => asOfLong.execute(db));
      await expect(
        noteOneHour(
          beforeWrites(() => Promise.reject(died)),
          0,
          NOW,
        ),
      ).rejects.toBe(died);
    });
    await noteOneHour(noting, 0, NOW);
    await checkIsFound('missed');
    await database.write((db) => asOfLong.execute(db));
    await noteAll();
    await checkIsFound('missed');
    await checkNothingIsRead();
  });

  it('a page of a name that has a call in each of many hours takes few statements', async () => {
    const hours = Array.from({ length: 60 }, (_, n) => at('10-03T00:30') + n * 7 * HOUR_MS);
    const written = hours.map((time, n) => callAt(time, `key-${n % 7}`, { modelServed: 'scattered' }));
    await new BatchWriter(database).write({ calls: listedTexts(written), refusals: [] });
    await noteAll();
    let statements = 0;
    const counted: Database<LedgerTables> = {
      ...database,
      read: (work) => database.read((db) => work(db.withPlugin(counting(() => statements++)))),
    };
    const calls = await listCalls(counted, { filter: { model: 'scattered' }, limit: 100 });
    expect(calls.map((call) => call.started_at)).toEqual(hours.toReversed());
    expect(statements).toBeLessThan(40);
  });

  it('an hour of many calls is noted a part of it at a time', async () => {
    const hour = at('10-20T07:00');
    for (const [name, time] of Object.entries({ first: hour, last: hour + HOUR_MS - 1 }))
      await add(time, 'key-1', { keyName: `${name} of many` });
    const asMany = sql`update ledger_hours set calls = 100000 where hour = ${hour} and key_id = 'key-1'`;
    await database.write((db) => asMany.execute(db));
    let writes = 0;
    await noteOneHour(
      beforeWrites((write) => Promise.resolve((writes = write))),
      0,
      NOW,
    );
    expect(writes).toBeGreaterThan(6);
    await checkNothingIsRead();
    for (const name of ['first', 'last']) await checkIsFound(`${name} of many`);
  });

  namesPromises();

  async function isWaiting(): Promise<boolean> {
    const { rows } = await database.read((db) =>
      sql<{ n: unknown }>`select count(*) as n from pg_locks where not granted`.execute(db),
    );
    return Number(rows[0]?.n) > 0;
  }

  /** Adds a call to an hour that is noted; its transaction is open until it is told to commit. */
  async function beingWritten(keyName: string): Promise<{ written: Promise<void>; commit: () => void }> {
    let commit = (): void => undefined;
    const committed = new Promise<void>((resolve) => (commit = resolve));
    let added = (): void => undefined;
    const isAdded = new Promise<void>((resolve) => (added = resolve));
    let isSlow = false;
    const writer = new BatchWriter({
      ...database,
      write: (work, options) =>
        database.write(async (db) => {
          const result = await work(db);
          if (isSlow) {
            added();
            await committed;
          }
          return result;
        }, options),
    });
    // Makes what is made once.
    await writer.write({ calls: listedTexts([callAt(RARE_HOUR, 'key-1')]), refusals: [] });
    await noteAll();
    isSlow = true;
    const written = writer.write({
      calls: listedTexts([callAt(RARE_HOUR, 'slow', { keyName })]),
      refusals: [],
    });
    await Promise.race([isAdded, written]);
    return { written, commit };
  }
});
