import { jsonLines } from './json-lines';

async function read(...texts: readonly (string | Uint8Array)[]): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  const pieces = texts.map((text) => (typeof text === 'string' ? Buffer.from(text) : text));
  for await (const records of jsonLines(pieces)) found.push(...records);
  return found;
}

describe('lines of JSON', () => {
  it('are read however they are cut, also inside a character', async () => {
    const bytes = Buffer.from('{"a":"é"}\n{"b":2}\n');
    for (let at = 0; at <= bytes.length; at++) {
      expect(await read(bytes.subarray(0, at), bytes.subarray(at))).toEqual([{ a: 'é' }, { b: 2 }]);
    }
    expect(await read()).toEqual([]);
  });

  it('are refused where the last one has no end, one is no JSON, or too long', async () => {
    await expect(read('{"a":1}\n{"b"')).rejects.toThrow('has no end');
    await expect(read('{"a":1}\nnothing\n')).rejects.toThrow(SyntaxError);
    const long = 'x'.repeat(1024 * 1024);
    await expect(read(long, long, long, long, long)).rejects.toThrow('too long');
  });
});
