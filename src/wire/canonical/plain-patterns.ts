import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';

/** Keywords that hold a map of schemas. */
const MAPS: ReadonlySet<string> = new Set(['properties', '$defs', 'definitions', 'dependentSchemas']);
/** Keywords that hold a schema, or a list of schemas. */
const NESTED: ReadonlySet<string> = new Set([
  ...['items', 'prefixItems', 'contains', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'],
  ...['additionalProperties', 'propertyNames', 'unevaluatedItems', 'unevaluatedProperties'],
]);

/**
 * A schema whose patterns OpenAI takes: it compiles them with Python's `re`, without looking around, and answers 400 to a request with
 * one tool that has any other ("'^[^\\p{Cc}]+$' is not a 'regex'", "regex lookaround is not supported"). Claude Code's `Artifact` has such,
 * and every e-mail address of Zod. A pattern is a hint: the description has those that are taken out. A schema without them is the same object.
 * Sources: https://github.com/BerriAI/litellm/pull/40485, https://github.com/cline/cline/pull/14019
 */
export function withPlainPatterns(schema: JsonObject): JsonObject {
  const plain: Record<string, unknown> = {};
  let changed = false;
  for (const [name, value] of Object.entries(schema)) {
    const kept = plainValue(name, value);
    if (kept !== undefined) plain[name] = kept;
    changed ||= kept !== value;
  }
  if (!changed) return schema;
  const { pattern, description } = schema;
  if (pattern !== undefined && plain['pattern'] === undefined) {
    const said = typeof description === 'string' ? `${description} ` : '';
    plain['description'] = `${said}{pattern: ${JSON.stringify(pattern)}}`;
  }
  return { ...plain, ...openedFields(schema) };
}

/** The value of a keyword; undefined where it is left out. */
function plainValue(name: string, value: unknown): unknown {
  if (name === 'pattern') return typeof value === 'string' && !isPlain(value) ? undefined : value;
  if (name === 'patternProperties' && isObject(value))
    return mapped(value, ([key, field]) => (isPlain(key) ? [[key, plainSchema(field)]] : []));
  if (MAPS.has(name) && isObject(value)) return mapped(value, ([key, field]) => [[key, plainSchema(field)]]);
  return NESTED.has(name) ? plainSchema(value) : value;
}

function plainSchema(value: unknown): unknown {
  if (Array.isArray(value)) {
    const entries = value.map(plainSchema);
    return entries.every((entry, index) => entry === value[index]) ? value : entries;
  }
  return isObject(value) ? withPlainPatterns(value) : value;
}

type Entry = readonly [string, unknown];

function mapped(map: JsonObject, each: (entry: Entry) => readonly Entry[]): JsonObject {
  const before = Object.entries(map);
  const entries = before.flatMap(each);
  const isSame =
    entries.length === before.length && entries.every(([, value], index) => value === before[index]?.[1]);
  return isSame ? map : Object.fromEntries(entries);
}

/** Fields whose names were told by a pattern that is taken out may have any name in an object that is closed to others. */
function openedFields({ patternProperties, additionalProperties }: JsonObject): JsonObject {
  if (!isObject(patternProperties) || additionalProperties !== false) return {};
  const opened = Object.entries(patternProperties).flatMap(([key, field]) =>
    isPlain(key) ? [] : [plainSchema(field)],
  );
  return opened.length === 0
    ? {}
    : { additionalProperties: opened.length === 1 ? opened[0] : { anyOf: opened } };
}

/** Letters that mean something behind a backslash in Python too. */
const ESCAPES = /^[\W\dabdfnrstvwxuABDSWZUN_]$/;
const HEX = { x: /^[\da-f]{2}/i, u: /^[\da-f]{4}/i } as const;
const SHORTHAND = /^[dswDSW]$/;

/** Whether Python's `re` reads a pattern of JavaScript's, and it does not look around. */
function isPlain(pattern: string): boolean {
  let isInside = false;
  for (let at = 0; at < pattern.length; at++) {
    const sign = pattern[at];
    if (sign === '\\') {
      const letter = pattern[++at] ?? '';
      if (!ESCAPES.test(letter)) return false;
      const digits = letter === 'x' || letter === 'u' ? HEX[letter] : undefined;
      if (digits?.test(pattern.slice(at + 1, at + 5)) === false) return false;
      // `[\w-.]`: "bad character range"
      const isRange = pattern[at + 1] === '-' && pattern[at + 2] !== ']';
      if (isInside && SHORTHAND.test(letter) && isRange) return false;
    } else if (isInside) isInside = sign !== ']';
    else if (sign === '[') {
      isInside = true;
      if (pattern[at + 1] === '^') at++;
      // Nothing, and everything: Python takes the bracket for one of the signs.
      if (pattern[at + 1] === ']') return false;
    } else if (sign === '(' && /^\?(?:[=!]|<(?:[=!]|\w))/.test(pattern.slice(at + 1, at + 4))) return false;
  }
  return true;
}
