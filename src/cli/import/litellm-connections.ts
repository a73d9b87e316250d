import type { ConnectionOptions } from '../../config/connection-options';
import { withoutTrailing } from '../../config/without-trailing';
import type { WantedConnection, WantedCredential } from './litellm-plan';
import type { ConfigText, LiteLlmValues, Path } from './litellm-values';

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
  of(provider: string, params: Params, path: Path, alias: string): WantedConnection | undefined {
    const missing: string[] = [];
    const text: TextOf = (name) => this.values.text(params[name], [...path, name], missing);
    const base = text('api_base')?.value ?? text('base_url')?.value;
    const endpoint = provider === 'ollama' && base !== undefined ? `${withoutTrailing(base, '/')}/v1` : base;
    const options = optionsOf(text);
    const credential = this.#credential(text, path, alias);
    if (missing.length > 0) {
      this.values.leave(path, `${alias}: the environment variable ${missing.join(', ')} is not set`);
    }
    if (missing.length > 0 || credential === 'unreadable') return undefined;
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
    const made = { name, ...fields };
    this.#made.set(same, made);
    return made;
  }

  /** A key, or the JSON that docs/providers.md has for AWS keys, an Entra application and a service account. */
  #credential(text: TextOf, path: Path, alias: string): WantedCredential | 'unreadable' | undefined {
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
    if (entra !== undefined) return asJson(entra);
    const account = text('vertex_credentials');
    if (account === undefined) return text('api_key');
    if (account.value.trim().startsWith('{')) return account;
    const at = [...path, 'vertex_credentials'];
    return this.values.file(account.value, at, `${alias}: vertex_credentials`) ?? 'unreadable';
  }
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
