import { Secret } from '../../config/secret';
import type { BudgetEntry, VirtualKeyEntry } from '../../registry/memory/registry-view';
import type { QueryInput, QueryName, QueryOutput } from '../reports/queries';
import { Budgets } from './budgets';
import { leadOf } from './lease-query';

const KEY = { id: 'vkey_1', name: 'one', groupId: undefined } as unknown as VirtualKeyEntry;
const CALL = { usd: 0.1, tokens: 100, calls: 1 };
const NO_CALL = { usd: 0, tokens: 0, calls: 0 };
const at = (text: string): number => Date.parse(text);

/** Budgets of one key, on a clock and over a ledger that the test sets. */
function budgetsOf(part: Partial<BudgetEntry>, timeZone = 'UTC', databaseUrl?: string, isOn = true) {
  const leased: QueryInput<'leases'>[] = [];
  const entry: BudgetEntry = {
    ...{ id: 'budget_1', owner: 'key', ownerId: KEY.id, unit: 'calls', amount: 2, period: 'day' },
    ...{ rolling: false, hard: true, aliases: undefined, raise: undefined, downgradeTo: undefined },
    ...{ resetAt: undefined, createdAt: 0 },
    ...part,
  };
  const ledger = {
    isOn,
    /** When calls of the ledger began. */
    calls: [] as number[],
    settled: () => Promise.resolve(),
    query: <Name extends QueryName>(name: Name, input: QueryInput<Name>): Promise<QueryOutput<Name>> => {
      if (name === 'leases') {
        const asking = input as QueryInput<'leases'>;
        leased.push(asking);
        const spent = { usd: 0, tokens: 0, calls: 0 };
        const given = asking.asked.map(({ need, want, limit }) => {
          const granted = need + Math.max(want - need, leadOf(limit - need, 1, true));
          return { spent, granted, free: limit - granted, holders: 1 };
        });
        return Promise.resolve({ given, time: Date.now() } as unknown as QueryOutput<Name>);
      }
      const asked = input as QueryInput<'spent'>;
      const spent = asked.map(({ since }) => {
        const calls = ledger.calls.filter((time) => time >= since).length;
        return { usd: 0, tokens: 0, calls };
      });
      return Promise.resolve(spent as unknown as QueryOutput<Name>);
    },
  };
  const clock = jest.spyOn(Date, 'now');
  const settings = {
    budgetTimezone: timeZone,
    databaseUrl: databaseUrl === undefined ? undefined : new Secret(databaseUrl),
    redisUrl: undefined,
  };
  const registry = { group: () => undefined, budgets: () => [entry] };
  const budgets = new Budgets(
    settings,
    registry,
    ledger,
    { look: () => undefined },
    {
      now: () => Date.now(),
      offsetMs: 0,
      heard: () => undefined,
    },
  );
  const found = budgets.of(KEY);
  const begin = () => {
    const claim = budgets.claim(found, CALL, KEY, 'a');
    return claim.decideAlone() ? claim : undefined;
  };
  return {
    ledger,
    leased,
    setTime: (text: string) => clock.mockReturnValue(at(text)),
    known: () => budgets.isKnown(found),
    read: (charge = NO_CALL) => budgets.read(found, charge),
    begin,
    /** Whether a call is let through where a shared store is away and so many replicas share it. */
    beginAway: (replicas: number): boolean => budgets.claim(found, CALL, KEY, 'a').decideAlone(replicas),
    /** Whether a call is let through; it ends at once. */
    call: (): boolean => {
      const claim = begin();
      claim?.settle(CALL);
      return claim !== undefined;
    },
    spent: () => budgets.states(found)[0]?.spent,
    /** A call where budgets are leased, and what it waits for. */
    lease: () => {
      const claim = budgets.claim(found, CALL, KEY, 'a');
      return { claim, waits: budgets.lease(claim) };
    },
  };
}

