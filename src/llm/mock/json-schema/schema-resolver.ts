import type { JsonObject } from '../../../json/json-object';
import { isObject } from '../../../json/json-object';
import { mergeSchemas } from './merge-schemas';

const DEEPEST_NESTING = 16;
const MOST_STEPS = 20_000;

/** A schema without references, `allOf`, `anyOf` and `oneOf` at its top level. */
export type FlatSchema = JsonObject;

/** A flat schema, and the references that were followed on the way to it. */
interface ResolvedSchema {
  readonly schema: FlatSchema;
  readonly refs: ReadonlySet<string>;
}

/** Whether a schema is a reference to one that is being followed already. */
export function isRecursive(schema: unknown, refs: ReadonlySet<string>): boolean {
  return isObject(schema) && typeof schema.$ref === 'string' && refs.has(schema.$ref);
}

/** Follows references inside one document and folds combined schemas into one; bounded in depth and in work. */
export class SchemaResolver {
  #steps = 0;

  constructor(private readonly root: JsonObject) {}

  /** A schema's own keywords, merged with those of what it refers to and of the first alternatives it offers. */
  flatten(schema: unknown, refs: ReadonlySet<string>, nesting = 0): ResolvedSchema {
    this.#steps += 1;
    if (!isObject(schema) || nesting > DEEPEST_NESTING || this.#steps > MOST_STEPS) {
      return { schema: {}, refs };
    }
    const { $ref, allOf, anyOf, oneOf, ...own } = schema;
    let merged: ResolvedSchema = { schema: own, refs };
    const fold = (part: unknown): void => {
      const resolved = this.flatten(part, merged.refs, nesting + 1);
      merged = { schema: mergeSchemas(merged.schema, resolved.schema), refs: resolved.refs };
    };
    if (typeof $ref === 'string') {
      merged = { schema: own, refs: new Set([...refs, $ref]) };
      fold(this.#target($ref));
    }
    if (Array.isArray(allOf)) allOf.forEach(fold);
    for (const alternatives of [anyOf, oneOf]) {
      if (Array.isArray(alternatives)) fold(firstThatEnds(alternatives, refs));
    }
    return merged;
  }

  /** What a JSON pointer in this document (`#/$defs/name`) points at; undefined for anything else. */
  #target(reference: string): unknown {
    if (reference === '#') return this.root;
    if (!reference.startsWith('#/')) return undefined;
    let target: unknown = this.root;
    for (const part of reference.slice(2).split('/')) {
      const key = decoded(part).replaceAll('~1', '/').replaceAll('~0', '~');
      if (Array.isArray(target)) target = target[Number(key)];
      else target = isObject(target) && Object.hasOwn(target, key) ? target[key] : undefined;
    }
    return target;
  }
}

function firstThatEnds(alternatives: readonly unknown[], refs: ReadonlySet<string>): unknown {
  const ends = (schema: unknown) => schema !== false && !isRecursive(schema, refs);
  return alternatives.find(ends) ?? alternatives[0];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
