import { CONTROL_CHARACTER } from '../json/control-character';
import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError } from '../errors/gateway-error';
import { isObject } from '../json/json-object';
import type { JsonObject } from '../json/json-object';
import { withoutSession } from './agent-user';

/** `x-llm-proxy-tags: nightly, team-a` */
const TAGS_HEADER = 'x-llm-proxy-tags';
const MAX_TAGS = 32;
/** Neither quotes nor backslashes: tags are looked for in a JSON text. */
const TAG = /^[\p{L}\p{N}][\p{L}\p{N} ._:@/+=-]{0,63}$/u;
const MAX_USER = 256;
const PRODUCT = /^[\w.@/ +-]{1,64}/;

/**
 * The person at the caller's end, as the caller says.
 * @param userHeaders names of headers with a person's id, the first that is there counts; lower-case
 */
export function userOf(
  headers: IncomingHttpHeaders,
  body: JsonObject,
  userHeaders: readonly string[],
): string | undefined {
  const { metadata } = body;
  const told = [
    body['user'],
    body['safety_identifier'],
    isObject(metadata) ? metadata['user_id'] : undefined,
  ];
  for (const name of userHeaders) told.push(headers[name]);
  const found = told.find((value) => typeof value === 'string' && value !== '');
  if (typeof found !== 'string') return undefined;
  const user = withoutSession(found);
  return CONTROL_CHARACTER.test(user) ? undefined : user.slice(0, MAX_USER);
}

/**
 * What a call is filed under: the header `x-llm-proxy-tags`, and `metadata.tags`.
 * @throws GatewayError INVALID_REQUEST for a header whose tags cannot be recorded
 */
export function tagsOf(
  headers: IncomingHttpHeaders,
  { metadata }: JsonObject,
): readonly string[] | undefined {
  const header = headers[TAGS_HEADER];
  const inBody = isObject(metadata) ? metadata['tags'] : undefined;
  if (header === undefined && inBody === undefined) return undefined;
  const tags = new Set<string>();
  for (const tag of String(header ?? '').split(',', MAX_TAGS + 1)) {
    const text = tag.trim();
    if (text === '') continue;
    if (!TAG.test(text)) throw badTags();
    tags.add(text);
  }
  if (tags.size > MAX_TAGS) throw badTags();
  // Metadata is the provider's as well: what is no tag of ours is left to it.
  for (const tag of Array.isArray(inBody)
    ? inBody
    : typeof inBody === 'string'
      ? inBody.split(',', MAX_TAGS)
      : []) {
    const text = typeof tag === 'string' ? tag.trim() : '';
    if (tags.size < MAX_TAGS && TAG.test(text)) tags.add(text);
  }
  return tags.size === 0 ? undefined : [...tags];
}

function badTags(): GatewayError {
  const message =
    `The header ${TAGS_HEADER} takes up to ${MAX_TAGS} tags, separated by commas: each 1 to 64 letters, digits, spaces ` +
    'or . _ : @ / + = -, beginning with a letter or digit.';
  return new GatewayError('INVALID_REQUEST', message, { param: TAGS_HEADER });
}

/** The product that calls, from its user agent (`OpenAI/Python 1.99`). */
export function clientOf(userAgent: string | undefined): string | undefined {
  return userAgent === undefined ? undefined : PRODUCT.exec(userAgent)?.[0].trim();
}
