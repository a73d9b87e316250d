import { CONTROL_CHARACTER } from '../json/control-character';
import { invalid } from '../errors/invalid-field';
import { isObject } from '../json/json-object';
import type { PageRequest } from '../registry/registry-admin';

const MAX_PAGE = 1000;
const MAX_TEXT = 512;

/**
 * The query of an admin route: only parameters that are known, each given once.
 * @throws GatewayError INVALID_REQUEST with `param` naming the parameter
 */
export function readQuery<const Name extends string>(
  query: unknown,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const known: readonly string[] = names;
  const read: Partial<Record<string, string>> = {};
  for (const [name, value] of Object.entries(isObject(query) ? query : {})) {
    if (!known.includes(name)) {
      throw invalid(
        name,
        `The query parameter '${name}' is not known here; there is ${known.join(', ') || 'none'}.`,
      );
    }
    if (typeof value !== 'string' || value.length > MAX_TEXT || CONTROL_CHARACTER.test(value)) {
      throw invalid(
        name,
        `The query parameter '${name}' must be given once, with at most ${MAX_TEXT} characters and no control characters.`,
      );
    }
    read[name] = value;
  }
  return read;
}

/** Which part of a list is asked for. @throws GatewayError INVALID_REQUEST with `param: limit` */
export function pageOf({
  limit,
  cursor,
}: {
  readonly limit?: string;
  readonly cursor?: string;
}): PageRequest {
  return { ...(limit !== undefined && { limit: pageLimit(limit) }), ...(cursor !== undefined && { cursor }) };
}

function pageLimit(text: string): number {
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MAX_PAGE) return limit;
  throw invalid('limit', `The query parameter 'limit' must be a whole number from 1 to ${MAX_PAGE}.`);
}

/** A parameter that is a yes or a no; without a value it is a yes. @throws GatewayError INVALID_REQUEST */
export function flagOf(name: string, text: string | undefined): boolean {
  if (text === undefined || text === 'false') return false;
  if (text === 'true' || text === '') return true;
  throw invalid(name, `The query parameter '${name}' must be true or false.`);
}
