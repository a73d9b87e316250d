import { isObject } from '../../../json/json-object';

/** What a validator found wrong first, and with which field. */
export interface ValidationDetail {
  readonly message: string;
  readonly param: string;
}

/**
 * Reads the `detail` of servers that validate with pydantic (Mistral, vLLM, many of one's own): a list of
 * `{loc: ["body", "messages", 0, "name"], msg}`. Undefined where it is missing.
 * Format: https://docs.pydantic.dev/latest/errors/errors/
 */
export function firstDetail(error: unknown): ValidationDetail | undefined {
  const list: unknown = isObject(error) ? error['detail'] : undefined;
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  if (!isObject(first) || typeof first['msg'] !== 'string') return undefined;
  const place = Array.isArray(first['loc']) ? first['loc'].filter((part) => part !== 'body') : [];
  const param = place.map(String).join('.');
  return { message: param === '' ? first['msg'] : `${first['msg']} (${param})`, param };
}
