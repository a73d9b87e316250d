import { carriedBehind, citedApart, isCitedApart, withCitations } from './cited-texts';
import type { ContentPart } from './content-part';

const text = (words: string): ContentPart => ({ kind: 'text', text: words, at: 'a' });
const cited = (after: number, length: number, of: number, value: string) =>
  carriedBehind(of)(citedApart('anthropic', [value], { after, length }));
const shown = (parts: readonly ContentPart[]): unknown =>
  parts.map((part) => (part.kind === 'text' ? [part.text, part.citations?.values] : part.kind));

describe('citations that were sealed apart from their texts', () => {
  it('split the texts that they are about, wherever these begin and end', () => {
    const thought: ContentPart = { kind: 'reasoning', text: 'one two', at: 'a' };
    const parts = [text('Before '), thought, text('one two.')];
    const all = [cited(11, 3, 15, 'two'), cited(7, 3, 15, 'one')];
    expect(shown(withCitations(parts, all))).toEqual([
      ['Before ', undefined],
      'reasoning',
      ['one', ['one']],
      [' ', undefined],
      ['two', ['two']],
      ['.', undefined],
    ]);
  });

  it('keep a text’s cache mark and signature at its end', () => {
    const cache = { type: 'ephemeral' };
    const [first, last] = withCitations([{ ...text('ab'), cache }], [cited(1, 1, 2, 'b')]);
    expect([first?.cache, last?.cache]).toEqual([undefined, cache]);
  });

  it('are left out where a client has changed the texts, or joined them in another way', () => {
    const parts = [text('ab'), text('cd')];
    expect(withCitations(parts, [cited(0, 2, 5, 'x')])).toBe(parts);
    expect(shown(withCitations(parts, [cited(1, 2, 4, 'x')]))).toEqual([
      ['ab', undefined],
      ['cd', undefined],
    ]);
  });

  it('are told from texts with a signature or a place', () => {
    expect(isCitedApart(cited(0, 1, 1, 'x'))).toBe(true);
    expect(isCitedApart(text(''))).toBe(false);
    const placed = { ...text(''), place: { after: 0, of: 0 } };
    expect(isCitedApart(placed)).toBe(false);
  });
});
