import { amountOf, countOf, dateOf, durationOf, expiryOf, pairOf } from './option-values';
import { UsageError } from './usage-error';

const NOW = Date.UTC(2026, 0, 1);

describe('the values of options', () => {
  it.each([
    ['90d', '2026-04-01T00:00:00.000Z'],
    ['24h', '2026-01-02T00:00:00.000Z'],
    ['2w', '2026-01-15T00:00:00.000Z'],
    ['2027-01-01', '2027-01-01T00:00:00.000Z'],
    ['2027-01-01T12:00:00+02:00', '2027-01-01T10:00:00.000Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
    ['never', null],
  ])('reads the expiry %s', (text, expected) => {
    expect(expiryOf('--expires', text, NOW)).toBe(expected);
  });

  it.each([
    '',
    'tomorrow',
    '90',
    '-1d',
    '1.5h',
    '2027-13-01',
    '2027-01-01 12:00',
    '2027-01-01T12:00:00',
    '99999999d',
    '999999w',
    '2031-02-30',
    '2027-02-29',
    '2027-04-31T00:00:00Z',
    '2027-01-01T24:00:00Z',
    '2027-01-01T12:60:00Z',
    '2027-01-00',
    '2027-00-01',
    '٢٠٢٧-01-01',
    '2027-01-01T12:00:00+25:00',
  ])('refuses the expiry %j, naming the option', (text) => {
    expect(() => expiryOf('--expires', text, NOW)).toThrow(UsageError);
    expect(() => expiryOf('--expires', text, NOW)).toThrow('--expires');
  });

  it('reads dates and times, passed or to come, and no durations, which may be either', () => {
    expect(dateOf('--from', '2026-11-01')).toBe('2026-11-01T00:00:00.000Z');
    expect(dateOf('--from', '2026-11-01T02:00:00+02:00')).toBe('2026-11-01T00:00:00.000Z');
    for (const text of ['30d', 'never', '2026-11-31', ''])
      expect(() => dateOf('--from', text)).toThrow('--from');
  });

  it('reads durations in seconds', () => {
    expect(['0', '45s', '30m', '24h', '1d'].map((text) => durationOf('--grace', text))).toEqual([
      0, 45, 1800, 86_400, 86_400,
    ]);
    expect(() => durationOf('--grace', '24')).toThrow('--grace');
  });

  it('reads numbers, and nothing that only looks like one', () => {
    expect([amountOf('--tps', '0'), amountOf('--tps', '0.5'), countOf('--weight', '3')]).toEqual([0, 0.5, 3]);
    for (const text of ['', '-1', '1e3', '0x10', 'NaN', ' 1', '1,5'])
      expect(() => amountOf('--tps', text)).toThrow('--tps');
    for (const text of ['0', '1.5', '-1']) expect(() => countOf('--weight', text)).toThrow('--weight');
  });

  it('parts names from values at the first separator', () => {
    expect(pairOf('--option', 'a=b=c')).toEqual(['a', 'b=c']);
    expect(pairOf('--header', 'X-Team: a:b', ':')).toEqual(['X-Team', 'a:b']);
    expect(() => pairOf('--option', '=x')).toThrow('--option');
  });
});
