/** @jest-environment node */
import { isoTime } from './service-log';

describe('isoTime', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is the time to the millisecond, also from one second to the next and back', () => {
    jest.useFakeTimers();
    const start = Date.UTC(2026, 11, 31, 23, 59, 58, 990);
    for (const ms of [0, 1, 9, 10, 11, 1009, 1010, 1011, 2009, 2010, 5, 999, 86_400_000]) {
      jest.setSystemTime(start + ms);
      expect(isoTime()).toBe(`,"time":"${new Date(start + ms).toISOString()}"`);
    }
  });
});
