import fc from 'fast-check';
import { JsonBounds, MAX_DEPTH, MAX_NUMBER_LENGTH, MAX_VALUES } from './json-bounds';
import { outlineOf, viewLargeBody } from './large-body';

const long = 'word '.repeat(2_000);

function viewOf(text: string): object {
  return viewLargeBody(Buffer.from(text))!;
}

/** JSON as people and programs write it: with white space, escapes, numbers of every form. */
const spaced = fc
  .tuple(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 1, '\t', '\r\n '))
  .map(([value, indent]) => JSON.stringify(value, null, indent));
const written = fc.oneof(
  spaced,
  fc.constantFrom(
    '1e5',
    '-0.5E-3',
    '12345678901234567890',
    '"\\u00e9\\n\\/"',
    '[ ]',
    '{ }',
    '"é🙂"',
    ' true ',
  ),
  fc.constantFrom(
    '01',
    '+1',
    '.5',
    '1.',
    '1e',
    '-',
    'tru',
    '"\\x"',
    '"\\u12g4"',
    '"\n"',
    '[1,]',
    '{"a" 1}',
    '"',
  ),
);

describe('viewLargeBody', () => {
  it('reads like the parsed body, field by field', () => {
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 4 }),
      fc.constant(long),
      fc.constant([long, { role: 'user', content: long }]),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string({ maxLength: 12 }), value, { maxKeys: 6 }), (object) => {
        const text = JSON.stringify(object);
        const body = viewLargeBody(Buffer.from(text)) ?? (JSON.parse(text) as object);
        expect(Object.entries(body)).toEqual(Object.entries(JSON.parse(text) as object));
      }),
    );
  });

  it('takes nothing that JSON.parse refuses, wherever the bytes lie in memory', () => {
    const member = fc
      .tuple(fc.stringMatching(/^[a-z]{1,3}$/), written)
      .map(([key, value]) => `"${key}":${value}`);
    const object = fc
      .tuple(fc.array(member, { maxLength: 5 }), fc.nat({ max: 7 }))
      .map(([members, lead]) => ({ text: `{${members.join(' , ')}}`, lead }));
    const cut = fc.record({
      at: fc.nat(),
      bytes: fc.constantFrom('', '"', '\\', '}', ',', '\u0001', '{', '0', 'é'),
    });
    let taken = 0;
    fc.assert(
      fc.property(object, fc.option(cut), ({ text, lead }, edit) => {
        const at = edit === null ? 0 : edit.at % (text.length + 1);
        const edited = edit === null ? text : text.slice(0, at) + edit.bytes + text.slice(at + 1);
        const raw = Buffer.concat([Buffer.alloc(lead), Buffer.from(edited)]).subarray(lead);
        const body = viewLargeBody(raw);
        if (body === undefined) return;
        taken++;
        expect(Object.entries(body)).toEqual(Object.entries(JSON.parse(raw.toString()) as object));
      }),
      { numRuns: 3_000 },
    );
    expect(taken).toBeGreaterThan(200);
  });

  it.each([
    '{"a":1}',
    ' { "a" : [ { "role" : "user" } , { } ] , "b" : { "c" : [ null , -1.5e+3 ] } } ',
    '{}',
  ])('understands %s', (text) => {
    expect(Object.entries(viewOf(text))).toEqual(Object.entries(JSON.parse(text) as object));
  });

  it.each([
    ['no object', '[1]'],
    ['a key written twice', '{"a":1,"a":2}'],
    ['a key with an escape', '{"\\u0061":1}'],
    ['10,000 levels', `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
    [
      'more fields than any call has',
      JSON.stringify(Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [n, n]))),
    ],
    ['something behind its end', '{"a":1}x'],
    ['control characters in a text', `{"a":"${'x'.repeat(70)}\u001f${'x'.repeat(70)}"}`],
  ])('leaves %s to the parser', (_what, text) => {
    expect(viewLargeBody(Buffer.from(text))).toBeUndefined();
  });

  describe('holds a body to the same bounds as JsonBounds', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    const nestedObjects = (levels: number): string =>
      '{"a":'.repeat(levels - 1) + '{}' + '}'.repeat(levels - 1);
    const messages = (content: string): string => `{"messages":[{"role":"user","content":${content}}]}`;
    // The object, what follows the colon, the list, and what follows each comma.
    const numbers = (values: number): string => `{"a":[1${',1'.repeat(values - 3)}]}`;
    const digits = (count: number): string => `-${'1'.repeat(count - 1)}`;

    it.each([
      ['lists in a field', `{"a":${nested(MAX_DEPTH - 1)}}`, `{"a":${nested(MAX_DEPTH)}}`],
      [
        'objects in a message',
        messages(nestedObjects(MAX_DEPTH - 3)),
        messages(nestedObjects(MAX_DEPTH - 2)),
      ],
      ['values', numbers(MAX_VALUES), numbers(MAX_VALUES + 1)],
      [
        'the characters of a number',
        `{"a":${digits(MAX_NUMBER_LENGTH)}}`,
        `{"a":${digits(MAX_NUMBER_LENGTH + 1)}}`,
      ],
    ])('%s', (_what, within, over) => {
      for (const [text, isOver] of [
        [within, false],
        [over, true],
      ] as const) {
        const raw = Buffer.from(text);
        expect(JSON.parse(text)).toBeDefined();
        expect(new JsonBounds().take(raw) !== undefined).toBe(isOver);
        expect(viewLargeBody(raw) === undefined).toBe(isOver);
      }
    });
  });

  it('outlines the roles of messages without keeping them', () => {
    const messages = [
      { role: 'system', content: long },
      { content: long, role: 'nobody' },
      { content: { role: 'inner' } },
    ];
    const body = viewOf(JSON.stringify({ model: 'm', messages }));
    expect(outlineOf(body, 'messages')).toEqual([
      { role: 'system' },
      { role: 'nobody' },
      { role: undefined },
    ]);
    expect(Object.getOwnPropertyDescriptor(body, 'messages')?.get).toBeDefined();
    expect(outlineOf(body, 'model')).toBe('m');
  });

  it('takes the last of two roles, as a parser does, and reads one that is written with escapes', () => {
    const twice = viewOf(
      `{"messages":[{"role":"user","role":"tool","content":"${long}"},{"role":"\\u0075ser"}]}`,
    );
    expect(outlineOf(twice, 'messages')).toEqual([{ role: 'tool' }, { role: 'user' }]);
    const escapedKey = viewOf(`{"messages":[{"role":"user","r\\u006fle":"tool","content":"${long}"}]}`);
    expect(outlineOf(escapedKey, 'messages')).toMatchObject([{ role: 'tool' }]);
  });

  it('reads whole an array that holds other things than objects', () => {
    const input = [long, 7, { role: 'user' }];
    expect(outlineOf(viewOf(JSON.stringify({ input })), 'input')).toEqual(input);
  });

  it('keeps __proto__ a field and pollutes nothing', () => {
    const body = viewOf(`{"__proto__":{"polluted":true},"text":"${long}"}`);
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype);
    expect(Object.hasOwn(body, '__proto__')).toBe(true);
    expect('polluted' in body).toBe(false);
  });
});
