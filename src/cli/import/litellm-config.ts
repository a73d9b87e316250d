import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { lookup } from '../../json/lookup';
import { modelNameOf } from '../../registry/field-checks';
import { LiteLlmConnections } from './litellm-connections';
import { LiteLlmGroups } from './litellm-groups';
import { givenOrder, inOrder } from './litellm-order';
import type { GivenOrder } from './litellm-order';
import { refOf } from './litellm-plan';
import type { LiteLlmPlan, WantedDeployment } from './litellm-plan';
import { isLiteLlmPrice, LiteLlmPrices } from './litellm-prices';
import { LiteLlmValues } from './litellm-values';
import type { LiteLlmSource, Path } from './litellm-values';
import { litellmVariables } from './litellm-variables';

/** LiteLLM's names of providers where ours are others; see docs.litellm.ai/docs/providers. */
const PROVIDERS = lookup<string>({
  gemini: 'google',
  vertex_ai: 'vertex',
  vertex_ai_beta: 'vertex',
  together_ai: 'together',
  fireworks_ai: 'fireworks',
  moonshot: 'moonshotai',
  dashscope: 'alibaba',
  nvidia_nim: 'nvidia',
  hosted_vllm: 'vllm',
  lm_studio: 'lmstudio',
  ollama_chat: 'ollama',
  custom_openai: 'openai-compatible',
  openai_like: 'openai-compatible',
  xinference: 'openai-compatible',
  llamafile: 'openai-compatible',
  docker_model_runner: 'openai-compatible',
  'text-completion-openai': 'openai',
  azure_text: 'azure',
  azure_ai: 'azure',
  litellm_proxy: 'litellm',
});

/** The providers of names that LiteLLM knows without one in front; of all others it is OpenAI. */
const KNOWN_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^claude-/, 'anthropic'],
  [/^gemini-/, 'vertex_ai'],
  [/^command/, 'cohere'],
];

/** What is before a model's name for the way in which LiteLLM asks it, by our names of providers. */
const WAYS = lookup<RegExp>({
  openai: /^responses\//,
  azure: /^(?:responses|o_series|gpt5_series)\//,
  bedrock: /^(?:converse|converse_like|invoke|chat_completions)\/|^[a-z0-9_-]+\/(?=arn:)/,
});

/** The region that a name of Bedrock's has: in front (`us-west-2/…`), or in an ARN. */
const REGION = /^(?:arn:aws[^:]*:bedrock:)?([a-z]{2}(?:-[a-z]+)+-\d)[/:]/;

/** https://learn.microsoft.com/azure/ai-foundry/foundry-models/concepts/endpoints */
const FOUNDRY = /^https:\/\/[^/]*\.(?:services\.ai|openai|cognitiveservices)\.azure\.com(?:[/?:]|$)/;

/** What of `litellm_params` is taken over. */
const TAKEN = new Set([
  ...['model', 'api_key', 'api_base', 'base_url', 'api_version', 'organization', 'order', 'weight'],
  ...['aws_region_name', 'aws_access_key_id', 'aws_secret_access_key', 'aws_session_token'],
  ...['vertex_project', 'vertex_location', 'vertex_credentials', 'tenant_id', 'client_id', 'client_secret'],
  ...['custom_llm_provider', 'litellm_credential_name'],
]);

/** Reads LiteLLM's `config.yaml` (docs.litellm.ai/docs/proxy/configs): deployments, fallbacks, and names for groups. */
export function readLiteLlmConfig(source: LiteLlmSource): LiteLlmPlan {
  return new Reader(source).read();
}

class Reader {
  readonly #values: LiteLlmValues;
  readonly #connections: LiteLlmConnections;
  readonly #prices: LiteLlmPrices;
  readonly #groups: LiteLlmGroups;
  /** By alias, as the entries say. */
  readonly #given = new Map<string, { deployment: WantedDeployment; order: GivenOrder }[]>();

  constructor(private readonly source: LiteLlmSource) {
    this.#values = new LiteLlmValues(source);
    this.#connections = new LiteLlmConnections(this.#values);
    this.#prices = new LiteLlmPrices(this.#values);
    this.#groups = new LiteLlmGroups(this.#values);
  }

