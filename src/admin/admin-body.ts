import { invalid } from '../body/invalid-field';
import { requireObject, validateBody } from '../body/validate-body';
import { isObject } from '../body/json-object';

/** How the body of an admin route is read. */
export interface AdminBody<T extends object> {
  /** The shallow class whose decorators describe the fields. */
  readonly dto: new () => T;
  readonly fields: readonly (keyof T & string)[];
  /** The fields that may be null. */
  readonly nullable?: readonly (keyof T & string)[];
}

/**
 * Reads the body of an admin route: only fields that are known, each of its type; what was not given is not there.
 * @throws GatewayError INVALID_REQUEST with `param` naming the field
 */
export function readAdminBody<T extends object>(
  body: unknown,
  { dto, fields, nullable = [] }: AdminBody<T>,
): T {
  const given = requireObject(body);
  const known: readonly string[] = fields;
  const mayBeNull: readonly string[] = nullable;
  for (const field of Object.keys(given)) {
    if (!known.includes(field)) {
      throw invalid(field, `The field '${field}' is not known here; the fields are ${known.join(', ')}.`);
    }
    if (given[field] === null && !mayBeNull.includes(field)) {
      throw invalid(field, `Invalid request: ${field} must not be null.`);
    }
  }
  const checked = validateBody(given, dto, fields);
  for (const field of fields) if (checked[field] === undefined) Reflect.deleteProperty(checked, field);
  return checked;
}

/** The same for a route whose body may be left out. */
export function readOptionalBody<T extends object>(body: unknown, form: AdminBody<T>): T {
  return readAdminBody(body ?? {}, form);
}

/** A test of one value, and what it says when the value is not right. */
export interface NestedCheck {
  readonly test: (value: unknown) => boolean;
  readonly wanted: string;
}

/**
 * Checks the fields of an object inside a body, which `validateBody` does not look into.
 * @throws GatewayError INVALID_REQUEST with `param` naming the field by its path (`options.region`)
 */
export function checkNested(
  path: string,
  value: unknown,
  checks: Readonly<Record<string, NestedCheck>>,
): void {
  if (value === undefined || value === null) return;
  if (!isObject(value) || Array.isArray(value))
    throw invalid(path, `Invalid request: ${path} must be an object.`);
  for (const [name, inner] of Object.entries(value)) {
    const field = `${path}.${name}`;
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (check === undefined) {
      throw invalid(
        field,
        `The field '${field}' is not known here; the fields are ${Object.keys(checks).join(', ')}.`,
      );
    }
    if (!check.test(inner)) throw invalid(field, `Invalid request: ${field} must be ${check.wanted}.`);
  }
}
