import type { Alert } from '../../alerts/alert-webhook';
import type { BudgetEntry } from '../../registry/memory/registry-view';
import type { ShareReached } from './alert-query';
import { BudgetAccount } from './budget-account';
import { BudgetAlerts } from './budget-alerts';

const MINUTE_MS = 60_000;
const BUDGET: BudgetEntry = {
  ...{ id: 'budget_1', owner: 'key', ownerId: 'vkey_1', unit: 'calls', amount: 4, period: 'minute' },
  ...{ rolling: false, hard: false, aliases: undefined, raise: undefined, downgradeTo: undefined },
  ...{ resetAt: undefined, createdAt: 0 },
};

describe('alerts of a budget', () => {
  it('tell of each share once, also of calls that go on when their period is over', async () => {
    const alerts: Alert[] = [];
    /** As the ledger notes them: until when each counts. */
    const noted = new Map<string, number>();
    const firstToTell = ({ budget, share, at, until }: ShareReached): Promise<boolean> => {
      const name = `${budget}:${share}`;
      const isFirst = (noted.get(name) ?? 0) <= at;
      if (isFirst) noted.set(name, until);
      return Promise.resolve(isFirst);
    };
    let now = 30_000;
    const log = { warn: () => undefined };
    const told = new BudgetAlerts(log, { send: (alert) => alerts.push(alert) }, firstToTell, {
      now: () => now,
    });
    const account = new BudgetAccount(BUDGET, { start: 0, end: MINUTE_MS }, now, true);
    account.ownerName = 'one';
    for (const at of [30_000, 50_000, 70_000, 80_000]) {
      now = at;
      account.settle(1, 1, 40_000);
      told.look(account);
      await new Promise(setImmediate);
    }
    expect(alerts.map(({ text }) => text)).toEqual([
      'The budget of the key one is used up to 50 percent: 2 calls of 4 calls this minute. It renews at 1970-01-01T00:01:00.000Z.',
      'The budget of the key one is used up to 80 percent: 4 calls of 4 calls in the minute that ended at 1970-01-01T00:01:00.000Z.',
      'The budget of the key one is used up to 100 percent: 4 calls of 4 calls in the minute that ended at 1970-01-01T00:01:00.000Z.',
    ]);
  });
});
