import { MemoryResponses } from './memory-responses';

const kept = (id: string, text = 'x') => ({
  id,
  json: `{"id":"${id}"}`,
  input: [{ role: 'user', content: text }],
  output: [{ type: 'message', id: `msg_${id}` }],
});

describe('kept answers', () => {
  it('are for the key that they were made for, until their time is over', () => {
    let now = 0;
    const store = new MemoryResponses({ maxBytes: 10_000, maxCount: 10, ttlMs: 100 }, () => now);
    store.put('a', kept('r1'), undefined);
    expect(store.get(['a'], 'r1')?.json).toBe('{"id":"r1"}');
    expect(store.get(['b'], 'r1')).toBeUndefined();
    expect(store.delete('b', 'r1')).toBe(false);
    now = 100;
    expect(store.get(['a'], 'r1')).toBeUndefined();
    store.put('a', kept('r2'), undefined);
    expect(store.delete('a', 'r2')).toBe(true);
    expect(store.heldBytes).toBe(0);
  });

  it('hold their conversation, also when an earlier answer is gone', () => {
    const store = new MemoryResponses({ maxBytes: 10_000, maxCount: 10, ttlMs: 100 });
    store.put('a', kept('r1', 'one'), undefined);
    store.put('a', kept('r2', 'two'), 'r1');
    store.put('a', kept('r3', 'three'), 'r2');
    store.delete('a', 'r1');
    store.delete('a', 'r2');
    expect(store.history(['a'], 'r3')).toEqual({
      before: [
        { role: 'user', content: 'one' },
        { type: 'message', id: 'msg_r1' },
        { role: 'user', content: 'two' },
        { type: 'message', id: 'msg_r2' },
        { role: 'user', content: 'three' },
      ],
      output: [{ type: 'message', id: 'msg_r3' }],
      isRunning: false,
    });
    store.delete('a', 'r3');
    expect(store.heldBytes).toBe(0);
  });

  it('are bounded in number and in bytes, whatever goes on from whatever', () => {
    const store = new MemoryResponses({ maxBytes: 2_000, maxCount: 5, ttlMs: 100 });
    for (let at = 0; at < 200; at++) {
      store.put('a', kept(`r${at}`, 'y'.repeat(at)), at % 7 === 0 ? undefined : `r${at - 1}`);
      expect(store.heldBytes).toBeLessThanOrEqual(2_000);
    }
    store.put('a', kept('large', 'z'.repeat(3_000)), undefined);
    expect(store.get(['a'], 'large')).toBeUndefined();
  });
});
