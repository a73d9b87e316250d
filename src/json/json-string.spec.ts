import fc from 'fast-check';
import { STRING_BODY, stringOf } from './json-string';

const STRING = new RegExp(`^"(${STRING_BODY})"$`);

function read(json: string): string | undefined {
  const body = STRING.exec(json)?.[1];
  return body === undefined ? undefined : stringOf(body);
}

describe('the body of a JSON string', () => {
  it('is read as the parser reads it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(read(JSON.stringify(text))).toBe(text);
      }),
    );
  });

  it.each(['"\\x"', '"\\u12"', '"tab\there"', '"a"b"', '"a\\"', '"\u0000"'])(
    'finds nothing in %j',
    (json) => {
      expect(() => JSON.parse(json) as unknown).toThrow();
      expect(read(json)).toBeUndefined();
    },
  );
});
