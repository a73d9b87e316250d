import { holdsCredential } from '../config/credential-header';
import { invalid } from './invalid-field';
import { isObject } from './json-object';
import type { JsonObject } from './json-object';

/**
 * Fields with which a body could choose the upstream's host, credential or identity: OpenAI SDKs' own, and those that
 * LiteLLM reads (https://docs.litellm.ai/docs/proxy/clientside_auth), which lets a body override its deployments.
 */
const RESERVED_FIELDS: ReadonlySet<string> = new Set([
  'api_base',
  'base_url',
  'api_key',
  'user_config',
  'model_list',
  'router_settings_override',
  'custom_llm_provider',
  'litellm_credential_name',
  'deployment_id',
  'deployment_url',
  'azure',
  'organization',
  'workspace_id',
  'tenant_id',
  'client_id',
  'client_secret',
  'region_name',
  'use_litellm_proxy',
  'use_xai_oauth',
  'ssl_verify',
  'sagemaker_base_url',
  'vertex_credentials',
  'vertex_ai_credentials',
  'vertex_project',
  'vertex_ai_project',
  'vertex_location',
  'vertex_ai_location',
]);

/** The beginnings of further such names: what LiteLLM knows of a cloud's accounts, regions and endpoints. */
const RESERVED_FAMILY =
  /^(?:aws|azure|s3|gigachat|(?:openai|anthropic)_(?:disable|federation|identity|issuer|keycloak|organization|service|workspace))_/;

/** Fields that hold headers for the upstream: LiteLLM sends both. */
const HEADER_FIELDS = ['extra_headers', 'headers'] as const;
/** Headers by which a body could have its request go astray. */
const RESERVED_HEADER = /^(?:host|connection|content-length|transfer-encoding)$/i;
const HARMLESS_HEADER = /^idempotency-key$/i;

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
/** LiteLLM's routers that choose a model by the question, and their models. */
const ROUTER_FIELD = /^(?:adaptive|auto|complexity|quality)_router_/;

/**
 * Refuses a body that would choose the upstream's host or credential, also in `extra_body`, whose fields LiteLLM takes as
 * the body's own, and in the deployments that its `fallbacks` may hold.
 * @throws GatewayError INVALID_REQUEST with `param` naming the field
 */
export function refuseUpstreamChoice(body: object): void {
  refuseIn(body, '');
  const inner: unknown = Reflect.get(body, 'extra_body');
  if (isObject(inner)) refuseIn(inner, 'extra_body.');
}

/**
 * Refuses a body by which a virtual key would have other models asked than those that are assigned to it.
 * @throws GatewayError INVALID_REQUEST with `param` naming the field
 */
export function refuseModelChoice(body: JsonObject): void {
  refuseModelsIn(body, '');
  const inner = body['extra_body'];
  if (isObject(inner)) refuseModelsIn(inner, 'extra_body.');
}

function refuseIn(body: object, at: string): void {
  refuseFields(body, at);
  for (const field of HEADER_FIELDS) refuseHeaders(Reflect.get(body, field), at + field);
  const specific: unknown = Reflect.get(body, 'provider_specific_header');
  if (isObject(specific)) {
    for (const one of Array.isArray(specific) ? specific : [specific]) {
      if (isObject(one)) refuseHeaders(one['extra_headers'], `${at}provider_specific_header`);
    }
  }
  const fallbacks: unknown = Reflect.get(body, 'fallbacks');
  if (!Array.isArray(fallbacks)) return;
  for (const [index, fallback] of fallbacks.entries()) {
    if (isObject(fallback)) refuseFields(fallback, `${at}fallbacks.${index}.`);
  }
}

function refuseFields(given: object, at: string): void {
  for (const field of Object.keys(given)) {
    const name = field.toLowerCase();
    if (!RESERVED_FIELDS.has(name) && !RESERVED_FAMILY.test(name)) continue;
    throw invalid(
      at + field,
      `The field '${field}' is not allowed: the gateway chooses host and credential.`,
    );
  }
}

function refuseHeaders(headers: unknown, param: string): void {
  if (!isObject(headers)) return;
  const reserved = (name: string): boolean =>
    (holdsCredential(name) || RESERVED_HEADER.test(name)) && !HARMLESS_HEADER.test(name);
  if (Object.keys(headers).some(reserved)) {
    throw invalid(param, 'Headers that choose host or credential are not allowed.');
  }
}

/** Some providers read names in any case (Go's encoding/json does), and of `model` and `Model` take the last. */
function refuseModelsIn(body: JsonObject, at: string): void {
  for (const field of Object.keys(body)) {
    const name = field.toLowerCase();
    const names =
      name === 'model' ? field !== name || at !== '' : MODEL_FIELDS.has(name) || ROUTER_FIELD.test(name);
    if (!names || (body[field] ?? null) === null) continue;
    throw invalid(at + field, `The field '${field}' is not allowed: this key's aliases choose the models.`);
  }
}
