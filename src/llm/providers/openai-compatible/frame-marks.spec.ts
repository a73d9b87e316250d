import fc from 'fast-check';
import { needsParsing } from './frame-marks';

/** Asked by itself, and among many others, wherever the bytes lie in memory. */
function needs(text: string): boolean {
  const bytes = Buffer.from(text);
  const alone = needsParsing(bytes, 0, bytes.length);
  for (let lead = 0; lead < 4; lead++) {
    const many = Buffer.from(`${'"error":1'.padEnd(2_000 + lead)}${text}`).subarray(lead);
    const among = needsParsing(many, 2_000, many.length);
    const followed = Buffer.concat([many, Buffer.from('"usage":{},,,,')]);
    expect([among, needsParsing(followed, 2_000, many.length)]).toEqual([alone, alone]);
  }
  return alone;
}

describe('needsParsing', () => {
  it.each([
    '{"choices":[{"finish_reason":"stop"}]}',
    '{"choices":[{"finish_reason" : "stop"}]}',
    '{"usage":{"prompt_tokens":1}}',
    '{"usage": {}}',
    '{"error":{}}',
    '{"error":"no"}',
    '{"choices":[],"usage":null,"error":{"message":"x"}}',
    '{"usage"\t:{}}',
    '{"error":\t"no"}',
    '{"type":"ping"}',
    '{}',
  ])('is true for %s', (text) => {
    expect(needs(text)).toBe(true);
  });

  it.each([
    '{"choices":[{"delta":{"content":"Hi"},"finish_reason":null}],"usage":null}',
    '{"choices":[{"delta":{"content":"Hi"},"finish_reason": null}],"usage" : null,"error":null}',
    '{"choices":[{"delta":{"content":"the \\"usage\\":{} of \\"error\\":1"},"finish_reason":null}]}',
    '{"choices":[{"delta":{"content":"error"}}]}',
    '{"choices":[{"delta":{"content":"an error"}}],"usage_error":1}',
    '{"choices":[{"delta":{}}],"finish_reasons":1,"usages":2,"errors":3,"x_error":4}',
  ])('is false for %s', (text) => {
    expect(needs(text)).toBe(false);
  });

  it('misses no frame that carries one of the three, however it is written', () => {
    const keys = fc.constantFrom('finish_reason', 'usage', 'error', 'id', 'choices', 'unusual', 'e', 'f');
    const objects = fc.dictionary(keys, fc.jsonValue(), { maxKeys: 6 });
    fc.assert(
      fc.property(objects, fc.boolean(), (object, spaced) => {
        const text = spaced ? JSON.stringify(object).replaceAll('":', '" : ') : JSON.stringify(object);
        const carries = ['finish_reason', 'usage', 'error'].some((key) => (object[key] ?? null) !== null);
        if (carries) expect(needs(text)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('looks at the given part alone', () => {
    const bytes = Buffer.from('{"choices":[{"delta":{}}]}{"error":1}');
    expect(needsParsing(bytes, 0, 26)).toBe(false);
    expect(needsParsing(bytes, 26, bytes.length)).toBe(true);
  });
});
