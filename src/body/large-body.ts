/** From this size on a parsed body is not kept. */
export const LARGE_BODY_BYTES = 64 * 1024;
/** A body with more fields is no call of a model; a view of it would take longer to make than the parsing took. */
const MAX_FIELDS = 1024;
/** Texts up to this length are kept all the same. */
const SMALL_TEXT = 1024;

type Fields = Record<string, unknown>;

/** The outlines of large arrays, by the body and the field that holds them. */
const outlines = new WeakMap<object, ReadonlyMap<string, readonly unknown[]>>();

/**
 * A view of a large body that holds its small fields, and parses the bytes again when another one is read: for bytes
 * that are passed on, that is never. Keeping what was parsed would have the garbage collector copy a megabyte of strings
 * for each megabyte that waits for its answer.
 */
export function viewLargeBody(raw: Buffer, parsed: object): object {
  const fields = Object.entries(parsed);
  if (fields.length > MAX_FIELDS) return parsed;
  const view: Fields = {};
  const arrays = new Map<string, readonly unknown[]>();
  let whole: object | undefined;
  for (const [key, value] of fields) {
    if (isSmall(value)) {
      define(view, key, value);
      continue;
    }
    if (Array.isArray(value)) arrays.set(key, value.map(roleOf));
    Object.defineProperty(view, key, {
      enumerable: true,
      configurable: true,
      get: () => {
        whole ??= JSON.parse(raw.toString('utf8')) as object;
        return define(view, key, Reflect.get(whole, key));
      },
    });
  }
  outlines.set(view, arrays);
  return view;
}

/**
 * A field for a check that looks no deeper than at the roles of messages: of a large body's array the elements' `role`
 * alone, anything else as it is.
 */
export function outlineOf(body: object, field: string): unknown {
  return outlines.get(body)?.get(field) ?? Reflect.get(body, field);
}

function isSmall(value: unknown): boolean {
  return typeof value === 'string' ? value.length <= SMALL_TEXT : typeof value !== 'object' || value === null;
}

function roleOf(element: unknown): unknown {
  if (typeof element !== 'object' || element === null) return element;
  const role: unknown = Reflect.get(element, 'role');
  return { role: isSmall(role) ? role : undefined };
}

/** Defines rather than assigns: `__proto__` is a field like any other here, as it is for JSON.parse. */
function define(body: Fields, key: string, value: unknown): unknown {
  Object.defineProperty(body, key, { value, enumerable: true, configurable: true, writable: true });
  return value;
}
