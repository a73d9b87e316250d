import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { referredIn } from '../canonical/schema-reference';

/** References are written out where they are, which can multiply. */
const MAX_NODES = 5_000;
const MAX_DEPTH = 64;
const DEFINITIONS = ['$defs', 'definitions'];

/**
 * A schema of arguments as Amazon Nova takes it: at the top an object with `properties` and `required`, and nothing else
 * ("extraneous key [$schema] is not permitted"). What is defined at the top for references is written out in their places; of
 * a schema that refers to itself the inner reference is left out.
 * Source: https://docs.aws.amazon.com/nova/latest/userguide/tool-use-definition.html
 */
export function novaSchema(schema: JsonObject): JsonObject {
  const whole = DEFINITIONS.some((name) => isObject(schema[name])) ? new WrittenOut(schema).whole() : schema;
  const { properties, required } = whole;
  return {
    type: 'object',
    properties: isObject(properties) ? properties : {},
    ...(Array.isArray(required) && required.length > 0 ? { required } : {}),
  };
}

/** A schema on its way; holds the root that references are looked up in. */
class WrittenOut {
  #nodes = 0;

  constructor(private readonly root: JsonObject) {}

  whole(): JsonObject {
    const { $defs: _defs, definitions: _definitions, ...rest } = this.root;
    const written = this.#value(rest, 0, []);
    return isObject(written) ? written : {};
  }

  /** @param path the references that are being written out */
  #value(value: unknown, depth: number, path: readonly string[]): unknown {
    if (Array.isArray(value)) return value.map((entry: unknown) => this.#value(entry, depth + 1, path));
    if (!isObject(value)) return value;
    if (++this.#nodes > MAX_NODES || depth > MAX_DEPTH) return {};
    const { $ref: ref, ...rest } = value;
    const own = Object.fromEntries(
      Object.entries(rest).map(([key, entry]) => [key, this.#value(entry, depth + 1, path)]),
    );
    if (typeof ref !== 'string')
      return ref === undefined ? own : { ...own, $ref: this.#value(ref, depth + 1, path) };
    const found = path.includes(ref) || !ref.startsWith('#/') ? undefined : referredIn(this.root, ref);
    const target = found === undefined ? {} : this.#value(found, depth + 1, [...path, ref]);
    return { ...(isObject(target) ? target : {}), ...own };
  }
}
