import { cpuMs } from '../../../test/support/observation/cpu-time';
import { keepNewest } from './keep-newest';

describe('a map of the newest entries', () => {
  it('lets the one go that was set longest ago', () => {
    const map = new Map<string, number>();
    const set = (...keys: string[]): void => {
      for (const key of keys) keepNewest(map, key, 0, 3);
    };
    set('a', 'b', 'c', 'a', 'd');
    expect([...map.keys()]).toEqual(['c', 'a', 'd']);
    map.delete('c');
    set('e', 'a', 'f', 'g');
    expect([...map.keys()]).toEqual(['a', 'f', 'g']);
    map.clear();
    set('h', 'i', 'j', 'k', 'l');
    expect([...map.keys()]).toEqual(['j', 'k', 'l']);
  });

  it('takes a new one at the same cost, however many there are', () => {
    const map = new Map<string, number>();
    const ms = cpuMs(() => {
      for (let at = 0; at < 150_000; at++) keepNewest(map, `key-${at}`, at, 50_000);
    });
    expect([map.size, map.has('key-99999'), map.has('key-100000')]).toEqual([50_000, false, true]);
    // 0.05 s; where the oldest is looked for anew it is 1.8 s.
    expect(ms).toBeLessThan(900);
  });
});
