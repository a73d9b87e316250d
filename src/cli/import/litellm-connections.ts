import type { ConnectionOptions } from '../../config/connection-options';
import { isObject } from '../../json/json-object';
import { withoutTrailing } from '../../config/without-trailing';
import type { WantedConnection, WantedCredential } from './litellm-plan';
import type { ConfigText, ImportedProvider, LiteLlmValues, Path } from './litellm-values';

type Params = Readonly<Record<string, unknown>>;
type TextOf = (name: string) => ConfigText | undefined;

/** The connections that the entries of a configuration need. */
export class LiteLlmConnections {
  readonly #made = new Map<string, WantedConnection>();

  constructor(private readonly values: LiteLlmValues) {}

  all(): readonly WantedConnection[] {
    return [...this.#made.values()];
  }

  /**
   * The connection of an entry: one of before where nothing differs.
   * @param params the entry's `litellm_params`
   * @returns undefined where something of it is missing, which is left with its reason
   */
  of(to: ImportedProvider, params: Params, path: Path, alias: string): WantedConnection | undefined {
    const provider = to.name;
    const missing: string[] = [];
    const text = this.#reader(to, params, path, missing);
    const base = text('api_base')?.value ?? text('base_url')?.value;
    const { endpoint, apiVersion } = addressOf(provider, base);
    const options = { ...(apiVersion !== undefined && { api_version: apiVersion }), ...optionsOf(text) };
    const credential = this.#credential(text, params, path, alias);
    if (credential === 'unreadable') return undefined;
    const lack =
      missing.length > 0
        ? `the environment variable ${missing.join(', ')} is not set`
        : lackOf(to, endpoint, credential);
    if (lack !== undefined) {
      this.values.leave(path, `${alias}: ${lack}`);
      return undefined;
    }
    const fields = {
      provider,
      options,
      ...(endpoint !== undefined && { endpoint }),
      ...(credential !== undefined && { credential }),
    };
    const same = JSON.stringify(fields);
    const known = this.#made.get(same);
    if (known !== undefined) return known;
    const others = this.all().filter((one) => one.provider === provider).length;
    const name = others === 0 ? `litellm-${provider}` : `litellm-${provider}-${others + 1}`;
    const made = { name, usualEndpoint: to.endpoint, ...fields };
    this.#made.set(same, made);
    return made;
  }

  /** Reads the parameters of an entry; one that it does not give is the variable's that LiteLLM reads for it. */
  #reader({ variables }: ImportedProvider, params: Params, path: Path, missing: string[]): TextOf {
    return (name) => {
      // A service account may be written out in the file.
      const isAccount = name === 'vertex_credentials' && isObject(params[name]);
      const one = isAccount ? JSON.stringify(params[name]) : params[name];
      const given = this.values.text(one, [...path, name], missing);
      if (given !== undefined || isGiven(one)) return given;
      for (const variable of variables[name] ?? []) {
        const set = this.values.variable(variable);
        if (set !== undefined) return set;
      }
      return undefined;
    };
  }

  /** A key, or the JSON that docs/providers.md has for AWS keys, an Entra application and a service account. */
  #credential(
    text: TextOf,
    params: Params,
    path: Path,
    alias: string,
  ): WantedCredential | 'unreadable' | undefined {
    // An entry's own comes before all that the environment says for other entries.
    if (isGiven(params['api_key'])) return text('api_key');
    const aws = joined(text, {
      access_key_id: 'aws_access_key_id',
      secret_access_key: 'aws_secret_access_key',
    });
    const session = joined(text, { session_token: 'aws_session_token' });
    if (aws !== undefined) return asJson({ ...aws, ...session });
    const entra = joined(text, {
      tenant_id: 'tenant_id',
      client_id: 'client_id',
      client_secret: 'client_secret',
    });
    const isOwn = isGiven(params['client_id']);
    if (entra !== undefined && (isOwn || text('api_key') === undefined)) return asJson(entra);
    const account = text('vertex_credentials');
    if (account === undefined) return text('api_key');
    if (account.value.trim().startsWith('{')) return account;
    const at = [...path, 'vertex_credentials'];
    return this.values.file(account.value, at, `${alias}: vertex_credentials`) ?? 'unreadable';
  }
}

/** LiteLLM adds Ollama's path, and takes Azure's addresses as the portal shows them: with an operation and a version. */
function addressOf(
  provider: string,
  base: string | undefined,
): { readonly endpoint?: string; readonly apiVersion?: string } {
  if (base === undefined) return {};
  if (provider === 'ollama') return { endpoint: `${withoutTrailing(base, '/')}/v1` };
  const [, endpoint, apiVersion] =
    (provider === 'azure' && /^(.*?)(?:\/chat\/completions)?\?api-version=([\w.-]+)$/.exec(base)) || [];
  return endpoint === undefined || apiVersion === undefined ? { endpoint: base } : { endpoint, apiVersion };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** What a connection cannot be made without, and is not there. */
function lackOf(
  { name, endpoint: usual, credential: need, variables }: ImportedProvider,
  endpoint: string | undefined,
  credential: WantedCredential | undefined,
): string | undefined {
  const namesOf = (form: RegExp): string =>
    Object.entries(variables)
      .filter(([parameter]) => form.test(parameter))
      .flatMap(([, all]) => all)
      .join(', ');
  if (credential === undefined && need === 'required')
    return `it has no credential, and none of ${namesOf(/key|credentials/)} is set (roles of a machine are not used)`;
  if (endpoint !== undefined || usual !== undefined) return undefined;
  const names = namesOf(/^api_base$/);
  return `it has no api_base, which ${name} needs${names === '' ? '' : `, and ${names} is not set`}`;
}

function optionsOf(text: TextOf): ConnectionOptions {
  const values = {
    api_version: text('api_version')?.value,
    region: text('aws_region_name')?.value,
    project: text('vertex_project')?.value,
    location: text('vertex_location')?.value,
  };
  const organization = text('organization')?.value;
  return {
    ...Object.fromEntries(Object.entries(values).filter(([, one]) => one !== undefined)),
    ...(organization !== undefined && { headers: { 'OpenAI-Organization': organization } }),
  };
}

/** The texts of several parameters under our names for them; undefined unless all are there. */
function joined(
  text: TextOf,
  names: Readonly<Record<string, string>>,
): Readonly<Record<string, ConfigText>> | undefined {
  const found: Record<string, ConfigText> = {};
  for (const [ours, theirs] of Object.entries(names)) {
    const one = text(theirs);
    if (one === undefined) return undefined;
    found[ours] = one;
  }
  return found;
}

function asJson(fields: Readonly<Record<string, ConfigText>>): WantedCredential {
  const of = (part: keyof ConfigText): string =>
    JSON.stringify(Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, text[part]])));
  return { value: of('value'), written: of('written') };
}
