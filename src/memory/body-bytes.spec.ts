import fc from 'fast-check';
import { BodyBytes } from './body-bytes';
import { collectFully } from './full-collection';

describe('BodyBytes', () => {
  it('joins to what it was given, declared or not, in pieces of any size', () => {
    const pieces = fc.array(fc.nat({ max: 9_000 }), { maxLength: 30 });
    fc.assert(
      fc.property(pieces, fc.boolean(), (lengths, declared) => {
        const given = lengths.map((length, n) => Buffer.alloc(length, n + 1));
        const whole = Buffer.concat(given);
        const bytes = new BodyBytes(declared ? whole.length : undefined);
        for (const piece of given) bytes.add(piece);
        expect(bytes.size).toBe(whole.length);
        expect(bytes.join().equals(whole)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps no object for each of a million pieces of one byte', () => {
    const bytes = new BodyBytes();
    collectFully();
    const before = process.memoryUsage().heapUsed;
    for (let n = 0; n < 1_000_000; n++) bytes.add(Buffer.from([n & 255]));
    collectFully();
    // An object for each would be a hundred bytes a piece.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(60 * 1024 * 1024);
    expect(bytes.join().length).toBe(1_000_000);
  });
});
