import { googleSchema } from './function-schema';
import { plainJsonSchema } from './plain-json-schema';

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

  it('has nothing to say for an object within whose keys are not listed, or mean something', () => {
    for (const free of [{ type: 'object' }, { type: 'object', properties: {} }])
      expect(googleSchema({ type: 'object', properties: { free } })).toBeUndefined();
    for (const others of [true, { type: 'string' }])
      expect(googleSchema({ type: 'object', additionalProperties: others })).toBeUndefined();
    expect(googleSchema({ type: 'object', additionalProperties: false })).toEqual({ type: 'object' });
  });

  it.each([
    ['string', 'int64', undefined],
    ['string', 'date-time', 'date-time'],
    ['integer', 'date-time', undefined],
    ['integer', 'int32', 'int32'],
    ['number', 'int64', undefined],
    ['number', 'double', 'double'],
    ['boolean', 'toString', undefined],
  ])('knows the formats of a type: %s has %s', (type, format, expected) => {
    expect(googleSchema({ type, format })).toEqual({ type, ...(expected && { format: expected }) });
  });

  it('keeps what is around alternatives, in each of them', () => {
    const a = { type: 'string' };
    const schema = {
      type: 'object',
      properties: { a, b: a },
      required: ['a'],
      anyOf: [{ required: ['b'] }, { properties: { c: a } }],
    };
    expect(googleSchema(schema)).toEqual({
      anyOf: [
        { type: 'object', properties: { a, b: a }, required: ['a', 'b'] },
        { type: 'object', properties: { a, b: a, c: a }, required: ['a'] },
      ],
    });
    expect(googleSchema({ type: 'string', oneOf: [{ pattern: 'x' }, { enum: ['y'] }] })).toEqual({
      anyOf: [
        { type: 'string', pattern: 'x' },
        { type: 'string', enum: ['y'] },
      ],
    });
    const $defs = { A: { type: 'object', properties: { c: a } } };
    expect(
      googleSchema({ type: 'object', properties: { a }, anyOf: [{ $ref: '#/$defs/A' }], $defs }),
    ).toBeUndefined();
  });

  it("keeps OpenAPI's nullable", () => {
    expect(googleSchema({ type: 'string', nullable: true })).toEqual({ type: 'string', nullable: true });
    expect(googleSchema({ anyOf: [{ type: 'string' }, { type: 'number' }], nullable: true })).toMatchObject({
      nullable: true,
    });
  });

  it('such a one is sent as JSON Schema, in the forms that Google reads', () => {
    const schema = {
      $schema: 'x',
      type: 'object',
      properties: {
        additionalProperties: { enum: [1], additionalProperties: { type: 'number' } },
        one: { const: 'x' },
        node: { $ref: '#/definitions/N', description: 'd' },
      },
      definitions: { $schema: { type: 'string' }, N: { type: 'object' } },
      anyOf: [{ additionalProperties: true, required: ['a'] }],
    };
    expect(plainJsonSchema(schema)).toEqual({
      type: 'object',
      properties: {
        additionalProperties: { enum: [1], additionalProperties: { type: 'number' } },
        one: { enum: ['x'] },
        node: { description: 'd', anyOf: [{ $ref: '#/$defs/N' }] },
      },
      $defs: { $schema: { type: 'string' }, N: { type: 'object' } },
      anyOf: [{ additionalProperties: true, required: ['a'] }],
    });
    const $defs = { N: { type: 'object', properties: { n: { $ref: '#/$defs/N' } } } };
    expect(plainJsonSchema({ title: 'N', $ref: '#/$defs/N', $defs })).toEqual({ $ref: '#/$defs/N', $defs });
  });
});

it('has exclusive bounds as those that Google has', () => {
  const of = (type: string, bounds: object): unknown => googleSchema({ type, ...bounds });
  expect(of('integer', { exclusiveMinimum: 0, exclusiveMaximum: 10 })).toEqual({
    type: 'integer',
    minimum: 1,
    maximum: 9,
  });
  expect(of('integer', { exclusiveMinimum: 0.5, minimum: 3 })).toEqual({ type: 'integer', minimum: 3 });
  expect(of('number', { exclusiveMinimum: 0.5 })).toEqual({ type: 'number', minimum: 0.5 });
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
