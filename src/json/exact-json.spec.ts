import { parseExact, parseExactObject } from './exact-json';

function rewritten(json: string): string {
  return JSON.stringify(parseExact(json));
}

describe('exact JSON', () => {
  it.each([
    '{"id":12345678901234567890}',
    '{"id":-9007199254740993,"in":[{"far":1e400,"near":1e-400}]}',
    '{"safe":9007199254740991,"text":"12345678901234567890","__proto__":12345678901234567890}',
    '12345678901234567890',
  ])('writes %s as it was', (json) => {
    expect(rewritten(json)).toBe(json);
  });

  it('leaves numbers numbers where JavaScript holds them', () => {
    const json = '{"at":1234567890123456,"share":0.1234567890123456789,"e":1e100,"id":12345678901234567890}';
    expect(parseExact(json)).toMatchObject({ at: 1234567890123456, share: 0.12345678901234568, e: 1e100 });
  });

  it.each(['[1]', 'null', '12345678901234567890', '"x"', '{', ''])('%s is no object', (json) => {
    expect(parseExactObject(json)).toBeUndefined();
  });
});
