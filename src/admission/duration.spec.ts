import fc from 'fast-check';
import { formatDuration } from './duration';

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [-5, '0s'],
    [0.2, '1ms'],
    [20, '20ms'],
    [999, '999ms'],
    [999.5, '1s'],
    [1_000, '1s'],
    [8_640, '8.64s'],
    [59_999, '59.999s'],
    [60_000, '1m0s'],
    [360_000, '6m0s'],
    [90_500, '1m30.5s'],
    [3_600_000, '1h0m0s'],
    [90_061_001, '25h1m1.001s'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('says the time to the millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), (ms) => {
        expect(parse(formatDuration(ms))).toBe(ms);
      }),
    );
  });
});

function parse(text: string): number {
  const match = /^(?:(\d+)h)?(?:(\d+)m(?!s))?(?:([\d.]+)s|(\d+)ms)$/.exec(text);
  if (match === null) throw new Error(`not a duration: ${text}`);
  const [hours = 0, minutes = 0, seconds = 0, ms = 0] = match
    .slice(1)
    .map((part?: string) => Number(part ?? 0));
  return Math.round((hours * 60 + minutes) * 60_000 + seconds * 1_000 + ms);
}
