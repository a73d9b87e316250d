import { BudgetClock } from './budget-clock';

const HOUR_MS = 3_600_000;

describe('the clock of budgets', () => {
  const warn = jest.fn();
  const clock = (): BudgetClock => new BudgetClock({ warn });
  const NOW = 1_800_000_000_000;

  beforeEach(() => {
    warn.mockReset();
    jest.spyOn(Date, 'now').mockReturnValue(NOW);
  });
  afterEach(() => jest.restoreAllMocks());

  it.each([
    ['the answer of a server in step came at once', NOW, NOW],
    ['it lay for 20 s before it was read', NOW - 20_000, NOW - 20_000],
    ['the question lay for 20 s before it was sent', NOW, NOW - 20_000],
    ['the clocks are a second apart', NOW - 1_000, NOW],
  ])('is the own one where %s', (_, serverTime, sentAt) => {
    const own = clock();
    own.heard(serverTime, sentAt);
    expect(own.now()).toBe(NOW);
    expect(warn).not.toHaveBeenCalled();
  });

  it('is that of the server where no wait explains the difference, and the own one again when that is right', () => {
    const off = clock();
    off.heard(NOW - HOUR_MS, NOW);
    off.heard(NOW - HOUR_MS, NOW - 4_000);
    expect(off.now()).toBe(NOW - HOUR_MS);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]?.[0]).toEqual({ alert: true, reason: '3600 s ahead' });
    off.heard(NOW, NOW);
    expect(off.now()).toBe(NOW);
  });
});
