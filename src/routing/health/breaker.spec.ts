import { Breaker } from './breaker';
import type { BreakerRules, BreakerState } from './breaker';

const RULES: BreakerRules = {
  failures: 5,
  failureShare: 0.5,
  minAttempts: 20,
  windowMs: 30_000,
  waitMs: 10_000,
  maxWaitMs: 300_000,
};
/** Chance in the middle: no jitter. */
const EVEN = (): number => 0.5;

/**
 * What happens at a second: `+` a success, `-` a failure, `~` nothing that tells, of an attempt that `?` began where there is one,
 * `!` its answer begins, `.` nothing.
 */
function after(course: string, { rules = RULES, stepMs = 1_000, random = EVEN, askedMs = 0 } = {}) {
  const breaker = new Breaker(rules, random);
  let now = 0;
  let probe = false;
  for (const letter of course) {
    if (letter === '?') {
      probe = breaker.begin();
      continue;
    }
    now += stepMs;
    if (letter === '!') {
      breaker.answering();
      continue;
    }
    if (letter === '+') breaker.succeeded(now, probe);
    if (letter === '-') breaker.failed(now, probe, askedMs === 0 ? undefined : askedMs);
    if (letter === '~' && probe) breaker.abandoned();
    probe = false;
  }
  return { breaker, now, state: breaker.state(now), waitMs: breaker.waitMs(now) };
}

describe('Breaker', () => {
  it.each<[what: string, course: string, state: BreakerState, waitMs: number]>([
    ['nothing', '', 'closed', 0],
    ['four failures', '----', 'closed', 0],
    ['five failures in a row', '-----', 'open', 10_000],
    ['failures with a success in between', '----+----', 'closed', 0],
    ['half of twenty', '-+-+-+-+-+-+-+-+-+-', 'closed', 0],
    ['half of twenty, the twentieth too', '+-+-+-+-+-+-+-+-+-+-', 'open', 10_000],
    ['less than half of many', '+++---+++---+++--+++--', 'closed', 0],
    ['half of its wait', '-----.....', 'open', 5_000],
    ['its wait', '-----..........', 'half_open', 0],
    ['a probe on its way', '-----..........?', 'half_open', 1_000],
    ['a probe that went well', '-----..........?+', 'closed', 0],
    ['a probe that failed', '-----..........?-', 'open', 20_000],
    ['a probe that was given up', '-----..........?~', 'half_open', 0],
    ['a probe whose answer has begun', '-----..........?!', 'half_open', 0],
    ['the same, and another probe on its way', '-----..........?!?', 'half_open', 1_000],
    ['a probe whose answer broke off', '-----..........?!-', 'open', 20_000],
    ['a success that was begun before it opened', '-----+', 'open', 9_000],
    ['failures that were begun before it opened', '--------', 'open', 7_000],
    ['four failures after it was closed again', '-----..........?+----', 'closed', 0],
  ])('after %s', (_what, course, state, waitMs) => {
    expect(after(course)).toMatchObject({ state, waitMs });
  });

  it('forgets failures that are older than its window', () => {
    const rules = { ...RULES, failures: 1_000 };
    expect(after('+-'.repeat(10), { rules, stepMs: 1_000 }).state).toBe('open');
    expect(after('+-'.repeat(10), { rules, stepMs: 3_100 }).state).toBe('closed');
  });

  it('doubles its wait with each probe that fails, up to the longest', () => {
    const breaker = new Breaker(RULES, EVEN);
    for (let n = 0; n < 5; n++) breaker.failed(0, false);
    const waits: number[] = [];
    let now = 0;
    for (let n = 0; n < 8; n++) {
      waits.push(breaker.waitMs(now));
      now += breaker.waitMs(now);
      expect(breaker.begin()).toBe(true);
      breaker.failed(now, true);
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 300, 300, 300].map((seconds) => seconds * 1_000));
  });

  it.each([
    [0, 8_000],
    [1, 12_000],
  ])('waits a fifth less or more, by chance (%d)', (chance, waitMs) => {
    expect(after('-----', { random: () => chance }).waitMs).toBe(waitMs);
  });

  it.each<[asked: number, first: number, later: number]>([
    [2_000, 2_000, 20_000],
    [25_000, 25_000, 25_000],
    [10, 1_000, 20_000],
    [86_400_000, 300_000, 300_000],
  ])('waits as the provider asks (%d ms), and later never less than by itself', (askedMs, first, later) => {
    const { breaker, now, waitMs } = after('-----', { askedMs });
    expect(waitMs).toBe(first);
    const then = now + waitMs;
    breaker.begin();
    breaker.failed(then, true, askedMs);
    expect(breaker.waitMs(then)).toBe(later);
  });

  it.each<[what: string, asked: readonly number[], waitMs: number]>([
    ['before the one that opens it', [60_000, 0, 0, 0, 0], 60_000],
    ['by the one that opens it', [0, 0, 0, 0, 60_000], 60_000],
    ['by one that was begun before it opened', [0, 0, 0, 0, 0, 60_000], 60_000],
    ['less by one that was begun before it opened', [0, 0, 0, 0, 60_000, 2_000], 60_000],
    ['more than it ever waits', [0, 0, 0, 0, 0, 900_000], 300_000],
  ])('waits as long as the provider asked, %s', (_what, asked, waitMs) => {
    const breaker = new Breaker(RULES, EVEN);
    for (const ms of asked) breaker.failed(0, false, ms === 0 ? undefined : ms);
    expect(breaker.waitMs(0)).toBe(waitMs);
  });

  it('forgets what was asked for once an attempt went well', () => {
    const breaker = new Breaker(RULES, EVEN);
    breaker.failed(0, false, 60_000);
    breaker.succeeded(0, false);
    for (let n = 0; n < 5; n++) breaker.failed(0, false);
    expect(breaker.waitMs(0)).toBe(10_000);
  });

  it('lets one attempt at a time find out', () => {
    const { breaker, now } = after('-----..........');
    expect(breaker.begin()).toBe(true);
    expect(breaker.waitMs(now)).toBeGreaterThan(0);
  });

  it('opens once for all probes whose answers broke off, and closes for none that ended well since', () => {
    const { breaker, now } = after('-----..........');
    for (let probes = 0; probes < 3; probes++) {
      breaker.begin();
      breaker.answering();
    }
    expect([breaker.failed(now, true), breaker.failed(now, true)]).toEqual([true, false]);
    expect([breaker.succeeded(now, true), breaker.state(now), breaker.waitMs(now)]).toEqual([
      false,
      'open',
      20_000,
    ]);
  });

  it('never opens where it is switched off', () => {
    expect(after('-'.repeat(100), { rules: { ...RULES, failures: 0 } }).state).toBe('closed');
  });

  it('closes by hand', () => {
    const { breaker, now } = after('-----');
    breaker.reset();
    expect([breaker.state(now), breaker.isSpotless(now)]).toEqual(['closed', true]);
  });
});
