import { bySpecificity, isPattern, namePattern } from './name-pattern';
import { cpuMs } from '../../test/support/observation/cpu-time';

describe('a pattern of names', () => {
  it.each([
    ['*', 'anything', true],
    ['*', '', true],
    ['claude-*', 'claude-', true],
    ['claude-*', 'claude-haiku-5', true],
    ['claude-*', 'Claude-haiku-5', false],
    ['claude-*', 'my-claude-5', false],
    ['*-mini', 'gpt-5-mini', true],
    ['*-mini', 'gpt-5-mini-2', false],
    ['gpt-*-mini', 'gpt-mini', false],
    ['gpt-*-mini', 'gpt--mini', true],
    ['a*b*a', 'aba', true],
    ['a*b*a', 'aa', false],
    ['*a*', 'bab', true],
    ['**', 'x', true],
    ['plain', 'plain', true],
    ['plain', 'plainer', false],
    ['a.c*', 'abc', false],
  ])('%s and %s', (pattern, name, matches) => {
    expect(namePattern(pattern).matches(name)).toBe(matches);
  });

  it('is one only with a star', () => {
    expect(['*', 'a*', 'a', ''].map(isPattern)).toEqual([true, true, false, false]);
  });

  it('with more characters of its own is asked first', () => {
    const patterns = ['*', 'claude-*', 'claude-*-5', '*-5', 'gpt-5-*'].map(namePattern);
    expect(patterns.sort(bySpecificity).map(({ text }) => text)).toEqual([
      'claude-*-5',
      'claude-*',
      'gpt-5-*',
      '*-5',
      '*',
    ]);
  });

  it('is tried in a time that grows with the name alone', () => {
    const { matches } = namePattern(`${'a*'.repeat(100)}b`);
    const ms = cpuMs(() => {
      for (let round = 0; round < 100; round++) matches('a'.repeat(512));
    });
    expect(ms).toBeLessThan(1_000);
  });
});
