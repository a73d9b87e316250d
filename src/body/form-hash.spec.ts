import { FormHash } from './form-hash';

const form = (boundary: string, ...parts: string[]): Buffer =>
  Buffer.from(parts.map((part) => `--${boundary}\r\n\r\n${part}\r\n`).join('') + `--${boundary}--\r\n`);

/** @param size of the pieces */
function hashOf(boundary: string, bytes: Buffer, size = bytes.length): string {
  const hash = new FormHash(boundary);
  for (let at = 0; at < bytes.length; at += size) hash.take(bytes.subarray(at, at + size));
  return hash.end();
}

describe('the hash of a form', () => {
  const one = hashOf('XyZ', form('XyZ', 'a', 'b\r\n--b'));

  it('is the same with another boundary, and in pieces of any size', () => {
    expect(hashOf('other', form('other', 'a', 'b\r\n--b'))).toBe(one);
    for (const size of [1, 2, 3, 7, 11]) expect(hashOf('XyZ', form('XyZ', 'a', 'b\r\n--b'), size)).toBe(one);
  });

  it.each([
    ['a content', ['a', 'c\r\n--b']],
    ['the division', ['ab', '\r\n--b']],
    ['the order', ['b\r\n--b', 'a']],
    ['the number of parts', ['a', 'b\r\n--b', '']],
  ])('is another one where %s differs', (_what, parts) => {
    expect(hashOf('XyZ', form('XyZ', ...parts))).not.toBe(one);
  });
});
