/** @jest-environment node */
import pino from 'pino';
import { ModelWarnings } from './model-warnings';

describe('ModelWarnings', () => {
  const log = pino({ level: 'silent' });
  const warn = jest.spyOn(log, 'warn');
  const nearlyRefused = jest.fn();
  let warnings: ModelWarnings;

  beforeEach(() => {
    jest.useFakeTimers();
    warn.mockClear();
    nearlyRefused.mockClear();
    warnings = new ModelWarnings({ refused: jest.fn(), nearlyRefused }, log);
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('counts every time and logs once in ten seconds for each model', () => {
    for (let n = 0; n < 5; n++) warnings.nearlyRefused('a', 1.5, 20);
    warnings.nearlyRefused('b', 1, 20);
    expect(nearlyRefused).toHaveBeenCalledTimes(6);
    expect(warn.mock.calls.map(([details]) => details)).toEqual([
      { model: 'a', remaining: 1, burst: 20 },
      { model: 'b', remaining: 1, burst: 20 },
    ]);
    jest.advanceTimersByTime(9_999);
    warnings.nearlyRefused('a', 1, 20);
    expect(warn).toHaveBeenCalledTimes(2);
    jest.advanceTimersByTime(1);
    warnings.nearlyRefused('a', 1, 20);
    expect(warn).toHaveBeenCalledTimes(3);
  });

  it('logs at most a hundred models in that time', () => {
    for (let n = 0; n < 5_000; n++) warnings.nearlyRefused(`made-up-${n}`, 1, 20);
    expect(warn).toHaveBeenCalledTimes(100);
    jest.advanceTimersByTime(10_000);
    warnings.nearlyRefused('real', 1, 20);
    expect(warn).toHaveBeenCalledTimes(101);
  });
});
