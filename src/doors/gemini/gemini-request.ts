import { invalid } from '../../errors/invalid-field';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { refuseUpstreamChoice } from '../../body/upstream-choice';
import { requireObject } from '../../body/validate-body';

/** An empty text is not one, as everywhere in protobuf's JSON. */
const ROLES: ReadonlySet<unknown> = new Set(['user', 'model', 'function', '', undefined, null]);

/**
 * Checks a request of `generateContent` as far as every provider would refuse it; the rest is for the provider to judge.
 * Format: https://ai.google.dev/api/generate-content
 * @throws GatewayError INVALID_REQUEST with `param` naming the field
 */
export function validateGeminiRequest(body: unknown): JsonObject {
  const request = requireObject(body);
  refuseUpstreamChoice(request);
  // A call may be in what is cached.
  const calls =
    (request['cachedContent'] ?? request['cached_content']) === undefined ? new Calls() : undefined;
  checkContents(request['contents'], 'contents', calls);
  return request;
}

/**
 * Checks a request of `countTokens`, and finds what is to be counted: the request itself, or the one inside it.
 * Format: https://ai.google.dev/api/tokens
 * @throws GatewayError INVALID_REQUEST with `param` naming the field
 */
export function validateCountRequest(body: unknown): JsonObject {
  const request = requireObject(body);
  refuseUpstreamChoice(request);
  const inner = request['generateContentRequest'] ?? request['generate_content_request'];
  if (inner === undefined || inner === null) {
    checkContents(request['contents'], 'contents', undefined);
    return request;
  }
  const at = 'generateContentRequest';
  if (!isObject(inner)) throw invalid(at, `Invalid request: ${at} must be an object.`);
  refuseUpstreamChoice(inner);
  checkContents(inner['contents'], `${at}.contents`, undefined);
  return inner;
}

/**
 * Checks a request of `embedContent`, `batchEmbedContents` or Vertex AI's `predict`, by the field that each has.
 * Format: https://ai.google.dev/api/embeddings
 * @throws GatewayError INVALID_REQUEST with `param` naming the field
 */
export function validateEmbedRequest(body: unknown, field: 'content' | 'requests' | 'instances'): JsonObject {
  const request = requireObject(body);
  refuseUpstreamChoice(request);
  const given = request[field];
  if (field === 'content') {
    checkContent(given, field, undefined);
    return request;
  }
  if (!Array.isArray(given) || given.length === 0) {
    throw invalid(field, `Invalid request: ${field} must be a list of at least one entry.`);
  }
  for (const [index, entry] of given.entries()) {
    const at = `${field}.${index}`;
    if (!isObject(entry)) throw invalid(at, `Invalid request: ${at} must be an object.`);
    if (field === 'requests') checkContent(entry['content'], `${at}.content`, undefined);
  }
  return request;
}

/** The functions that were called so far. */
class Calls {
  readonly #names = new Set<unknown>();
  readonly #ids = new Set<unknown>();

  /** @throws GatewayError INVALID_REQUEST for a response without its call */
  check(part: JsonObject, at: string): void {
    const call = part['functionCall'] ?? part['function_call'];
    if (isObject(call)) {
      this.#names.add(call['name']);
      if (call['id'] !== undefined) this.#ids.add(call['id']);
    }
    const response = part['functionResponse'] ?? part['function_response'];
    if (!isObject(response) || this.#names.has(response['name']) || this.#ids.has(response['id'])) return;
    throw invalid(
      `${at}.functionResponse`,
      `Invalid request: ${at}.functionResponse answers no functionCall before it.`,
    );
  }
}

function checkContents(given: unknown, at: string, calls: Calls | undefined): void {
  // Vertex AI takes one content without a list around it, and its documentation has it so.
  const contents = isObject(given) ? [given] : given;
  if (!Array.isArray(contents) || contents.length === 0) {
    throw invalid(at, `Invalid request: ${at} must be a list of at least one content.`);
  }
  for (const [index, content] of contents.entries()) checkContent(content, `${at}.${index}`, calls);
}

function checkContent(content: unknown, at: string, calls: Calls | undefined): void {
  if (!isObject(content)) throw invalid(at, `Invalid request: ${at} must be an object with parts.`);
  if (!ROLES.has(content['role'])) {
    throw invalid(`${at}.role`, `Invalid request: ${at}.role must be user or model.`);
  }
  const { parts } = content;
  if (isObject(parts)) return;
  if (!Array.isArray(parts) || parts.length === 0) {
    throw invalid(`${at}.parts`, `Invalid request: ${at}.parts must be a list of at least one part.`);
  }
  for (const [index, part] of parts.entries()) {
    const place = `${at}.parts.${index}`;
    if (!isObject(part)) throw invalid(place, `Invalid request: ${place} must be an object.`);
    calls?.check(part, place);
  }
}
