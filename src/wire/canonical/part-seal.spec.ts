import { PartSeal } from './part-seal';
import type { Sealed } from './part-seal';

const SEAL = new PartSeal(Buffer.alloc(32, 1)).of('vkey_1');
const thought = (text: string): Sealed => ({ kind: 'reasoning', text, at: '' });

it.each(['Let me see. ', 'a'])(
  'a seal is no small text for much that a model thought again and again: %s',
  (word) => {
    const text = word.repeat(100_000 / word.length);
    const sealed = SEAL.seal([thought(text)]);
    expect(sealed.length * 16).toBeGreaterThan(text.length);
    expect(SEAL.open(sealed, 'input.0')).toMatchObject([{ kind: 'reasoning', text, at: 'input.0' }]);
  },
);

it('a seal of what models think is smaller than that', () => {
  const text = Array.from(
    { length: 2_000 },
    (_none, index) => `step ${(index * 7_919) % 1_000} of the plan`,
  ).join(', ');
  expect(SEAL.seal([thought(text)]).length).toBeLessThan(text.length / 2);
});
