import { inOrder } from './deployment-order';

const candidate = (id: string, priority: number, weight = 1) => ({ id, priority, weight });
const ids = (ordered: readonly { id: string }[]) => ordered.map(({ id }) => id).join(' ');
const never = () => false;

describe('inOrder', () => {
  it('tries every deployment of a priority before one of the next', () => {
    const candidates = [candidate('a', 1), candidate('b', 1), candidate('c', 2), candidate('d', 3)];
    for (let run = 0; run < 50; run++) expect(ids(inOrder(candidates, never))).toMatch(/^(a b|b a) c d$/);
  });

  it('gives each deployment of a priority the first place in proportion to its weight', () => {
    const candidates = [candidate('heavy', 1, 3), candidate('light', 1, 1)];
    let first = 0;
    for (let step = 0; step < 1_000; step++) {
      if (inOrder(candidates, never, () => step / 1_000)[0]?.id === 'heavy') first++;
    }
    expect(first).toBe(750);
  });

  it('leaves none out, whatever chance says', () => {
    const candidates = ['a', 'b', 'c', 'd', 'e'].map((id, index) => candidate(id, 1, index + 1));
    for (const chance of [0, 0.5, 0.999_999]) {
      expect([...ids(inOrder(candidates, never, () => chance)).split(' ')].sort().join('')).toBe('abcde');
    }
  });

  it('tries one that failed a moment ago last, also after those of a lower priority', () => {
    const candidates = [candidate('a', 1), candidate('b', 2)];
    expect(ids(inOrder(candidates, ({ id }) => id === 'a'))).toBe('b a');
  });

  it('keeps the order when all have failed', () => {
    const candidates = [candidate('a', 1), candidate('b', 2)];
    expect(ids(inOrder(candidates, () => true))).toBe('a b');
  });
});
