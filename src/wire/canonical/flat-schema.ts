import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';

const COMBINING = ['allOf', 'anyOf', 'oneOf'] as const;
/** References and combinations at the top are followed so many steps. */
const MAX_DEPTH = 8;

/** The fields of an object, gathered from all that its schema combines. */
interface Fields {
  readonly properties: ReadonlyMap<string, unknown>;
  readonly required: ReadonlySet<unknown>;
}

const NO_FIELDS: Fields = { properties: new Map(), required: new Set() };

/**
 * A schema of arguments with nothing combined at its top, which Claude, Gemini and OpenAI refuse ("input_schema does not support oneOf,
 * allOf, or anyOf at the top level"): one object with the properties of all branches. What one branch of several demands is no
 * longer demanded; the description names the alternatives. A schema that combines nothing there is returned as it is.
 * Sources: https://github.com/anthropics/claude-code/issues/40075, https://github.com/langchain-ai/langchainjs/issues/9804
 */
export function flatSchema(schema: JsonObject): JsonObject {
  if (COMBINING.every((keyword) => !Array.isArray(schema[keyword]))) return schema;
  const { allOf: _all, anyOf: _any, oneOf: _one, ...others } = schema;
  const { properties, required } = fieldsOf(schema, schema, 0);
  const description = [schema['description'], ...alternativesOf(schema)].filter(
    (text) => typeof text === 'string' && text !== '',
  );
  return {
    ...others,
    type: 'object',
    ...(description.length === 0 ? {} : { description: description.join(' ') }),
    properties: Object.fromEntries(properties),
    ...(required.size === 0 ? {} : { required: [...required] }),
  };
}

function fieldsOf(schema: JsonObject, root: JsonObject, depth: number): Fields {
  if (depth > MAX_DEPTH) return NO_FIELDS;
  const inside = (branch: unknown): Fields =>
    isObject(branch) ? fieldsOf(branch, root, depth + 1) : NO_FIELDS;
  const { properties, required } = schema;
  let fields: Fields = {
    properties: new Map(isObject(properties) ? Object.entries(properties) : []),
    required: new Set(Array.isArray(required) ? (required as unknown[]) : []),
  };
  const referred = found(schema['$ref'], root);
  if (depth > 0 && referred !== undefined) fields = both(fields, inside(referred));
  for (const branch of branchesOf(schema, 'allOf')) fields = both(fields, inside(branch));
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    const branches = branchesOf(schema, keyword).map(inside);
    const [first] = branches;
    if (first === undefined) continue;
    const demanded = [...first.required].filter((name) => branches.every((one) => one.required.has(name)));
    for (const { properties: more } of branches)
      fields = both(fields, { properties: more, required: NO_FIELDS.required });
    fields = both(fields, { properties: NO_FIELDS.properties, required: new Set(demanded) });
  }
  return fields;
}

/** A property that several have in different forms may have any of them. */
function both(one: Fields, other: Fields): Fields {
  const properties = new Map(one.properties);
  for (const [name, schema] of other.properties) {
    const given = properties.get(name);
    const isSame = given === undefined || JSON.stringify(given) === JSON.stringify(schema);
    properties.set(name, isSame ? schema : { anyOf: [given, schema] });
  }
  return { properties, required: new Set([...one.required, ...other.required]) };
}

/** What to say of the branches of which one is to be taken. */
function alternativesOf(schema: JsonObject): string[] {
  return (['anyOf', 'oneOf'] as const).flatMap((keyword) => {
    const named = branchesOf(schema, keyword)
      .filter(isObject)
      .map((branch) => [...fieldsOf(branch, schema, 1).required].join(', '))
      .filter((names) => names !== '');
    return named.length < 2 ? [] : [`Give either ${named.join(', or ')}.`];
  });
}

function branchesOf(schema: JsonObject, keyword: (typeof COMBINING)[number]): readonly unknown[] {
  const branches = schema[keyword];
  return Array.isArray(branches) ? branches : [];
}

/** What a reference names within the schema. */
function found(ref: unknown, root: JsonObject): JsonObject | undefined {
  if (typeof ref !== 'string' || !ref.startsWith('#/')) return undefined;
  let value: unknown = root;
  for (const step of ref.slice(2).split('/')) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }
  return isObject(value) ? value : undefined;
}
