import { hash } from 'node:crypto';
import fc from 'fast-check';
import { DigestTable } from './digest-table';

describe('DigestTable', () => {
  it('holds what a Map would, whatever is put in and taken out, also where digests begin alike', () => {
    // Few beginnings, so that digests stand in each other's way; few ends, so that the same ones come again.
    const digests = fc
      .tuple(
        fc.constantFrom('\x00\x00\x00\x00', '\x0f\x00\x00\x00', '\xff\xff\xff\xff'),
        fc.integer({ min: 0, max: 9 }),
      )
      .map(([beginning, end]) => beginning + String(end).padStart(28, '\xfe'));
    const steps = fc.array(fc.tuple(fc.boolean(), digests), { maxLength: 200 });
    fc.assert(
      fc.property(steps, (sequence) => {
        const table = new DigestTable<object>();
        const map = new Map<string, object>();
        const known = new Set(sequence.map(([, digest]) => digest));
        for (const [isAdded, digest] of sequence) {
          const value = {};
          if (isAdded) {
            table.set(digest, value);
            map.set(digest, value);
          } else {
            table.delete(digest);
            map.delete(digest);
          }
          for (const each of known) expect(table.get(each)).toBe(map.get(each));
        }
      }),
    );
  });

  it('finds each of many, and no other', () => {
    const table = new DigestTable<{ readonly n: number }>();
    const digest = (n: number) => hash('sha256', String(n), 'binary');
    for (let n = 0; n < 10_000; n++) table.set(digest(n), { n });
    for (let n = 0; n < 10_000; n++) expect(table.get(digest(n))?.n).toBe(n);
    for (let n = 10_000; n < 20_000; n++) expect(table.get(digest(n))).toBeUndefined();
    expect(table.get('')).toBeUndefined();
  });
});
