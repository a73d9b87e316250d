import { invalid } from '../../errors/invalid-field';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { refuseUpstreamChoice } from '../../body/upstream-choice';
import { requireObject } from '../../body/validate-body';

/** What the door has to know of a Responses request. */
export interface ResponsesRequest {
  readonly body: JsonObject;
  readonly model: string | undefined;
  readonly stream: boolean;
  /** Whether it goes on without its caller. */
  readonly background: boolean;
}

/**
 * Checks a Responses request as far as the gateway has to know it; the rest is read when it is mapped.
 * Format: https://platform.openai.com/docs/api-reference/responses/create
 * @param prepares whether no model is to answer it: it prepares a later one, and may say nothing itself
 * @throws GatewayError INVALID_REQUEST with `param` naming the field
 */
export function validateResponsesRequest(given: unknown, prepares = false): ResponsesRequest {
  const body = requireObject(given);
  refuseUpstreamChoice(body);
  const { input, model, stream, background } = body;
  if (isEmpty(input) && !(isLeftOut(input) && (prepares || hasMore(body)))) {
    throw invalid('input', 'Invalid request: input must be a text or a list of at least one item.');
  }
  if (Array.isArray(input)) checkItems(input, 'input');
  const { max_output_tokens: most } = body;
  if (!isOptional(most, 'number') || (typeof most === 'number' && !Number.isInteger(most))) {
    const field = 'max_output_tokens';
    throw invalid(field, `Invalid request: ${field} must be a whole number of tokens.`);
  }
  if (!isOptional(model, 'string')) throw invalid('model', 'Invalid request: model must be a text.');
  if (!isOptional(stream, 'boolean'))
    throw invalid('stream', 'Invalid request: stream must be true or false.');
  if (!isOptional(background, 'boolean'))
    throw invalid('background', 'Invalid request: background must be true or false.');
  if (!isOptional(body['store'], 'boolean'))
    throw invalid('store', 'Invalid request: store must be true or false.');
  const { include } = body;
  if (include !== undefined && include !== null && !Array.isArray(include))
    throw invalid('include', 'Invalid request: include must be a list of texts.');
  const name = typeof model === 'string' ? model : undefined;
  return { body, model: name, stream: stream === true, background: background === true };
}

/** Those of input and, because whole answers come back, of output. */
const ROLES: ReadonlySet<unknown> = new Set(['user', 'assistant', 'system', 'developer', 'tool']);

/**
 * Checks items as far as everybody would refuse them.
 * @param name the field that holds them
 * @throws GatewayError INVALID_REQUEST with `param` naming the place
 */
export function checkItems(items: readonly unknown[], name: string): void {
  for (const [index, item] of items.entries()) {
    const at = `${name}.${index}`;
    if (!isObject(item)) throw invalid(at, `Invalid request: ${at} must be an object.`);
    const { type, role } = item;
    if ((type ?? undefined) === undefined && (role ?? undefined) === undefined)
      throw invalid(`${at}.type`, `Invalid request: ${at}.type is missing.`);
    if ((type ?? 'message') !== 'message' || ROLES.has(role)) continue;
    throw invalid(`${at}.role`, `Invalid request: ${at}.role must be user, assistant, system or developer.`);
  }
}

/** Whether what is to be answered may be elsewhere: in what it goes on from, or in a prompt that OpenAI keeps. */
function hasMore({ prompt, previous_response_id: previous, conversation }: JsonObject): boolean {
  return (
    isObject(prompt) || (previous ?? undefined) !== undefined || (conversation ?? undefined) !== undefined
  );
}

function isLeftOut(input: unknown): boolean {
  return input === undefined || input === null || (Array.isArray(input) && input.length === 0);
}

function isEmpty(input: unknown): boolean {
  return typeof input === 'string' ? input === '' : !Array.isArray(input) || input.length === 0;
}

function isOptional(value: unknown, type: 'string' | 'boolean' | 'number'): boolean {
  return value === undefined || value === null || typeof value === type;
}
