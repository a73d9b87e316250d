/**
 * Fields with which a body could choose the upstream's host, credential or identity: OpenAI SDKs' own, and those that
 * LiteLLM reads (https://docs.litellm.ai/docs/proxy/clientside_auth), which lets a body override its deployments. The list of what
 * its latest releases refuse is `_BANNED_REQUEST_BODY_PARAMS` in its `proxy/auth/auth_utils.py`; earlier ones take them.
 */
const RESERVED: ReadonlySet<string> = new Set([
  'api_base',
  'base_url',
  'api_key',
  'api_type',
  'api_version',
  'client',
  'http_client',
  'proxy',
  'proxies',
  'extra_query',
  'default_query',
  'hf_token',
  'project_id',
  'space_id',
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
  'agentcore_runtime_session_id',
  'bedrock_tags',
  'fireworks_forward_user_id',
  'nvcf_function_id',
  'rust',
  'use_ssl',
]);

/** The beginnings of further such names: what LiteLLM knows of a cloud's accounts, regions and endpoints. */
const FAMILY =
  /^(?:aws|azure|s3|sagemaker|vertex|watsonx|wx|oci|snowflake|databricks|cloudflare|gigachat|(?:openai|anthropic)[-_](?:disable|federation|identity|issuer|keycloak|organization|project|service|workspace))[-_]/;

/**
 * Where LiteLLM sends what it records of a call, and with which credential (https://docs.litellm.ai/docs/proxy/logging), and
 * whether it does: a caller who chooses the place gets the operator's credential for it.
 */
const OBSERVER =
  /^(?:turn_off_message_logging|litellm_disabled_callbacks|user_api_key_auth_metadata|(?:arize|braintrust|dd|gcs|humanloop|langfuse|langsmith|lunary|newrelic|posthog|signoz|slack|wandb|weave)_(?:(?:agent|api|base|bucket|ingestion|path|project|public|secret|service|space|tenant|webhook)_)*(?:account|endpoint|environment|host|id|key|name|port|project|region|secret|site|url))$/;

/** What LiteLLM takes for the price of a call; its own figures come from there. */
const PRICE = /(?:^|_)cost_per_|_token_cost|^tiered_pricing$/;

/** @param name of a field of a body, in lower case */
export function isReservedField(name: string): boolean {
  return RESERVED.has(name) || FAMILY.test(name) || isObserverField(name) || PRICE.test(name);
}

/** The same of fields of LiteLLM's own metadata. */
export function isObserverField(name: string): boolean {
  return OBSERVER.test(name);
}
