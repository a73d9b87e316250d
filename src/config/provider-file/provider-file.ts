import type { PricesSet } from '../price-set';
import type { ConnectionOptions, ModelApi } from '../connection-options';
import type { Secret } from '../secret';
import type { RouteSettings } from './route-settings';

/** What a provider file says (docs/provider-file.md), validated, with its variables filled in; frozen throughout. */
export interface ProviderFile {
  /** The provider of models that nothing else names. */
  readonly defaultProvider: string | undefined;
  /** In the file's order; at least one. */
  readonly providers: readonly FileProvider[];
  /**
   * For a model's name, or a pattern in which `*` is any text, the models that answer for it, in order: `provider/model`, or a
   * model of this file.
   */
  readonly routes: ReadonlyMap<string, readonly string[]>;
  /** How the deployments behind such a name, or behind an alias of virtual keys, are chosen. */
  readonly routeSettings: ReadonlyMap<string, RouteSettings>;
  /** For a model's name the models that may answer in its place, in order: `provider/model`, or a model of this file. */
  readonly fallbacks: ReadonlyMap<string, readonly string[]>;
  /** What tokens cost. */
  readonly prices: readonly FilePrice[];
  readonly retry: FileRetry;
}

/** A price of the file. */
export interface FilePrice {
  /** `connection/model` or `provider/model`, in which `*` is any text. */
  readonly target: string;
  /** From when on, in milliseconds since 1970; -Infinity for always. */
  readonly validFrom: number;
  readonly prices: PricesSet;
}

/** One provider of the file: a connection that is not in the database. */
export interface FileProvider {
  /** What comes before the slash in `provider/model`. */
  readonly name: string;
  /** A name of the provider catalogue: the file's `type`, or the name itself. */
  readonly provider: string;
  /** The file's `base_url` without a slash at its end; undefined where the provider has an address of its own. */
  readonly endpoint: string | undefined;
  readonly credential: Secret | undefined;
  readonly models: readonly FileModel[];
  readonly options: ConnectionOptions;
  /** How its deployments are asked while they keep failing; undefined where callers find out. */
  readonly healthCheck?: FileHealthCheck | undefined;
}

/** A cheap call to deployments that keep failing. */
export interface FileHealthCheck {
  /** From the end of one to the next. */
  readonly intervalMs: number;
  /** Another model of the same provider that is asked instead; undefined for the failing one. */
  readonly model: string | undefined;
}

/** One model of a provider. */
export interface FileModel {
  readonly name: string;
  /** The provider's own name for it. */
  readonly remoteName: string;
  /** Azure: the deployment in the URL. */
  readonly deployment: string | undefined;
  /** Tokens. */
  readonly contextLength: number | undefined;
  /** Tokens. */
  readonly maxOutputTokens: number | undefined;
  /** The API of OpenAI's by which it is asked, where it is another than its provider's. */
  readonly api?: ModelApi | undefined;
  /** What it can do (`tools`, `vision`, `json_schema`); undefined where the file does not say. */
  readonly capabilities?: readonly string[] | undefined;
  /** US dollars for a million tokens. */
  readonly prices?: { readonly input?: number; readonly output?: number } | undefined;
  /** What it may be asked in a minute, and at once. */
  readonly limits?: FileLimits | undefined;
}

/** A deployment's own limits; undefined for none. */
export interface FileLimits {
  readonly requestsPerMinute: number | undefined;
  readonly tokensPerMinute: number | undefined;
  readonly concurrent: number | undefined;
}

/** How calls are retried; what the file does not say is not there. */
export interface FileRetry {
  /** Further attempts after the first, in place of `LLM_PROXY__RETRIES`. */
  readonly retries?: number;
  /** The wait before the first of them, which doubles with each. */
  readonly backoffMs?: number;
  /** The longest of these waits. */
  readonly maxBackoffMs?: number;
}

/** What has to be known of a provider to check its entry: a profile of the provider catalogue. */
export interface KnownProvider {
  readonly name: string;
  /** Its own address; without one, `base_url` has to be given. */
  readonly endpoint: string | undefined;
  /** Whether `api_key` has to be given. */
  readonly credential: 'required' | 'optional';
}

/** What a provider file is checked against. */
export interface ProviderFileContext {
  /** Where `${NAME}` is looked up. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly knownProviders: readonly KnownProvider[];
  /** Whether credentials of the examples are refused. */
  readonly production?: boolean;
  /**
   * Further checks of a provider that is complete so far. It throws a GatewayError whose `param` (`endpoint`,
   * `credential`, `options.region`, …) says which field is at fault; the message goes to the operator.
   */
  readonly check?: ((provider: FileProvider) => void) | undefined;
}
