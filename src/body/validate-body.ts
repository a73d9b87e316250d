import { validateSync } from 'class-validator';
import { compileChecks } from './compiled-checks';
import type { CompiledChecks } from './compiled-checks';
import { outlineOf } from './large-body';
import { GatewayError } from '../errors/gateway-error';
import type { JsonObject } from './json-object';

/**
 * Fields with which a body could try to choose the upstream's host or credential: OpenAI SDKs' own, and those that
 * LiteLLM reads (https://docs.litellm.ai/docs/proxy/clientside_auth).
 */
const CREDENTIAL_FIELDS = [
  'api_base',
  'base_url',
  'api_key',
  'user_config',
  'azure_ad_token',
  'aws_access_key_id',
  'aws_secret_access_key',
  'aws_session_token',
  'aws_sts_endpoint',
  'aws_bedrock_runtime_endpoint',
  'model_list',
  'vertex_credentials',
] as const;
/** Headers that a body may not have sent upstream (LiteLLM's `extra_headers`). */
const CREDENTIAL_HEADER = /^(?:authorization|(?:x-)?(?:goog-)?api-key|host)$/i;

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
  refuseCredentialFields(given);
  refuseCredentialHeaders(given['extra_headers']);
  refuseInFallbacks(given['fallbacks']);
  const checked = new dto();
  for (const field of fields) {
    if (Object.hasOwn(given, field)) (checked as Record<string, unknown>)[field] = outlineOf(given, field);
  }
  if (plainlyRight(dto, checked)) return checked;
  const [mistake] = validateSync(checked, { stopAtFirstError: true, forbidUnknownValues: true });
  if (mistake === undefined) return checked;
  const [reason = 'is not valid'] = Object.values(mistake.constraints ?? {});
  throw invalid(mistake.property, `Invalid request: ${reason}.`);
}

/**
 * Refuses fields that would choose the upstream's host or credential.
 * @param at what stands before the field's name in `param` (`fallbacks.0.`)
 * @throws GatewayError INVALID_REQUEST naming the field
 */
export function refuseCredentialFields(given: object, at = ''): void {
  for (const field of CREDENTIAL_FIELDS) {
    if (Object.hasOwn(given, field)) {
      throw invalid(
        at + field,
        `The field '${field}' is not allowed: the gateway chooses host and credential.`,
      );
    }
  }
}

/** LiteLLM takes whole deployments there. */
function refuseInFallbacks(fallbacks: unknown): void {
  if (!Array.isArray(fallbacks)) return;
  for (const [index, fallback] of fallbacks.entries()) {
    if (typeof fallback !== 'object' || fallback === null) continue;
    refuseCredentialFields(fallback as object, `fallbacks.${index}.`);
  }
}

function refuseCredentialHeaders(headers: unknown): void {
  if (typeof headers !== 'object' || headers === null) return;
  if (Object.keys(headers).some((name) => CREDENTIAL_HEADER.test(name))) {
    throw invalid('extra_headers', 'Headers that choose host or credential are not allowed.');
  }
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

/** The parsed body of a route that needs one. @throws GatewayError INVALID_REQUEST when there is none. */
export function requireObject(body: unknown): JsonObject {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as JsonObject;
  throw new GatewayError(
    'INVALID_REQUEST',
    'The request needs a JSON body (content-type application/json).',
    { param: 'body' },
  );
}

/** An INVALID_REQUEST that names the field at fault. */
export function invalid(param: string, message: string): GatewayError {
  return new GatewayError('INVALID_REQUEST', message, { param });
}
