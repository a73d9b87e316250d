import { BudgetCalendar } from './budget-window';

const at = (text: string): number => Date.parse(text);
const shown = ({ start, end }: { start: number; end: number }): string[] =>
  [start, end].map((time) => new Date(time).toISOString());

describe('the time of a budget', () => {
  it.each([
    ['day', '2026-11-29T13:00:00Z', '2026-11-29T00:00:00.000Z', '2026-11-30T00:00:00.000Z'],
    ['week', '2026-11-29T13:00:00Z', '2026-11-23T00:00:00.000Z', '2026-11-30T00:00:00.000Z'],
    ['month', '2026-12-31T23:59:59Z', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['quarter', '2026-11-29T13:00:00Z', '2026-10-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['year', '2026-11-29T13:00:00Z', '2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['hour', '2026-11-29T13:30:00Z', '2026-11-29T13:00:00.000Z', '2026-11-29T14:00:00.000Z'],
  ] as const)('is the %s of the calendar', (period, now, start, end) => {
    expect(shown(new BudgetCalendar('UTC').window(period, false, at(now)))).toEqual([start, end]);
  });

  it.each([
    // 23 hours in spring, 25 in autumn.
    ['2026-03-29T12:00:00Z', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['2026-10-25T12:00:00Z', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ['2026-07-01T22:30:00Z', '2026-07-01T22:00:00.000Z', '2026-07-02T22:00:00.000Z'],
  ])('is the day of Berlin at %s, also when the clocks change', (now, start, end) => {
    expect(shown(new BudgetCalendar('Europe/Berlin').window('day', false, at(now)))).toEqual([start, end]);
  });

  it.each([
    // Half an hour, and back.
    ['Australia/Lord_Howe', '2026-04-04T20:00:00Z', '2026-04-04T13:00:00.000Z', '2026-04-05T13:30:00.000Z'],
    ['Australia/Lord_Howe', '2026-10-03T20:00:00Z', '2026-10-03T13:30:00.000Z', '2026-10-04T13:00:00.000Z'],
    // The clock skips midnight; reaches it twice; goes back from it.
    ['Africa/Cairo', '2026-04-24T06:00:00Z', '2026-04-23T22:00:00.000Z', '2026-04-24T21:00:00.000Z'],
    ['Atlantic/Azores', '2026-10-25T00:30:00Z', '2026-10-25T00:00:00.000Z', '2026-10-26T01:00:00.000Z'],
    ['America/Santiago', '2026-04-05T02:30:00Z', '2026-04-04T03:00:00.000Z', '2026-04-05T04:00:00.000Z'],
    // A day that is skipped whole.
    ['Pacific/Apia', '2011-12-30T09:00:00Z', '2011-12-29T10:00:00.000Z', '2011-12-30T10:00:00.000Z'],
  ])('is a day of %s at %s, whose clocks change at odd times', (zone, now, start, end) => {
    expect(shown(new BudgetCalendar(zone).window('day', false, at(now)))).toEqual([start, end]);
  });

  it.each([
    // Back by half an hour, and forward.
    ['2026-04-04T14:59:00Z', '2026-04-04T14:00:00.000Z', '2026-04-04T15:00:00.000Z'],
    ['2026-04-04T15:01:00Z', '2026-04-04T15:00:00.000Z', '2026-04-04T15:30:00.000Z'],
    ['2026-04-04T15:30:00Z', '2026-04-04T15:30:00.000Z', '2026-04-04T16:30:00.000Z'],
    ['2026-10-03T15:29:59Z', '2026-10-03T14:30:00.000Z', '2026-10-03T15:30:00.000Z'],
    ['2026-10-03T15:30:00Z', '2026-10-03T15:30:00.000Z', '2026-10-03T16:00:00.000Z'],
  ])('is an hour of Lord Howe Island at %s, of which none is part of another', (now, start, end) => {
    const calendar = new BudgetCalendar('Australia/Lord_Howe');
    expect(shown(calendar.window('hour', false, at(now)))).toEqual([start, end]);
  });

  it('is a length that ends now where it rolls, and everything for ever', () => {
    const calendar = new BudgetCalendar('UTC');
    expect(calendar.window('day', true, at('2026-11-29T13:00:00Z')).start).toBe(at('2026-11-28T13:00:00Z'));
    expect(calendar.window('ever', false, 5)).toEqual({ start: 0, end: Infinity });
  });
});
