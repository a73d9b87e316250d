import fc from 'fast-check';
import { JsonBounds, MAX_DEPTH, MAX_NUMBER_LENGTH, MAX_VALUES, overBounds } from './json-bounds';

const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
const take = (text: string) => new JsonBounds().take(Buffer.from(text));

/** Bytes that mean something to the scanner, in any order. */
const bytes = fc
  .array(
    fc.constantFrom('"', '\\', '[', '{', ']', '}', ',', ':', 'a', '\\"', `"${'x'.repeat(70)}"`, '\\\\'),
    {
      maxLength: 60,
    },
  )
  .map((parts) => Buffer.from(parts.join('')));

/** The same by the plainest code there is. */
function plainly(text: string): { depth: number; values: number } {
  let [depth, deepest, values, inString] = [0, 0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const one = text[at] ?? '';
    if (inString && one === '\\') at++;
    else if (one === '"') inString = !inString;
    else if (!inString && '[{'.includes(one)) {
      values++;
      deepest = Math.max(deepest, ++depth);
    } else if (!inString && ']}'.includes(one)) depth--;
    else if (!inString && ',:'.includes(one)) values++;
  }
  return { depth: deepest, values };
}

describe('JsonBounds', () => {
  it('counts what a plain reading counts, wherever the bytes are cut', () => {
    fc.assert(
      fc.property(bytes, fc.array(fc.nat({ max: 200 }), { maxLength: 6 }), (raw, cuts) => {
        const { depth, values } = plainly(raw.toString());
        // What is left to the bounds before the bytes is filled up, so that one more of either would be too much.
        const leads: [string, boolean][] = [
          ['['.repeat(MAX_DEPTH - depth), false],
          [','.repeat(MAX_VALUES - values), false],
        ];
        if (depth > 0) leads.push(['['.repeat(MAX_DEPTH - depth + 1), true]);
        if (values > 0) leads.push([','.repeat(MAX_VALUES - values + 1), true]);
        for (const [lead, over] of leads) {
          const bounds = new JsonBounds();
          expect(bounds.take(Buffer.from(lead))).toBeUndefined();
          let at = 0;
          let problem = undefined as ReturnType<typeof take>;
          for (const cut of [...cuts.filter((one) => one < raw.length).sort((a, b) => a - b), raw.length]) {
            problem ??= bounds.take(raw.subarray(at, cut));
            at = cut;
          }
          expect(problem !== undefined).toBe(over);
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['as deep as is allowed', deep(MAX_DEPTH)],
    ['brackets in a text', `"${'['.repeat(5_000)}"`],
    ['brackets behind an escaped quote', `"\\"${'['.repeat(5_000)}"`],
    ['many lists beside one another', `[${'[],'.repeat(1_000)}[]]`],
  ])('lets pass: %s', (_what, text) => {
    expect(take(text)).toBeUndefined();
    expect(overBounds(Buffer.from(text))).toBeUndefined();
  });

  it.each([
    ['a level more', deep(MAX_DEPTH + 1)],
    ['objects', '{"a":'.repeat(MAX_DEPTH + 1) + '1' + '}'.repeat(MAX_DEPTH + 1)],
    ['behind a text that ends in a backslash', `["\\\\",${deep(MAX_DEPTH)}]`],
  ])('refuses as too deep: %s', (_what, text) => {
    for (const problem of [take(text), overBounds(Buffer.from(text))]) {
      expect(problem).toMatchObject({ code: 'INVALID_REQUEST', param: 'body' });
      expect(problem?.message).toContain('256 levels');
    }
  });

  it.each([1, 250, 999, 1_000, 1_001, 1_999, 2_000, 2_500])(
    'holds a number to its length wherever it begins and the bytes are cut: after %i bytes',
    (lead) => {
      const text = (digits: string): string => `["${'x'.repeat(lead)}",${digits},"${'1'.repeat(5_000)}"]`;
      const longest = `-${'1'.repeat(MAX_NUMBER_LENGTH - 4)}.1e`.slice(0, MAX_NUMBER_LENGTH - 1) + '5';
      expect(take(text(longest))).toBeUndefined();
      expect(overBounds(Buffer.from(text(longest)))).toBeUndefined();
      const tooLong = Buffer.from(text(`${longest}0`));
      const bounds = new JsonBounds();
      const cut = lead + 500;
      for (const problem of [
        overBounds(tooLong),
        bounds.take(tooLong.subarray(0, cut)) ?? bounds.take(tooLong.subarray(cut)),
      ])
        expect(problem?.message).toContain('a number of more than 1000 characters');
    },
  );

  it('looks at a small body wherever it is in memory', () => {
    for (let lead = 0; lead < 4; lead++) {
      const raw = Buffer.concat([Buffer.alloc(lead), Buffer.from(deep(MAX_DEPTH + 1))]).subarray(lead);
      expect(overBounds(raw)).toBeDefined();
    }
  });
});
