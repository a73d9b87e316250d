import { validateSync } from 'class-validator';
import { compileChecks } from './compiled-checks';
import type { CompiledChecks } from './compiled-checks';
import { outlineOf } from './large-body';
import { GatewayError } from '../errors/gateway-error';
import { invalid } from '../errors/invalid-field';
import type { JsonObject } from '../json/json-object';
import { refuseUpstreamChoice } from './upstream-choice';

/** A class whose decorated fields describe the checked part of a body. */
type Dto<T extends object> = new () => T;

/**
 * Checks the named fields of a body against a shallow DTO class: its own fields alone are copied into an instance, so
 * the cost does not grow with the body, and keys such as `__proto__` reach nothing.
 * @throws GatewayError INVALID_REQUEST with `param` naming the field.
 */
export function validateBody<T extends object>(
  body: unknown,
  dto: Dto<T>,
  fields: readonly (keyof T & string)[],
): T {
  const given = requireObject(body);
  refuseUpstreamChoice(given);
  const checked = new dto();
  for (const field of fields) {
    if (Object.hasOwn(given, field)) (checked as Record<string, unknown>)[field] = outlineOf(given, field);
  }
  if (plainlyRight(dto, checked)) return checked;
  const [mistake] = validateSync(checked, { forbidUnknownValues: true });
  if (mistake === undefined) return checked;
  // Decorators apply from the lowest up, and the highest one says what kind of value is wanted.
  const reason = Object.values(mistake.constraints ?? {}).at(-1) ?? `${mistake.property} is not valid`;
  throw invalid(mistake.property, `Invalid request: ${reason}.`);
}

const compiled = new WeakMap<Dto<object>, CompiledChecks>();

function plainlyRight<T extends object>(dto: Dto<T>, checked: T): boolean {
  let checks = compiled.get(dto);
  if (checks === undefined) compiled.set(dto, (checks = compileChecks(dto)));
  for (const [field, tests] of checks) {
    const value = (checked as Readonly<Record<string, unknown>>)[field];
    for (const test of tests) if (!test(value)) return false;
  }
  return true;
}

/** The parsed body of a route that needs one. @throws GatewayError INVALID_REQUEST when it is missing. */
export function requireObject(body: unknown): JsonObject {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as JsonObject;
  throw new GatewayError(
    'INVALID_REQUEST',
    'The request needs a JSON body (content-type application/json).',
    { param: 'body' },
  );
}
