import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';

/** Keywords that are understood as they are. */
const KEPT: ReadonlySet<string> = new Set([
  '$ref',
  'type',
  'description',
  'title',
  'default',
  'enum',
  'const',
  'required',
]);
/** Keywords that hold a schema, a list of them, or a map of them. */
const NESTED: ReadonlySet<string> = new Set([
  'items',
  'anyOf',
  'allOf',
  '$defs',
  'definitions',
  'properties',
]);
/** Said by their name alone; not worth a line of the description. */
const SILENT: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  'additionalProperties',
  'examples',
  'nullable',
]);
const FORMATS: ReadonlySet<unknown> = new Set([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'uri',
  'ipv4',
  'ipv6',
  'uuid',
]);

/**
 * A JSON Schema as structured outputs and strict tools take it: every object closed, and the keywords that are refused
 * (`minimum`, `maxLength`, `pattern`, …) moved into the description, as the provider's own SDKs do it.
 * Format: https://docs.anthropic.com/en/docs/build-with-claude/structured-outputs#json-schema-limitations
 */
export function outputSchema(schema: JsonObject): JsonObject {
  const result: Record<string, unknown> = {};
  const moved: string[] = [];
  for (const [name, value] of Object.entries(schema)) {
    if (KEPT.has(name)) result[name] = value;
    else if (name === 'oneOf') result['anyOf'] = nested('anyOf', value);
    else if (NESTED.has(name)) result[name] = nested(name, value);
    else if (name === 'format' && FORMATS.has(value)) result[name] = value;
    else if (name === 'minItems' && (value === 0 || value === 1)) result[name] = value;
    else if (!SILENT.has(name)) moved.push(`${name}: ${JSON.stringify(value)}`);
  }
  if (isObjectSchema(schema)) result['additionalProperties'] = false;
  if (moved.length > 0) {
    const said = typeof schema['description'] === 'string' ? `${schema['description']} ` : '';
    result['description'] = `${said}{${moved.join(', ')}}`;
  }
  return result;
}

/**
 * Whether a schema refers to itself, which structured outputs and strict tools do not take.
 * Source: https://docs.anthropic.com/en/docs/build-with-claude/structured-outputs#json-schema-limitations
 */
export function isRecursive(schema: JsonObject): boolean {
  // Each part once, however many references there are to it.
  const open = new Set<unknown>();
  const done = new Set<unknown>();
  const cyclic = (part: unknown): boolean => {
    if (open.has(part)) return true;
    if (done.has(part)) return false;
    open.add(part);
    const pointers = new Set<string>();
    collectReferences(part, pointers);
    const found = [...pointers].some((pointer) => cyclic(at(schema, pointer)));
    open.delete(part);
    done.add(part);
    return found;
  };
  return cyclic(schema);
}

/** Puts the local references in a schema into `found`, each once: `#`, `#/$defs/node`. */
function collectReferences(schema: unknown, found: Set<string>): void {
  if (Array.isArray(schema)) {
    for (const entry of schema) collectReferences(entry, found);
  } else if (isObject(schema)) {
    for (const [name, value] of Object.entries(schema)) {
      if (name === '$ref' && typeof value === 'string' && value.startsWith('#')) found.add(value);
      else collectReferences(value, found);
    }
  }
}

/** What a local reference points to (RFC 6901); undefined where there is nothing. */
function at(schema: JsonObject, pointer: string): unknown {
  let place: unknown = schema;
  for (const step of pointer.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    place = isObject(place) || Array.isArray(place) ? (place as JsonObject)[name] : undefined;
  }
  return place;
}

/** Whether a schema has objects with fields of any name, which structured outputs cannot express. */
export function isOpen(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.some(isOpen);
  if (!isObject(schema)) return false;
  const more = schema['additionalProperties'];
  if (more === true || isObject(more)) return true;
  return Object.entries(schema).some(
    ([name, value]) => (NESTED.has(name) || name === 'oneOf') && isOpenIn(name, value),
  );
}

function isOpenIn(name: string, value: unknown): boolean {
  return isMap(name) && isObject(value) ? Object.values(value).some(isOpen) : isOpen(value);
}

function nested(name: string, value: unknown): unknown {
  if (Array.isArray(value))
    return value.map((entry: unknown) => (isObject(entry) ? outputSchema(entry) : entry));
  if (!isObject(value)) return value;
  if (!isMap(name)) return outputSchema(value);
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, isObject(entry) ? outputSchema(entry) : entry]),
  );
}

function isMap(name: string): boolean {
  return name === 'properties' || name === '$defs' || name === 'definitions';
}

function isObjectSchema({ type, properties }: JsonObject): boolean {
  return type === 'object' || (Array.isArray(type) && type.includes('object')) || properties !== undefined;
}
