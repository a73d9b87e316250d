import { googleSchema, plainJsonSchema } from './function-schema';

it('an empty text is no value that can be listed', () => {
  const properties = { a: { type: 'string', enum: ['', 'x'] }, b: { type: 'string', enum: [''] } };
  expect(googleSchema({ type: 'object', properties })).toEqual({
    type: 'object',
    properties: { a: { type: 'string', enum: ['x'] }, b: { type: 'string' } },
  });
});

describe('googleSchema', () => {
  it('leaves out what is refused, but never a property of that name', () => {
    const schema = {
      $schema: 'x',
      title: 'Args',
      type: 'object',
      properties: {
        title: { type: 'string', title: 'Title', default: 'x', format: 'uri' },
        additionalProperties: { type: 'integer', exclusiveMinimum: 1, minimum: 2, format: 'int32' },
      },
      required: ['title', 'gone'],
      additionalProperties: { type: 'string' },
    };
    expect(googleSchema(schema)).toEqual({
      type: 'object',
      properties: {
        title: { type: 'string' },
        additionalProperties: { type: 'integer', minimum: 2, format: 'int32' },
      },
      required: ['title'],
    });
  });

  it('writes references out', () => {
    const schema = {
      type: 'object',
      properties: { a: { $ref: '#/$defs/A', description: 'here' }, b: { allOf: [{ $ref: '#/$defs/A' }] } },
      $defs: { A: { type: 'array', items: { const: 'x' } } },
    };
    const a = { type: 'array', items: { type: 'string', enum: ['x'] } };
    expect(googleSchema(schema)).toEqual({
      type: 'object',
      properties: { a: { ...a, description: 'here' }, b: a },
    });
  });

  it.each([
    [{ type: ['string', 'null'] }, { type: 'string', nullable: true }],
    [
      { anyOf: [{ type: 'string' }, { type: 'null' }], description: 'd' },
      { type: 'string', nullable: true, description: 'd' },
    ],
    [
      { oneOf: [{ type: 'string' }, { type: 'number' }] },
      { anyOf: [{ type: 'string' }, { type: 'number' }] },
    ],
    [
      { type: ['string', 'number', 'null'] },
      { anyOf: [{ type: 'string' }, { type: 'number' }], nullable: true },
    ],
    [{ enum: ['a', null] }, { type: 'string', enum: ['a'], nullable: true }],
    [{ type: 'object' }, { type: 'object' }],
  ])('maps %j', (schema, expected) => {
    expect(googleSchema(schema)).toEqual(expected);
  });

  it.each([
    [
      'a recursive one',
      { $ref: '#/$defs/N', $defs: { N: { type: 'object', properties: { n: { $ref: '#/$defs/N' } } } } },
    ],
    ['an enum of numbers', { enum: [1, 2] }],
    ['a tuple', { type: 'array', prefixItems: [{ type: 'string' }] }],
    ['anything at all', {}],
    ['a list of anything', { type: 'array' }],
    ['an unknown reference', { $ref: '#/$defs/gone' }],
    ['one that is elsewhere', { $ref: 'https://example.com/schema' }],
    ['one that is deep', deep(100)],
    ['one that multiplies', multiplying(30)],
  ])('has nothing to say for %s', (_what, schema) => {
    expect(googleSchema(schema)).toBeUndefined();
  });

  it('such a one is sent as JSON Schema, without what is refused', () => {
    const schema = {
      $schema: 'x',
      type: 'object',
      properties: { additionalProperties: { enum: [1], additionalProperties: false } },
      $defs: { $schema: { type: 'string' } },
      anyOf: [{ additionalProperties: true, required: ['a'] }],
    };
    expect(plainJsonSchema(schema)).toEqual({
      type: 'object',
      properties: { additionalProperties: { enum: [1] } },
      $defs: { $schema: { type: 'string' } },
      anyOf: [{ required: ['a'] }],
    });
  });
});

function deep(levels: number): Record<string, unknown> {
  let schema: Record<string, unknown> = { type: 'string' };
  for (let level = 0; level < levels; level++) schema = { type: 'array', items: schema };
  return schema;
}

function multiplying(levels: number): Record<string, unknown> {
  const $defs: Record<string, unknown> = { d0: { type: 'string' } };
  for (let level = 1; level <= levels; level++) {
    const before = { $ref: `#/$defs/d${level - 1}` };
    $defs[`d${level}`] = { type: 'object', properties: { a: before, b: before } };
  }
  return { $ref: `#/$defs/d${levels}`, $defs };
}