  read(): LiteLlmPlan {
    const { value } = this.source;
    const config = isObject(value) ? value : {};
    const list = config['model_list'];
    if (Array.isArray(list))
      for (const [index, one] of list.entries()) this.#entry(one, ['model_list', index]);
    else this.#leave([], 'there is no model_list: nothing to import');
    const deployments = [...this.#given.values()].flatMap((given) => inOrder(given));
    for (const part of ['router_settings', 'litellm_settings', 'general_settings']) {
      const settings = config[part];
      if (isObject(settings)) this.#settings(settings, [part]);
    }
    for (const name of Object.keys(config)) {
      if (
        !/^(?:model_list|credential_list|router_settings|litellm_settings|general_settings|environment_variables)$/.test(
          name,
        )
      )
        this.#leave([name], `${name} has no counterpart here`);
    }
    return {
      connections: this.#connections.all(),
      deployments: this.#groups.complete(deployments),
      prices: this.#prices.all(),
      left: this.#values.left,
    };
  }

  #entry(one: unknown, path: Path): void {
    const entry = isObject(one) ? one : {};
    const { model_name: alias, litellm_params: params, model_info: info } = entry;
    if (typeof alias !== 'string' || !isObject(params) || typeof params['model'] !== 'string') {
      return void this.#leave(path, 'an entry needs model_name and litellm_params.model');
    }
    const named = this.#values.text(params['model'], [...path, 'litellm_params', 'model'])?.value ?? '';
    const slash = named.indexOf('/');
    const own = params['custom_llm_provider'];
    const prefix =
      (typeof own === 'string' ? own : undefined) ??
      (slash > 0 ? named.slice(0, slash) : (KNOWN_NAMES.find(([form]) => form.test(named))?.[1] ?? 'openai'));
    const isElsewhere = prefix === 'azure_ai' && !this.#isFoundry(params, path);
    const provider = isElsewhere ? 'openai-compatible' : (PROVIDERS[prefix] ?? prefix);
    const known = this.source.providers.find(({ name }) => name === provider);
    if (known === undefined) {
      return void this.#leave(path, `${alias}: there is no provider '${prefix}' here`);
    }
    const model = named.startsWith(`${prefix}/`) ? named.slice(prefix.length + 1) : named;
    if (model === '') {
      return void this.#leave(path, `${alias}: ${JSON.stringify(named)} names no model`);
    }
    const way = WAYS[provider];
    const asked = way === undefined ? model : model.replace(way, '');
    const region = provider === 'bedrock' ? REGION.exec(asked)?.[1] : undefined;
    const connection = this.#connections.of(
      { ...known, variables: litellmVariables(provider, prefix) },
      {
        ...(region !== undefined && { aws_region_name: region }),
        ...this.#shared(params, path, alias),
        ...params,
      },
      [...path, 'litellm_params'],
      alias,
    );
    if (connection === undefined) return;
    if (model.includes('*')) {
      const how = `"llm-proxy model discover --conn-id ${connection.name}"`;
      return void this.#leave(path, `${alias}: a pattern is no model: add its models with ${how}`);
    }
    const remote = remoteOf(provider, asked);
    const base = provider === 'azure' ? baseOf(params, info) : undefined;
    const deployment = {
      alias,
      connection,
      model: modelNameOf(remote) ?? remote,
      remote,
      ...(base !== undefined && { base }),
      ...(asked !== model && model.startsWith('responses/') && { api: 'responses' as const }),
      priority: 1,
      weight: 1,
    };
    const given = this.#given.get(alias) ?? [];
    given.push({ deployment, order: givenOrder(params, info) });
    this.#given.set(alias, given);
    this.#prices.take(refOf(deployment), entry, path);
    const left = (given: object, where: Path, isTaken: (name: string) => boolean): void => {
      for (const name of Object.keys(given))
        if (!isTaken(name)) this.#leave([...where, name], `${alias}: ${name} is not taken over`);
    };
    const isOfModel = (name: string): boolean =>
      isLiteLlmPrice(name) || name === 'order' || (name === 'base_model' && base !== undefined);
    left(params, [...path, 'litellm_params'], (name) => TAKEN.has(name) || isOfModel(name));
    if (isObject(info)) left(info, [...path, 'model_info'], isOfModel);
    left(entry, path, (name) => /^(?:model_name|litellm_params|model_info)$/.test(name));
  }

  /** Whether an entry of `azure_ai` leads to a resource of Azure's; models that are served alone speak as OpenAI does. */
  #isFoundry(params: JsonObject, path: Path): boolean {
    const at = [...path, 'litellm_params', 'api_base'];
    const base = this.#values.text(params['api_base'], at) ?? this.#values.variable('AZURE_AI_API_BASE');
    return base === undefined || FOUNDRY.test(base.value);
  }

  /** What an entry takes from `credential_list` (docs.litellm.ai/docs/proxy/ui_credentials). */
  #shared(
    params: Readonly<Record<string, unknown>>,
    path: Path,
    alias: string,
  ): Readonly<Record<string, unknown>> {
    const name = params['litellm_credential_name'];
    if (name === undefined) return {};
    const { value } = this.source;
    const list: unknown = isObject(value) ? value['credential_list'] : undefined;
    for (const one of Array.isArray(list) ? (list as readonly unknown[]) : []) {
      if (!isObject(one) || one['credential_name'] !== name) continue;
      const { credential_values: values } = one;
      if (isObject(values)) return values;
    }
    this.#leave(path, `${alias}: there is no credential ${JSON.stringify(name)} in credential_list`);
    return {};
  }

  #settings(settings: Readonly<Record<string, unknown>>, path: Path): void {
    for (const [name, value] of Object.entries(settings)) {
      const here = [...path, name];
      if (name === 'fallbacks') this.#groups.takeFallbacks(value, here);
      else if (name === 'model_group_alias') this.#groups.takeAliases(value, here);
      else if (name === 'master_key' || name === 'database_url') {
        this.#leave(
          here,
          `${name}: LiteLLM's virtual keys cannot be imported: make new ones with "llm-proxy vkey add"`,
        );
      } else this.#leave(here, `${path.join('.')}.${name} is not taken over`);
    }
  }

  #leave(path: Path, why: string): void {
    this.#values.leave(path, why);
  }
}

/** Which model of Azure's a deployment has, as LiteLLM's table of prices names it: `azure/gpt-4o`, `azure/eu/gpt-4o`. */
function baseOf({ base_model: own }: JsonObject, info: unknown): string | undefined {
  const given = (isObject(info) ? info['base_model'] : undefined) ?? own;
  const base =
    typeof given === 'string' ? given.replace(/^azure\/(?:(?:eu|us|global|global-standard)\/)?/, '') : '';
  return /^[\w.:-]{1,128}$/.test(base) ? base : undefined;
}

/** The provider's own name of a model, of which LiteLLM's has more: a region, or who serves it at Hugging Face. */
function remoteOf(provider: string, asked: string): string {
  if (provider === 'bedrock' && !asked.startsWith('arn:')) return asked.replace(REGION, '');
  if (provider === 'huggingface') return asked.replace(/^([a-z-]+)\/([^/]+\/[^/:]+)$/, '$2:$1');
  return asked;
}
