import { listIn } from '../../json/list-in';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { draft2020 } from './schema-draft';
import { referredIn } from './schema-reference';

const COMBINING = ['allOf', 'anyOf', 'oneOf'] as const;
/** References and combinations at the top are followed so many steps. */
const MAX_DEPTH = 8;
/** So many schemas, and names in them, are gathered; what is beyond is left out, as references may name much again and again. */
const MAX_NAMES = 5_000;

/** The fields of an object, gathered from all that its schema combines. */
interface Fields {
  readonly properties: ReadonlyMap<string, unknown>;
  readonly required: ReadonlySet<unknown>;
}

const NO_FIELDS: Fields = { properties: new Map(), required: new Set() };

/** A schema whose parts are gathered. */
interface Gathering {
  readonly root: JsonObject;
  /** What was gathered of each part: none is looked into twice. */
  readonly known: Map<JsonObject, Fields>;
  /** Properties that several have in different forms, and these forms. */
  readonly forms: Map<unknown, { readonly anyOf: unknown[]; readonly asJson: Set<string> }>;
  /** How many names may still be gathered. */
  left: number;
}

/**
 * A schema of arguments with nothing combined at its top, which Claude, Gemini and OpenAI refuse ("input_schema does not support oneOf,
 * allOf, or anyOf at the top level"): one object with the properties of all branches. What one branch of several demands is no
 * longer demanded; the description names the alternatives. It is in the form of the newest draft. A schema that is so, and combines
 * nothing there, is returned as it is.
 * Sources: https://github.com/anthropics/claude-code/issues/40075, https://github.com/langchain-ai/langchainjs/issues/9804
 */
export function flatSchema(given: JsonObject): JsonObject {
  const schema = withObject(draft2020(given));
  if (COMBINING.every((keyword) => !Array.isArray(schema[keyword]))) return schema;
  const { allOf: _all, anyOf: _any, oneOf: _one, ...others } = schema;
  const gathering: Gathering = { root: schema, known: new Map(), forms: new Map(), left: MAX_NAMES };
  const { properties, required } = fieldsOf(schema, gathering, 0);
  const description = [schema['description'], ...alternativesOf(schema, gathering)].filter(
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

/** Arguments are an object, and nothing besides: other types at the top are refused ("input_schema.type: Input should be 'object'"). */
function withObject(schema: JsonObject): JsonObject {
  const { type } = schema;
  return Array.isArray(type) && type.includes('object') ? { ...schema, type: 'object' } : schema;
}

function fieldsOf(schema: JsonObject, gathering: Gathering, depth: number): Fields {
  const known = gathering.known.get(schema);
  if (known !== undefined || depth > MAX_DEPTH) return known ?? NO_FIELDS;
  const inside = (branch: unknown): Fields => {
    const found = isObject(branch) ? fieldsOf(branch, gathering, depth + 1) : NO_FIELDS;
    gathering.left -= 1 + found.properties.size + found.required.size;
    return gathering.left < 0 ? NO_FIELDS : found;
  };
  // What refers to itself adds nothing to itself.
  gathering.known.set(schema, NO_FIELDS);
  const { properties: given, required: demands } = schema;
  const properties = new Map<string, unknown>(isObject(given) ? Object.entries(given) : []);
  const required = new Set<unknown>(Array.isArray(demands) ? (demands as unknown[]) : []);
  const add = (others: Fields['properties'], demanded: Iterable<unknown>): void => {
    for (const [name, other] of others) properties.set(name, either(properties.get(name), other, gathering));
    for (const name of demanded) required.add(name);
  };
  const referred = depth > 0 ? found(schema['$ref'], gathering.root) : undefined;
  for (const part of [referred, ...branchesOf(schema, 'allOf')]) {
    const fields = inside(part);
    add(fields.properties, fields.required);
  }
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    const branches = branchesOf(schema, keyword).map(inside);
    const [first] = branches;
    if (first === undefined) continue;
    for (const branch of branches) add(branch.properties, []);
    add(
      NO_FIELDS.properties,
      [...first.required].filter((name) => branches.every((one) => one.required.has(name))),
    );
  }
  const fields = { properties, required };
  gathering.known.set(schema, fields);
  return fields;
}

/** A property that several have in different forms may have any of them. */
function either(one: unknown, other: unknown, { forms }: Gathering): unknown {
  if (one === undefined || one === other) return other;
  const json = JSON.stringify(other);
  const known = forms.get(one);
  if (known === undefined) {
    const asJson = JSON.stringify(one);
    if (asJson === json) return other;
    const anyOf = [one, other];
    const both = { anyOf };
    forms.set(both, { anyOf, asJson: new Set([asJson, json]) });
    return both;
  }
  if (!known.asJson.has(json)) known.anyOf.push(other);
  known.asJson.add(json);
  return one;
}

/** What to say of the branches of which one is to be taken. */
function alternativesOf(schema: JsonObject, gathering: Gathering): string[] {
  return (['anyOf', 'oneOf'] as const).flatMap((keyword) => {
    const named = branchesOf(schema, keyword)
      .filter(isObject)
      .map((branch) => [...fieldsOf(branch, gathering, 1).required].join(', '))
      .filter((names) => names !== '');
    return named.length < 2 ? [] : [`Give either ${named.join(', or ')}.`];
  });
}

function branchesOf(schema: JsonObject, keyword: (typeof COMBINING)[number]): readonly unknown[] {
  const branches = schema[keyword];
  return listIn(branches);
}

/** What a reference names within the schema. */
function found(ref: unknown, root: JsonObject): JsonObject | undefined {
  return typeof ref === 'string' && ref.startsWith('#/') ? referredIn(root, ref) : undefined;
}
