import Ajv from 'ajv/dist/2020';
import type { JsonObject } from '../../../json/json-object';
import { exampleOf } from './schema-example';
import { cpuMs } from '../../../../test/support/observation/cpu-time';

const ajv = new Ajv({
  strict: false,
  formats: {
    'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
    date: /^\d{4}-\d\d-\d\d$/,
    email: /^[^@\s]+@[^@\s]+$/,
    uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    uri: /^https:/,
  },
});

const NODE = {
  type: 'object',
  required: ['value', 'children'],
  properties: {
    value: { type: 'number' },
    children: { type: 'array', items: { $ref: '#/$defs/node' } },
    next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] },
    parent: { $ref: '#/$defs/node' },
  },
  additionalProperties: false,
};

const SATISFIABLE: readonly [string, JsonObject][] = [
  ['nothing asked', {}],
  ['every type', { properties: { a: { type: 'string' }, b: { type: 'boolean' }, c: { type: 'null' } } }],
  ['type lists', { type: ['null', 'integer'] }],
  ['const and enum', { properties: { a: { const: null }, b: { enum: ['x', 'y'] }, c: { const: 0 } } }],
  ['required without properties', { type: 'object', required: ['a', '__proto__'], minProperties: 2 }],
  [
    'a property named __proto__',
    JSON.parse('{"properties":{"__proto__":{"type":"integer"}},"required":["a"]}'),
  ],
  ['additionalProperties with a schema', { required: ['a'], additionalProperties: { type: 'integer' } }],
  [
    'integers',
    {
      type: 'array',
      prefixItems: [
        { type: 'integer', minimum: 5 },
        { type: 'integer', maximum: -2 },
      ],
    },
  ],
  ['exclusive bounds', { type: 'integer', exclusiveMinimum: 3, exclusiveMaximum: 5 }],
  ['fractions', { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 0.5 }],
  ['multiples', { type: 'integer', multipleOf: 7, minimum: 8 }],
  ['negative multiples', { type: 'number', multipleOf: 2.5, maximum: -3 }],
  [
    'string lengths',
    { properties: { a: { type: 'string', minLength: 9 }, b: { maxLength: 2, type: 'string' } } },
  ],
  [
    'formats',
    {
      properties: Object.fromEntries(
        ['date-time', 'date', 'email', 'uuid', 'uri'].map((format) => [format, { type: 'string', format }]),
      ),
    },
  ],
  ['patterns', { properties: { a: { type: 'string', pattern: '^[A-Z]{2}-\\d{3,}$', minLength: 8 } } }],
  ['array lengths', { type: 'array', items: { type: 'string' }, minItems: 3, uniqueItems: true }],
  ['unique numbers and choices', { type: 'array', minItems: 2, uniqueItems: true, items: { enum: [1, 2] } }],
  ['no items', { type: 'array', maxItems: 0 }],
  ['tuples', { type: 'array', prefixItems: [{ type: 'integer' }], items: { type: 'string' }, minItems: 3 }],
  ['anyOf', { anyOf: [{ type: 'integer', minimum: 4 }, { type: 'string' }] }],
  [
    'anyOf beside properties',
    { properties: { a: { type: 'integer' } }, anyOf: [{ required: ['b'] }, { required: ['a'] }] },
  ],
  [
    'oneOf with a discriminator',
    {
      oneOf: [
        { properties: { kind: { const: 'a' } }, required: ['kind'] },
        { properties: { kind: { const: 'b' } }, required: ['kind'] },
      ],
    },
  ],
  [
    'allOf',
    {
      allOf: [
        { properties: { a: { type: 'integer', minimum: 2 } }, required: ['a'] },
        { properties: { a: { minimum: 6 }, b: {} }, required: ['b'] },
      ],
    },
  ],
  [
    'references',
    { $defs: { 'a/b': { type: 'integer' } }, properties: { x: { $ref: '#/$defs/a~1b', minimum: 9 } } },
  ],
  ['a recursive definition', { $ref: '#/$defs/node', $defs: { node: NODE } }],
  [
    'a recursive root',
    {
      type: 'object',
      properties: { items: { type: 'array', items: { $ref: '#' } }, self: { $ref: '#' } },
      required: ['items'],
    },
  ],
];

it.each(SATISFIABLE)('satisfies %s', (_, schema) => {
  const validate = ajv.compile(schema);
  const example = JSON.parse(JSON.stringify(exampleOf(schema)));
  validate(example);
  expect({ example, errors: validate.errors }).toEqual({ example, errors: null });
});

it('shows optional properties too', () => {
  const schema = {
    type: 'object',
    properties: { a: { type: 'string' }, b: { type: 'array', items: {} } },
    required: [],
  };
  expect(exampleOf(schema)).toEqual({ a: 'text', b: ['text'] });
});

it('follows recursion only as far as it must', () => {
  expect(exampleOf({ $ref: '#/$defs/node', $defs: { node: NODE } })).toEqual({
    value: 1,
    children: [],
    next: null,
  });
});

it.each<[string, JsonObject]>([
  ['a reference to itself', { $ref: '#' }],
  [
    'references in a circle',
    {
      $ref: '#/$defs/a',
      $defs: {
        a: { allOf: [{ $ref: '#/$defs/b' }, { $ref: '#/$defs/b' }] },
        b: { allOf: [{ $ref: '#/$defs/a' }, { $ref: '#/$defs/a' }] },
      },
    },
  ],
  ['endless required nesting', { properties: { a: { $ref: '#' }, b: { $ref: '#' } }, required: ['a', 'b'] }],
  [
    'huge arrays in arrays',
    { type: 'array', minItems: 1e9, items: { type: 'array', minItems: 1e9, items: { minLength: 1e9 } } },
  ],
  ['a reference elsewhere', { $ref: 'https://example.com/schema' }],
  [
    'nonsense',
    {
      type: 7,
      properties: [],
      required: 'x',
      items: null,
      enum: [],
      anyOf: [],
      allOf: [null],
      $ref: 3,
      minLength: 'x',
    },
  ],
])('ends for %s', (_, schema) => {
  let length = Infinity;
  expect(cpuMs(() => (length = JSON.stringify(exampleOf(schema)).length))).toBeLessThan(2_000);
  expect(length).toBeLessThan(10_000_000);
});
