import fc from 'fast-check';
import { countWordTokens, wordTokens } from './tokens';

describe('countWordTokens', () => {
  it('counts what wordTokens cuts, whatever the text', () => {
    const unit = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.constantFrom(
          ' ',
          '\n',
          '\t',
          '\u00a0',
          '\u2003',
          '\ufeff',
          '\u3000',
          '\u200b',
          '\u0085',
        ),
      },
      {
        weight: 6,
        arbitrary: fc.constantFrom('a', 'é', '中', '\u{1f600}', '\ud83d', '\ude00', '\u1680', '\u180e'),
      },
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 120 }), (units) => {
        const text = units.join('');
        expect(countWordTokens(text)).toBe(wordTokens(text).length);
      }),
      { numRuns: 2_000 },
    );
  });
});
