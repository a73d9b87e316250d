import { holdsCredential } from '../config/credential-header';
import type { GatewayError } from '../errors/gateway-error';
import { invalid } from '../errors/invalid-field';
import { isObject } from '../json/json-object';
import type { JsonObject } from '../json/json-object';
import { foldedName } from './folded-name';
import { repeatedField } from './repeated-fields';
import { isObserverField, isReservedField } from './reserved-fields';

/** What most bodies are made of: known to choose nothing, so that a call costs a look at each. */
const USUAL_FIELDS: ReadonlySet<string> = new Set([
  ...['model', 'messages', 'input', 'contents', 'system', 'instructions', 'tools', 'tool_choice', 'stream'],
  ...['stream_options', 'max_tokens', 'max_completion_tokens', 'max_output_tokens', 'temperature', 'top_p'],
  ...['stop', 'user', 'metadata', 'response_format', 'reasoning_effort', 'thinking', 'store', 'include'],
]);
/** Fields that hold headers for the upstream: LiteLLM sends all of them. */
const HEADER_FIELDS: ReadonlySet<string> = new Set(['extra_headers', 'headers', 'default_headers']);
/** Fields whose own fields count as the body's: OpenAI's SDKs and LiteLLM put them there. */
const BODY_FIELDS: ReadonlySet<string> = new Set([
  'extra_body',
  'litellm_params',
  'litellm_params_template',
  'litellm_embedding_config',
  'optional_params',
]);
/** LiteLLM's own metadata. OpenAI's `metadata` is the caller's. */
const METADATA_FIELD = 'litellm_metadata';
/** A provider with headers for it, or several. */
const SPECIFIC_FIELD = 'provider_specific_header';
/** Lists of what to ask instead, with parameters of their own. */
const FALLBACK_FIELDS: ReadonlySet<string> = new Set([
  'fallbacks',
  'context_window_fallbacks',
  'content_policy_fallbacks',
]);

/** Headers by which a body could have its request go astray, or be read in another way (RFC 9110, 7.6.1). */
const TRANSPORT_HEADER =
  /^(?:host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|forwarded|via|origin|content-.*|accept-encoding)$/;
/**
 * Headers that say who asks, or where a request goes on to: `OpenAI-Organization`, `OpenAI-Project`,
 * `x-goog-user-project`, `x-amz-…`, `x-forwarded-host`, `Helicone-Target-URL`, `x-portkey-custom-host`.
 */
const IDENTITY_HEADER =
  /organi[sz]ation|project|workspace|tenant|account|subscription|principal|identity|impersonat|credential|signature|secret|(?:^|[-_])(?:x[-_](?:amz|ms|litellm|forwarded|real|original|rewrite|http[-_]method|portkey)|host|target|ur[il]|base|endpoint|upstream|region|role)(?:[-_]|$)/;
const HARMLESS_HEADER = /^idempotency-key$/;
/** A text that is one line, which every HTTP client sends as one. */
const HEADER_TEXT = /^[^\r\n\0]*$/;
/** No body of anybody who means well nests these fields so deeply. */
const MAX_DEPTH = 8;

/**
 * Fields that name other models to ask: LiteLLM's, whose stored prompts may name one too, and OpenRouter's
 * (https://openrouter.ai/docs/features/model-routing).
 */
const MODEL_FIELDS: ReadonlySet<string> = new Set([
  'fallbacks',
  'context_window_fallbacks',
  'context_window_fallback_dict',
  'content_policy_fallbacks',
  'models',
  'model_alias_map',
  'silent_model',
  'specific_deployment',
  'hf_model_name',
  'prompt_id',
]);
/** Every field whose value is looked at here. */
const LOOKED_INTO: ReadonlySet<string> = new Set([
  ...HEADER_FIELDS,
  ...BODY_FIELDS,
  ...FALLBACK_FIELDS,
  ...MODEL_FIELDS,
  SPECIFIC_FIELD,
  METADATA_FIELD,
]);
/** LiteLLM's routers that choose a model by the question, and their models. */
const ROUTER_FIELD = /^(?:adaptive|auto|complexity|quality)_router_/;

/**
 * Refuses a body that would choose the upstream's host or credential, at its top or in the fields whose fields count as
 * the body's: `extra_body`, also inside another one, and what LiteLLM's `fallbacks` hold. Tools and messages are not looked
 * into: nobody reads such a name there.
 * @throws GatewayError INVALID_REQUEST with `param` naming the field
 */
export function refuseUpstreamChoice(body: object): void {
  refuseIn(body, '', 0);
}

/**
 * Refuses a body by which a virtual key would have other models asked than those that are assigned to it.
 * @throws GatewayError INVALID_REQUEST with `param` naming the field
 */
export function refuseModelChoice(body: JsonObject): void {
  refuseModelsIn(body, '', 0);
}

/**
 * Refuses a body in which one of the fields that were looked into is there more than once: the target's parser may read
 * another one of them than ours.
 * @param raw the bytes that `body` was parsed from
 * @throws GatewayError INVALID_REQUEST with `param` naming the field
 */
