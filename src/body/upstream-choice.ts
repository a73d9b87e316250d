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
  'azure_ad_token',
  'azure_password',
  'client_secret',
  'aws_access_key_id',
  'aws_secret_access_key',
  'aws_session_token',
  'aws_session_name',
  'aws_profile_name',
  'aws_role_name',
  'aws_external_id',
  'aws_web_identity_token',
  'aws_region_name',
  'aws_sts_endpoint',
  'aws_bedrock_runtime_endpoint',
  'sagemaker_base_url',
  's3_endpoint_url',
  'deployment_url',
  'vertex_credentials',
  'vertex_ai_credentials',
  'vertex_project',
  'vertex_ai_project',
  'vertex_location',
  'vertex_ai_location',
]);

/** Fields that hold headers for the upstream: LiteLLM sends both. */
const HEADER_FIELDS = ['extra_headers', 'headers'] as const;
/** Headers by which a body could have its request go astray. */
const RESERVED_HEADER = /^(?:host|connection|content-length|transfer-encoding)$/i;
const HARMLESS_HEADER = /^idempotency-key$/i;

/** Fields that name other models to ask: LiteLLM's, and OpenRouter's (https://openrouter.ai/docs/features/model-routing). */
const MODEL_FIELDS = ['fallbacks', 'context_window_fallbacks', 'content_policy_fallbacks', 'models'] as const;

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
    if (!RESERVED_FIELDS.has(field)) continue;
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

function refuseModelsIn(body: JsonObject, at: string): void {
  for (const field of MODEL_FIELDS) {
    if ((body[field] ?? null) === null) continue;
    throw invalid(at + field, `The field '${field}' is not allowed: this key's aliases choose the models.`);
  }
}
