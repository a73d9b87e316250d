import { entryOf, lookup } from './lookup';

describe('a lookup', () => {
  it.each(['toString', 'constructor', '__proto__', 'hasOwnProperty', 'valueOf', 'b'])(
    'has nothing for %s, and what it was given for the rest',
    (word) => {
      const table = lookup({ a: 1 });
      expect(table[word]).toBeUndefined();
      expect(table['a']).toBe(1);
      expect([entryOf({ a: 1 }, word), entryOf({ a: 1 }, 'a'), entryOf(undefined, word)]).toEqual([
        undefined,
        1,
        undefined,
      ]);
    },
  );
});