export function refuseHiddenChoice(raw: Buffer, body: JsonObject): void {
  // Parsing kept one of each, so that a body without any of them needs no second look.
  let looksInside = false;
  for (const field in body) {
    if (LOOKED_INTO.has(foldedName(field))) looksInside = true;
  }
  const repeated = looksInside ? repeatedField(raw, LOOKED_INTO) : undefined;
  if (repeated === undefined) return;
  throw invalid(repeated, `The field '${repeated}' is in the body more than once, or nested too deeply.`);
}

function refuseIn(body: object, at: string, depth: number): void {
  for (const field of Object.keys(body)) {
    if (USUAL_FIELDS.has(field)) continue;
    const name = foldedName(field);
    if (isReservedField(name)) throw reserved(at, field);
    if (HEADER_FIELDS.has(name)) refuseHeaders(Reflect.get(body, field), at + field);
    else if (BODY_FIELDS.has(name)) refuseInner(Reflect.get(body, field), at + field, depth);
    else if (name === SPECIFIC_FIELD) refuseSpecific(Reflect.get(body, field), at + field);
    else if (FALLBACK_FIELDS.has(name)) refuseFallbacks(Reflect.get(body, field), at + field, depth);
    else if (name === METADATA_FIELD) refuseObservers(Reflect.get(body, field), at + field);
  }
}

function reserved(at: string, field: string): GatewayError {
  return invalid(
    at + field,
    `The field '${field}' is not allowed: the gateway chooses host, credential and price.`,
  );
}

/** LiteLLM takes a text of JSON for an object as well. */
function refuseObservers(metadata: unknown, param: string): void {
  if (metadata === null || metadata === undefined) return;
  if (!isObject(metadata)) throw invalid(param, `${param} must be an object of fields.`);
  for (const field of Object.keys(metadata)) {
    if (isObserverField(foldedName(field))) throw reserved(`${param}.`, field);
  }
}

/** The value of a field whose fields count as the body's. Python's `dict` takes a list of pairs as well. */
function refuseInner(inner: unknown, param: string, depth: number): void {
  if (inner === null || inner === undefined) return;
  if (!isObject(inner) || depth === MAX_DEPTH) throw invalid(param, `${param} must be an object of fields.`);
  refuseIn(inner, `${param}.`, depth + 1);
}

function refuseSpecific(given: unknown, param: string): void {
  if (given === null || given === undefined) return;
  for (const one of Array.isArray(given) ? (given as unknown[]) : [given]) {
    if (!isObject(one)) throw invalid(param, `${param} must be an object with extra_headers.`);
    for (const field of Object.keys(one)) {
      if (HEADER_FIELDS.has(foldedName(field))) refuseHeaders(one[field], param);
    }
  }
}

function refuseFallbacks(given: unknown, param: string, depth: number): void {
  const list = Array.isArray(given) ? (given as unknown[]) : [given];
  for (const [index, fallback] of list.entries()) {
    if (typeof fallback !== 'object' || fallback === null) continue;
    refuseInner(fallback, Array.isArray(given) ? `${param}.${index}` : param, depth);
  }
}

/** A list of pairs is a set of headers to Python's HTTP clients, so that an object is the only form taken. */
function refuseHeaders(headers: unknown, param: string): void {
  if (headers === null || headers === undefined) return;
  if (!isObject(headers)) throw invalid(param, `${param} must be an object of names and texts.`);
  for (const [given, value] of Object.entries(headers)) {
    const name = given.trim().toLowerCase();
    if (isReservedHeader(name)) {
      throw invalid(param, 'Headers that choose host, credential or account are not allowed.');
    }
    const plain =
      typeof value === 'string' ? HEADER_TEXT.test(value) : typeof value !== 'object' || value === null;
    if (!plain || !HEADER_TEXT.test(given)) {
      throw invalid(param, `${param} must be an object of names and texts of one line.`);
    }
  }
}

function isReservedHeader(name: string): boolean {
  if (HARMLESS_HEADER.test(name)) return false;
  // WSGI, and what imitates it, takes an underscore for a hyphen.
  return (
    holdsCredential(name.replaceAll('_', '-')) || TRANSPORT_HEADER.test(name) || IDENTITY_HEADER.test(name)
  );
}

/** Some providers read names in any case (Go's encoding/json does), and of `model` and `Model` take the last. */
function refuseModelsIn(body: JsonObject, at: string, depth: number): void {
  for (const field of Object.keys(body)) {
    const name = foldedName(field);
    const names =
      name === 'model' ? field !== name || at !== '' : MODEL_FIELDS.has(name) || ROUTER_FIELD.test(name);
    const inner = BODY_FIELDS.has(name) ? body[field] : undefined;
    if (isObject(inner) && depth < MAX_DEPTH) refuseModelsIn(inner, `${at}${field}.`, depth + 1);
    if (!names || (body[field] ?? null) === null) continue;
    // Claude Code reads the message, and asks again without the field.
    const refused =
      field === 'fallbacks'
        ? 'The `fallbacks` parameter is not supported'
        : `The field '${field}' is not allowed`;
    throw invalid(at + field, `${refused}: this key's aliases choose the models.`);
  }
}
