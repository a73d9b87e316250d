import fc from 'fast-check';
import { editJson, removeFields, topLevelFields } from './json-edit';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Keys as they occur, and those that trip parsers up. Not a lone backslash, here or inside a value: once V8 (Node 24.21) has
 * parsed one, it reads every escaped key of one character in the same place (`{"model":1,"\u0000":1}`) as a backslash.
 */
const KEYS = fc
  .oneof(
    fc.constantFrom(
      'model',
      'messages',
      'prompt',
      'stream',
      '__proto__',
      'constructor',
      '',
      'a"b',
      'a\\',
      'ключ',
      '\ud800',
    ),
    fc.string({ unit: 'binary' }),
  )
  .filter((key) => key !== '\\');
const LONE_BACKSLASH_KEY = String.raw`"\\":`;
const VALUES = fc.oneof(
  fc.json().filter((json) => !json.includes(LONE_BACKSLASH_KEY)),
  fc.constantFrom(
    '12345678901234567890',
    '1.0',
    '-0',
    '1e400',
    '"}"',
    '"\\\\"',
    '"\\"},{"',
    '[[],{}]',
    'null',
  ),
);
const BLANKS = fc.stringMatching(/^[ \t\r\n]{0,3}$/);
/** One field as it is in a document: blanks, key, blanks, value, blanks. */
const FIELD = fc.tuple(BLANKS, fc.tuple(KEYS, fc.boolean()).map(writtenKey), BLANKS, BLANKS, VALUES, BLANKS);
const DOCUMENT = fc
  .tuple(BLANKS, fc.array(FIELD, { maxLength: 6 }), BLANKS, BLANKS)
  .map(([before, fields, inside, after]) => {
    const written = fields.map(([b1, key, b2, b3, value, b4]) => `${b1}${key}${b2}:${b3}${value}${b4}`);
    return `${before}{${written.length === 0 ? inside : written.join(',')}}${after}`;
  });

/** A key in JSON, either as usual or with every character escaped. */
function writtenKey([key, escaped]: [string, boolean]): string {
  if (!escaped) return JSON.stringify(key);
  const units = Array.from({ length: key.length }, (_, at) =>
    key.charCodeAt(at).toString(16).padStart(4, '0'),
  );
  return `"${units.map((unit) => `\\u${unit}`).join('')}"`;
}

function parsed(json: string | Buffer): Fields {
  return JSON.parse(json.toString()) as Fields;
}

/** What JavaScript's own means make of an edit; `__proto__` is a key like any other. */
function entries(fields: Fields): Map<string, unknown> {
  return new Map(Object.entries(fields));
}

describe('editJson', () => {
  it.each([
    ['a key of the same name inside', '{"model":"a","messages":[{"model":"a"}]}'],
    ['the name as a value', '{"x":"model","model":"a"}'],
    ['a repeated key', '{"model":"a","model":"a"}'],
    ['a second one in escapes', '{"model":"a","mod\\u0065l":"a"}'],
    ['the name in an escaped text', '{"x":"say \\"model\\": b","model":"a"}'],
  ])('replaces the field of the object and no other: %s', (_what, document) => {
    const edited = editJson(Buffer.from(document), JSON.parse(document) as Fields, { model: 'new' });
    const expected = { ...(JSON.parse(document) as Fields), model: 'new' };
    expect(JSON.parse(edited.toString())).toEqual(expected);
    expect(edited.toString().match(/"a"/g) ?? []).toHaveLength(document.includes('messages') ? 1 : 0);
  });

  it('parses to the same as the edit of the parsed form', () => {
    const values = fc.jsonValue().filter((value) => !JSON.stringify(value).includes(LONE_BACKSLASH_KEY));
    const edits = fc.dictionary(KEYS, values, { maxKeys: 4, noNullPrototype: true });
    fc.assert(
      fc.property(DOCUMENT, edits, (text, edit) => {
        const edited = parsed(editJson(Buffer.from(text), parsed(text), edit));
        const expected = new Map([...entries(parsed(text)), ...entries(parsed(JSON.stringify(edit)))]);
        expect(entries(edited)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves what it does not change as it was written', () => {
    const text =
      '{ "seed": 12345678901234567890,\n\t"temperature":1.0 , "model" : "a","x":{"model":"inner"}}';
    expect(editJson(Buffer.from(text), parsed(text), { model: 'b', stream: true }).toString()).toBe(
      '{ "seed": 12345678901234567890,\n\t"temperature":1.0 , "model" : "b","x":{"model":"inner"},"stream":true}',
    );
  });

  it('replaces every copy of a repeated key, so that no reader sees the old value', () => {
    const text = '{"model":"a","mod\\u0065l":"b"}';
    const edited = editJson(Buffer.from(text), parsed(text), { model: 'c' }).toString();
    expect(edited).toBe('{"model":"c","mod\\u0065l":"c"}');
  });

  it('adds to an empty object', () => {
    expect(editJson(Buffer.from('{ }'), {}, { model: 'a' }).toString()).toBe('{ "model":"a"}');
  });
});

describe('removeFields', () => {
  it('parses to the same as the parsed form without these fields', () => {
    fc.assert(
      fc.property(DOCUMENT, fc.array(KEYS, { maxLength: 3 }), (text, keys) => {
        const expected = entries(parsed(text));
        for (const key of keys) expected.delete(key);
        expect(entries(parsed(removeFields(Buffer.from(text), keys)))).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps keys and values of the others as they were written', () => {
    const text =
      '{ "prompt":"Hi", "seed" : 12345678901234567890, "pr\\u006fmpt":"again",\n"temperature":1.0}';
    expect(removeFields(Buffer.from(text), ['prompt']).toString()).toBe(
      '{"seed" : 12345678901234567890,"temperature":1.0}',
    );
    expect(removeFields(Buffer.from(' {"prompt":"Hi"} '), ['prompt']).toString()).toBe('{}');
  });
});

describe('topLevelFields', () => {
  it('finds each value in the bytes, those of repeated keys too', () => {
    fc.assert(
      fc.property(DOCUMENT, (text) => {
        const raw = Buffer.from(text);
        const found = new Map(
          [...topLevelFields(raw)].map(({ keyStart, keyEnd, start, end }) => [
            JSON.parse(raw.toString('utf8', keyStart, keyEnd)),
            raw.toString('utf8', start, end),
          ]),
        );
        const values = new Map([...found].map(([key, value]) => [key, JSON.parse(value) as unknown]));
        expect(values).toEqual(entries(parsed(text)));
      }),
      { numRuns: 500 },
    );
  });
});