describe('a budget', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('that renews in the middle of a long stream charges it to the time in which it began', async () => {
    const { setTime, read, begin, call, spent } = budgetsOf({});
    setTime('2026-11-29T23:59:00Z');
    await read();
    const stream = begin();
    expect([call(), call()]).toEqual([true, false]);
    setTime('2026-11-30T00:01:00Z');
    expect(spent()).toBe(0);
    stream?.settle(CALL);
    expect(spent()).toBe(0);
    expect([call(), call(), call()]).toEqual([true, true, false]);
  });

  it.each([
    // 23 and 25 hours of one day.
    ['spring', '2026-03-28T23:00:00Z', '2026-03-29T21:59:59Z', '2026-03-29T22:00:00Z'],
    ['autumn', '2026-10-24T22:00:00Z', '2026-10-25T22:59:59Z', '2026-10-25T23:00:00Z'],
  ])(
    'of a day is for the whole day of Berlin in which the clocks change in %s',
    async (_, first, last, next) => {
      const { setTime, read, call } = budgetsOf({}, 'Europe/Berlin');
      setTime(first);
      await read();
      expect([call(), call()]).toEqual([true, true]);
      setTime(last);
      expect(call()).toBe(false);
      setTime(next);
      expect(call()).toBe(true);
    },
  );

  it('is read anew where the clock is set back by an hour into a time that was', async () => {
    const { ledger, setTime, known, read, call } = budgetsOf({ period: 'hour' });
    setTime('2026-11-29T11:30:00Z');
    await read();
    expect([call(), call(), call()]).toEqual([true, true, false]);
    ledger.calls = [at('2026-11-29T11:30:00Z'), at('2026-11-29T11:30:00Z')];
    setTime('2026-11-29T12:30:00Z');
    // A new hour is known to be unused.
    expect(known()).toBe(true);
    expect(call()).toBe(true);
    setTime('2026-11-29T11:31:00Z');
    expect(known()).toBe(false);
    await read();
    expect(known()).toBe(true);
    expect(call()).toBe(false);
  });

  it('that was reset counts from zero, and calls that ran then do not count', async () => {
    const { setTime, read, begin, call, spent } = budgetsOf({ resetAt: at('2026-11-29T10:00:00Z') });
    setTime('2026-11-29T10:00:01Z');
    await read();
    const running = begin();
    expect(call()).toBe(true);
    expect(call()).toBe(false);
    running?.release();
    expect(spent()).toBe(1);
    expect(call()).toBe(true);
  });

  it('that rolls gives back what was used a period ago', async () => {
    const { ledger, setTime, known, read, call } = budgetsOf({ rolling: true, period: 'hour' });
    setTime('2026-11-29T10:00:00Z');
    ledger.calls = [at('2026-11-29T09:30:00Z'), at('2026-11-29T09:45:00Z')];
    await read();
    expect(call()).toBe(false);
    setTime('2026-11-29T10:31:00Z');
    // What it refused for long is not taken for used up.
    expect(known()).toBe(false);
    await read();
    expect(known()).toBe(true);
    expect([call(), call()]).toEqual([true, false]);
  });

  it('that rolls gives back what was used a period ago also where there is no ledger', () => {
    const { setTime, call } = budgetsOf({ rolling: true, period: 'minute' }, 'UTC', undefined, false);
    setTime('2026-11-29T10:00:00Z');
    expect(call()).toBe(true);
    setTime('2026-11-29T10:00:30Z');
    expect([call(), call()]).toEqual([true, false]);
    setTime('2026-11-29T10:00:59Z');
    expect(call()).toBe(false);
    setTime('2026-11-29T10:01:02Z');
    expect([call(), call()]).toEqual([true, false]);
    setTime('2026-11-29T10:03:00Z');
    expect([call(), call(), call()]).toEqual([true, true, false]);
  });

  it('is used up to its share where a shared store is away before it has told anything', () => {
    const { setTime, beginAway } = budgetsOf({ amount: 10 });
    setTime('2026-11-29T10:00:00Z');
    expect(Array.from({ length: 7 }, () => beginAway(2))).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('that is leased has ahead half of what is left, so that no call of a burst has to wait', async () => {
    const { setTime, read, lease } = budgetsOf({ amount: 100 }, 'UTC', 'postgresql://database/of-replicas');
    setTime('2026-11-29T10:00:00Z');
    await read();
    const burst = Array.from({ length: 50 }, () => lease());
    expect(burst.filter(({ waits }) => waits !== undefined)).toEqual([]);
    expect(burst.filter(({ claim }) => claim.refusal !== undefined)).toEqual([]);
    for (const { claim } of burst) claim.settle(CALL);
    await read();
    const next = Array.from({ length: 25 }, () => lease());
    expect(next.filter(({ waits }) => waits !== undefined)).toEqual([]);
  });

  it('that is leased is asked for what the first call of it may use, which need not wait again', async () => {
    const { setTime, read, lease, leased } = budgetsOf(
      { amount: 2 },
      'UTC',
      'postgresql://database/of-replicas',
    );
    setTime('2026-11-29T10:00:00Z');
    // Half of it is one call.
    await Promise.all([read(CALL), read(CALL)]);
    const both = [lease(), lease()];
    expect(both.map(({ waits, claim }) => [waits, claim.refusal])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
    expect(leased.length).toBe(1);
  });

  it('that is leased is asked for anew where nobody called for so long that the lease may have ended', async () => {
    const { setTime, known, read, leased } = budgetsOf({}, 'UTC', 'postgresql://database/of-replicas');
    setTime('2026-11-29T10:00:00Z');
    await read();
    expect([known(), leased.length]).toEqual([true, 1]);
    setTime('2026-11-29T10:00:15Z');
    expect(known()).toBe(false);
    await read();
    expect([known(), leased.length]).toEqual([true, 2]);
  });
});
