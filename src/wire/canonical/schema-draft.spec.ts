import { draft2020 } from './schema-draft';

describe('a schema of an older draft', () => {
  it.each<[string, object, object]>([
    [
      'an exclusive bound',
      { type: 'integer', minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false },
      { type: 'integer', exclusiveMinimum: 0, maximum: 9 },
    ],
    [
      'a tuple',
      { type: 'array', items: [{ type: 'STRING' }, { items: null }], additionalItems: { type: 'number' } },
      { type: 'array', prefixItems: [{ type: 'string' }, {}], items: { type: 'number' } },
    ],
    [
      'a tuple with nothing behind it',
      { items: [true], additionalItems: false },
      { prefixItems: [true], items: false },
    ],
    ['a tuple alone', { items: [{ type: 'null' }] }, { prefixItems: [{ type: 'null' }] }],
    [
      'a field that says itself that it is required',
      {
        properties: { a: { required: true }, b: { required: false }, required: { type: 'boolean' } },
        required: ['b'],
      },
      { properties: { a: {}, b: {}, required: { type: 'boolean' } }, required: ['b', 'a'] },
    ],
    [
      'types that there are not',
      { anyOf: [{ type: 'any' }, { type: ['string', 'string[]'] }, { type: ['String', 'null'] }] },
      { anyOf: [{}, {}, { type: ['string', 'null'] }] },
    ],
    [
      'keywords that are null',
      { description: null, enum: null, default: null, const: null, properties: { a: { items: null } } },
      { default: null, const: null, properties: { a: {} } },
    ],
    ['no names, as PHP writes it', { type: 'object', properties: [] }, { type: 'object', properties: {} }],
    [
      'a field that is no schema',
      { properties: { a: 'string', b: true } },
      { properties: { a: {}, b: true } },
    ],
    [
      'what is wherever a schema may be',
      { $defs: { A: { not: { additionalProperties: { then: { type: 'List' } } } } } },
      { $defs: { A: { not: { additionalProperties: { then: {} } } } } },
    ],
  ])('has %s in the form of the newest', (_what, older, newer) => {
    expect(draft2020(older as Record<string, unknown>)).toEqual(newer);
    expect(draft2020(newer as Record<string, unknown>)).toBe(newer);
  });

  it('is not looked for in values', () => {
    const schema = {
      default: { type: 'any', items: null },
      enum: [null, { required: true }],
      examples: [null],
    };
    expect(draft2020(schema)).toBe(schema);
  });
});
