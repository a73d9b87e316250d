import type { ConnectionOptions } from '../../config/connection-options';
import type { Environment } from '../../config/environment';
import { withoutTrailing } from '../../config/without-trailing';
import { isObject } from '../../json/json-object';

/** A connection that a configuration needs. Entries that differ in nothing share one. */
export interface WantedConnection {
  readonly name: string;
  readonly provider: string;
  readonly endpoint?: string;
  readonly options: ConnectionOptions;
  readonly credential?: string;
}

/** One deployment behind a name of the configuration. */
export interface WantedDeployment {
  readonly alias: string;
  readonly connection: WantedConnection;
  /** The provider's own name for the model. */
  readonly model: string;
  readonly priority: number;
  readonly weight: number;
}

/** What a LiteLLM configuration comes to here. */
export interface LiteLlmPlan {
  readonly connections: readonly WantedConnection[];
  readonly deployments: readonly WantedDeployment[];
  /** What is not taken over, with the line where it is. */
  readonly left: readonly string[];
}

/** LiteLLM's names of providers where ours are others; see docs.litellm.ai/docs/providers. */
const PROVIDERS: Readonly<Record<string, string>> = {
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
  litellm_proxy: 'litellm',
};

/** What of `litellm_params` is taken over. */
const TAKEN = new Set([
  ...['model', 'api_key', 'api_base', 'base_url', 'api_version', 'organization', 'order', 'weight'],
  ...['aws_region_name', 'aws_access_key_id', 'aws_secret_access_key', 'aws_session_token'],
  ...['vertex_project', 'vertex_location', 'vertex_credentials', 'tenant_id', 'client_id', 'client_secret'],
  'custom_llm_provider',
]);

type Path = readonly (string | number)[];

/** Where a configuration is read from. */
export interface LiteLlmSource {
  readonly value: unknown;
  /** The line of a value, from 1. */
  readonly lineOf: (path: Path) => number;
  readonly environment: Environment;
  /** The providers that there are. */
  readonly providers: readonly string[];
  /** The text of a file that the configuration names; undefined when it cannot be read. */
  readonly fileText: (path: string) => string | undefined;
}

/** Reads LiteLLM's `config.yaml` (docs.litellm.ai/docs/proxy/configs): deployments, fallbacks, and names for groups. */
export function readLiteLlmConfig(source: LiteLlmSource): LiteLlmPlan {
  return new Reader(source).read();
}

class Reader {
  readonly #connections = new Map<string, WantedConnection>();
  readonly #deployments: WantedDeployment[] = [];
  readonly #left: string[] = [];

  constructor(private readonly source: LiteLlmSource) {}

