import { skipBlank } from '../json/json-edit';
import { JsonScanner } from '../json/json-scan';
import { MAX_DEPTH, MAX_NUMBER_LENGTH, MAX_VALUES } from './json-bounds';
import { MESSAGE_ROLES } from './message-roles';

/** From this size on a body is not parsed as a whole. */
export const LARGE_BODY_BYTES = 64 * 1024;
/** A body with more fields is no call of a model; a view of it would take longer to make than parsing it takes. */
const MAX_FIELDS = 1024;
/** Texts up to this length are read at once. */
const SMALL_TEXT = 1024;

const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;
/** A body that is over one of these is not walked on. */
const LIMITS = { depth: MAX_DEPTH, values: MAX_VALUES, numberLength: MAX_NUMBER_LENGTH };
const ROLE_KEY = Buffer.from('"role"');
/** The roles as nearly all are written, so that no text has to be made of them. */
const ROLES = MESSAGE_ROLES.map((role) => ({ role, written: Buffer.from(`"${role}"`) }));

type Fields = Record<string, unknown>;

/** Where a value is in the bytes. */
interface Place {
  readonly start: number;
  readonly end: number;
  /** Of an array that holds objects alone: the `role` of each. */
  readonly roles: readonly MessageOutline[] | undefined;
}

/** All that is read of a message. */
interface MessageOutline {
  readonly role: unknown;
}

/** The outlines of large arrays, by the body and the field that holds them. */
const outlines = new WeakMap<object, ReadonlyMap<string, readonly unknown[]>>();

/**
 * A view of a large body that holds its small fields, and parses the bytes when another one is read: for bytes that are
 * passed on, that is never. Parsing a megabyte puts its strings where only a full garbage collection finds them again,
 * and a service that did so for each request would do little else than collect.
 * @returns undefined where the bytes are no JSON object, or an unusual one: that is for `JSON.parse` to judge, and may be over
 * the bounds of `JsonBounds`. What is returned is within them.
 */
export function viewLargeBody(raw: Buffer): object | undefined {
  const places = topLevel(raw);
  if (places === undefined) return undefined;
  const view: Fields = {};
  const arrays = new Map<string, readonly unknown[]>();
  let whole: object | undefined;
  for (const [key, { start, end, roles }] of places) {
    if (isSmall(raw, start, end)) {
      define(view, key, parsed(raw, start, end));
      continue;
    }
    if (roles !== undefined) arrays.set(key, roles);
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
 * A field for a check that looks no deeper than at the roles of messages: of a large body's array of objects the
 * elements' `role` alone, anything else as it is.
 */
export function outlineOf(body: object, field: string): unknown {
  return outlines.get(body)?.get(field) ?? Reflect.get(body, field);
}

/** Whether {@link outlineOf} knows the roles alone of a field's elements. */
export function isOutlined(body: object, field: string): boolean {
  return outlines.get(body)?.has(field) === true;
}

/** Where the fields of the object are. */
function topLevel(raw: Buffer): ReadonlyMap<string, Place> | undefined {
  const scanner = new JsonScanner(raw, LIMITS);
  const places = new Map<string, Place>();
  const end = scanner.membersEnd(skipBlank(raw, 0), (keyStart, start) => {
    // A key with an escape may be the same as another one.
    if (scanner.escaped || places.size === MAX_FIELDS) return -1;
    const key = String(parsed(raw, keyStart, scanner.stringEnd(keyStart)));
    const messages = raw[start] === OPEN_BRACKET ? outlineArray(raw, scanner, start) : undefined;
    const valueEnd = messages?.end ?? scanner.valueEnd(start);
    if (places.has(key)) return -1;
    places.set(key, { start, end: valueEnd, roles: messages?.roles });
    return valueEnd;
  });
  return end >= 0 && skipBlank(raw, end) === raw.length ? places : undefined;
}

/** The roles of an array of objects; undefined for any other array, and where it is not right. */
function outlineArray(
  raw: Buffer,
  scanner: JsonScanner,
  from: number,
): { readonly end: number; readonly roles: readonly MessageOutline[] } | undefined {
  const roles: MessageOutline[] = [];
  const end = scanner.elementsEnd(from, (element) => {
    let role: unknown;
    const elementEnd = scanner.membersEnd(element, (keyStart, start) => {
      if (scanner.escaped) return -1;
      const valueEnd = scanner.valueEnd(start);
      if (valueEnd >= 0 && standsAt(raw, keyStart, ROLE_KEY)) role = roleAt(raw, start, valueEnd);
      return valueEnd;
    });
    roles.push({ role });
    return elementEnd;
  });
  return end < 0 || roles.length === 0 ? undefined : { end, roles };
}

/** A role as it is checked; a long one, or one that is neither text nor number, counts as no role. */
function roleAt(raw: Buffer, start: number, end: number): unknown {
  for (const { role, written } of ROLES) {
    if (end - start === written.length && standsAt(raw, start, written)) return role;
  }
  return isSmall(raw, start, end) ? parsed(raw, start, end) : undefined;
}

function standsAt(raw: Buffer, at: number, sought: Buffer): boolean {
  for (let index = 0; index < sought.length; index++) if (raw[at + index] !== sought[index]) return false;
  return true;
}

function parsed(raw: Buffer, start: number, end: number): unknown {
  return JSON.parse(raw.toString('utf8', start, end));
}

function isSmall(raw: Buffer, start: number, end: number): boolean {
  const first = raw[start];
  return first !== OPEN_BRACE && first !== OPEN_BRACKET && end - start <= SMALL_TEXT;
}

/** Defines rather than assigns: `__proto__` is a field like any other here, as it is for JSON.parse. */
function define(body: Fields, key: string, value: unknown): unknown {
  Object.defineProperty(body, key, { value, enumerable: true, configurable: true, writable: true });
  return value;
}
