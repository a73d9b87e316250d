import { GatewayError } from '../errors/gateway-error';
import { calendarTime } from './calendar-time';
import { looksLikeId } from './record-id';

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9 ._:@+-]{0,126}[A-Za-z0-9._:@+-])?$/;
const MODEL_NAME = /^[A-Za-z0-9@~_][\w.:@/+~-]{0,255}$/;
const ALIAS = /^[A-Za-z0-9@~_*][\w.:@/+~*-]{0,255}$/;
/** What ids, names and `connection/model` are made of. */
const REFERENCE = /^[\x20-\x7e]{1,512}$/;
const PRINTABLE = /^[\x21-\x7e]{1,512}$/;
/** A time of day is part of it. */
const WITH_TIME = /^\S{10}[Tt ]\d\d:\d\d:\d\d/;

/** A refusal of a field's value. */
export function notAllowed(param: string, message: string): GatewayError {
  return new GatewayError('INVALID_REQUEST', message, { param });
}

/**
 * Whether a text may be an id or a name. Whatever else a URL or a body holds is nobody's, and is not asked of the
 * database: PostgreSQL takes no text with U+0000 in it.
 */
export function isReference(ref: string): boolean {
  return REFERENCE.test(ref);
}

/** The name of a connection or a virtual key. No slash, because `connection/model` is a reference. */
export function checkedName(value: unknown, param = 'name'): string {
  if (typeof value === 'string' && NAME.test(value) && !looksLikeId(value) && !value.startsWith('file:'))
    return value;
  throw notAllowed(
    param,
    `The ${param} must be 1 to 128 letters, digits, spaces or . _ : @ + -, beginning with a letter or digit.`,
  );
}

/** The name of a model: as providers name models, slashes included. */
export function checkedModelName(value: unknown, param: string): string {
  if (typeof value === 'string' && MODEL_NAME.test(value) && !looksLikeId(value)) return value;
  throw notAllowed(
    param,
    `The ${param} must be 1 to 256 letters, digits or . _ : @ / + ~ -, beginning with a letter or digit.`,
  );
}

/**
 * The name here of what a provider calls a model in characters that names do not have: a vLLM calls its models by paths
 * (`/models/llama`).
 * @returns the provider's own name where that is one; undefined where nothing can be made of it
 */
export function modelNameOf(remote: string): string | undefined {
  const name = remote.replace(/^[^A-Za-z0-9@~_]+/, '').replaceAll(/[^\w.:@/+~-]/g, '-');
  return PRINTABLE.test(remote) && MODEL_NAME.test(name) && !looksLikeId(name) ? name : undefined;
}

/** What a key calls a model: a name as models have, or a pattern in which `*` is any text (`claude-*`). */
export function checkedAlias(value: unknown): string {
  if (typeof value === 'string' && ALIAS.test(value) && !looksLikeId(value)) return value;
  throw notAllowed(
    'alias',
    'The alias must be 1 to 256 letters, digits or . _ : @ / + ~ -, beginning with a letter or digit; * is any text.',
  );
}

/** What a provider calls something: printable characters without spaces. */
export function checkedProviderText(value: unknown, param: string): string {
  if (typeof value === 'string' && PRINTABLE.test(value)) return value;
  throw notAllowed(param, `The ${param} must be 1 to 512 printable characters without spaces.`);
}

/** True or false. */
export function checkedFlag(value: unknown, param: string): boolean {
  if (typeof value === 'boolean') return value;
  throw notAllowed(param, `The ${param} must be true or false.`);
}

/** Which numbers a field takes, both bounds included. */
export interface NumberBounds {
  readonly min: number;
  readonly max: number;
  /** Whether it has to be whole. */
  readonly whole?: boolean;
}

/** A number within bounds. */
export function checkedNumber(value: unknown, param: string, bounds: NumberBounds): number {
  const { min, max, whole = false } = bounds;
  const fits =
    typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value));
  if (fits) return value;
  const kind = whole ? 'a whole number' : 'a number';
  throw notAllowed(param, `The ${param} must be ${kind} from ${min} to ${max}.`);
}

/** A time (RFC 3339), in milliseconds since 1970. */
export function checkedTime(value: unknown, param: string): number {
  const at = typeof value === 'string' && WITH_TIME.test(value) ? calendarTime(value) : NaN;
  if (Number.isNaN(at))
    throw notAllowed(param, `The ${param} must be a time that there is, such as 2030-01-31T12:00:00Z.`);
  return at;
}

/** A time, as it is stored (RFC 3339, UTC); null for none. */
export function storedTime(value: unknown, param: string): string | null {
  return value === null ? null : new Date(checkedTime(value, param)).toISOString();
}

/** A time in the future, as it is stored (RFC 3339, UTC); null for never. */
export function checkedFutureTime(value: unknown, param: string): string | null {
  if (value === null) return null;
  const at = checkedTime(value, param);
  if (at <= Date.now()) throw notAllowed(param, `The ${param} must be in the future.`);
  return new Date(at).toISOString();
}