  read(): LiteLlmPlan {
    const { value } = this.source;
    const config = isObject(value) ? value : {};
    const list = config['model_list'];
    if (Array.isArray(list))
      for (const [index, one] of list.entries()) this.#entry(one, ['model_list', index]);
    else this.#leave([], 'there is no model_list: nothing to import');
    for (const part of ['router_settings', 'litellm_settings', 'general_settings', 'environment_variables']) {
      const settings = config[part];
      if (isObject(settings)) this.#settings(settings, [part]);
    }
    for (const name of Object.keys(config)) {
      if (
        !/^(?:model_list|router_settings|litellm_settings|general_settings|environment_variables)$/.test(name)
      )
        this.#leave([name], `${name} has no counterpart here`);
    }
    return {
      connections: [...this.#connections.values()],
      deployments: this.#deployments,
      left: this.#left,
    };
  }

  #entry(one: unknown, path: Path): void {
    const { model_name: alias, litellm_params: params } = isObject(one) ? one : {};
    if (typeof alias !== 'string' || !isObject(params) || typeof params['model'] !== 'string') {
      return void this.#leave(path, 'an entry needs model_name and litellm_params.model');
    }
    const named = this.#text(params['model'], [...path, 'litellm_params', 'model']) ?? '';
    if (alias.includes('*') || named.includes('*')) {
      return void this.#leave(
        path,
        `${alias}: a pattern is no model: add its models with "llm-proxy model discover"`,
      );
    }
    const slash = named.indexOf('/');
    const prefix = this.#own(params, 'custom_llm_provider') ?? (slash > 0 ? named.slice(0, slash) : 'openai');
    const provider = PROVIDERS[prefix] ?? prefix;
    if (!this.source.providers.includes(provider)) {
      return void this.#leave(path, `${alias}: there is no provider '${prefix}' here`);
    }
    const model = named.startsWith(`${prefix}/`) ? named.slice(prefix.length + 1) : named;
    const connection = this.#connection(provider, params, [...path, 'litellm_params'], alias);
    if (connection === undefined) return;
    const { order, weight } = params;
    this.#deployments.push({
      alias,
      connection,
      model: provider === 'bedrock' ? model.replace(/^(?:converse|invoke)\//, '') : model,
      priority: typeof order === 'number' && Number.isInteger(order) && order >= 1 ? order : 1,
      weight: typeof weight === 'number' && weight >= 1 ? Math.round(weight) : 1,
    });
    for (const name of Object.keys(params)) {
      if (!TAKEN.has(name))
        this.#leave([...path, 'litellm_params', name], `${alias}: ${name} is not taken over`);
    }
    for (const name of Object.keys(isObject(one) ? one : {})) {
      if (name !== 'model_name' && name !== 'litellm_params')
        this.#leave([...path, name], `${alias}: ${name} is not taken over`);
    }
  }

  #connection(
    provider: string,
    params: Readonly<Record<string, unknown>>,
    path: Path,
    alias: string,
  ): WantedConnection | undefined {
    const missing: string[] = [];
    const text = (name: string): string | undefined => {
      const found = this.#text(params[name], [...path, name], missing);
      return found === '' ? undefined : found;
    };
    const base = text('api_base') ?? text('base_url');
    const endpoint = provider === 'ollama' && base !== undefined ? `${withoutTrailing(base, '/')}/v1` : base;
    const values = {
      api_version: text('api_version'),
      region: text('aws_region_name'),
      project: text('vertex_project'),
      location: text('vertex_location'),
    };
    const organization = text('organization');
    const options: ConnectionOptions = {
      ...Object.fromEntries(Object.entries(values).filter(([, one]) => one !== undefined)),
      ...(organization !== undefined && { headers: { 'OpenAI-Organization': organization } }),
    };
    const credential = this.#credential(text);
    if (missing.length > 0) {
      this.#leave(path, `${alias}: the environment variable ${missing.join(', ')} is not set`);
      return undefined;
    }
    const fields = {
      provider,
      options,
      ...(endpoint !== undefined && { endpoint }),
      ...(credential !== undefined && { credential }),
    };
    const same = JSON.stringify(fields);
    const known = this.#connections.get(same);
    if (known !== undefined) return known;
    const others = [...this.#connections.values()].filter((one) => one.provider === provider).length;
    const made = {
      name: others === 0 ? `litellm-${provider}` : `litellm-${provider}-${others + 1}`,
      ...fields,
    };
    this.#connections.set(same, made);
    return made;
  }

  /** A key, or the JSON that docs/providers.md has for AWS keys, an Entra application and a service account. */
  #credential(text: (name: string) => string | undefined): string | undefined {
    const [id, secret, session] = ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token'].map(
      text,
    );
    if (id !== undefined && secret !== undefined) {
      const token = session === undefined ? {} : { session_token: session };
      return JSON.stringify({ access_key_id: id, secret_access_key: secret, ...token });
    }
    const [tenant_id, client_id, client_secret] = ['tenant_id', 'client_id', 'client_secret'].map(text);
    if (tenant_id !== undefined && client_id !== undefined && client_secret !== undefined) {
      return JSON.stringify({ tenant_id, client_id, client_secret });
    }
    const account = text('vertex_credentials');
    if (account !== undefined)
      return account.trim().startsWith('{') ? account : this.source.fileText(account);
    return text('api_key');
  }

  #settings(settings: Readonly<Record<string, unknown>>, path: Path): void {
    for (const [name, value] of Object.entries(settings)) {
      const here = [...path, name];
      if (name === 'fallbacks') this.#fallbacks(value, here);
      else if (name === 'model_group_alias') this.#groupAliases(value, here);
      else if (name === 'master_key' || name === 'database_url') {
        this.#leave(
          here,
          `${name}: LiteLLM's virtual keys cannot be imported: make new ones with "llm-proxy vkey add"`,
        );
      } else this.#leave(here, `${path.join('.')}.${name} is not taken over`);
    }
  }

  #fallbacks(value: unknown, path: Path): void {
    const before = [...this.#deployments];
    for (const one of Array.isArray(value) ? value : []) {
      for (const [alias, targets] of Object.entries(isObject(one) ? one : {})) {
        const own = before.filter((deployment) => deployment.alias === alias);
        if (own.length === 0) {
          this.#leave(path, `the fallback of ${alias}: there is no such model`);
          continue;
        }
        let last = Math.max(...own.map(({ priority }) => priority));
        for (const target of Array.isArray(targets) ? targets : []) {
          const group = before.filter((deployment) => deployment.alias === target);
          if (group.length === 0)
            this.#leave(path, `the fallback of ${alias} to ${String(target)}: there is no such model`);
          const shift = last;
          for (const deployment of group) {
            last = Math.max(last, shift + deployment.priority);
            this.#deployments.push({ ...deployment, alias, priority: shift + deployment.priority });
          }
        }
      }
    }
  }

  #groupAliases(value: unknown, path: Path): void {
    for (const [alias, target] of Object.entries(isObject(value) ? value : {})) {
      const group = isObject(target) ? target['model'] : target;
      const same = this.#deployments.filter((deployment) => deployment.alias === group);
      if (same.length === 0)
        this.#leave([...path, alias], `the name ${alias}: there is no model ${String(group)}`);
      for (const deployment of same) this.#deployments.push({ ...deployment, alias });
    }
  }

  #own(params: Readonly<Record<string, unknown>>, name: string): string | undefined {
    const value = params[name];
    return typeof value === 'string' ? value : undefined;
  }

  /** A text of the configuration; `os.environ/NAME` is the variable of that name. */
  #text(value: unknown, path: Path, missing: string[] = []): string | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string' && typeof value !== 'number') {
      this.#leave(path, `${String(path.at(-1))} must be a text`);
      return undefined;
    }
    const text = String(value);
    if (!text.startsWith('os.environ/')) return text;
    const name = text.slice('os.environ/'.length);
    const set = this.source.environment[name];
    if (set === undefined || set === '') missing.push(name);
    return set;
  }

  #leave(path: Path, why: string): void {
    this.#left.push(`line ${this.source.lineOf(path)}: ${why}`);
  }
}
