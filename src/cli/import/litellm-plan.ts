import type { ConnectionOptions } from '../../config/connection-options';
import type { GivenPrices } from '../../config/price-set';

/** A connection that a configuration needs. Entries that differ in nothing share one. */
export interface WantedConnection {
  readonly name: string;
  readonly provider: string;
  readonly endpoint?: string;
  /** Where the provider is asked without one; undefined where it has to be given. */
  readonly usualEndpoint: string | undefined;
  readonly options: ConnectionOptions;
  readonly credential?: WantedCredential;
}

/** A credential, and how it is written where variables are filled in later. */
export interface WantedCredential {
  readonly value: string;
  /** With `${NAME}` in place of what the environment said (docs/provider-file.md). */
  readonly written: string;
}

/** One deployment behind a name of the configuration. */
export interface WantedDeployment {
  readonly alias: string;
  readonly connection: WantedConnection;
  /** What the model is called here. */
  readonly model: string;
  /** The provider's own name for it. */
  readonly remote: string;
  /** Which model an Azure deployment has, where that is told. */
  readonly base?: string;
  /** By which API it is asked, where that is told. */
  readonly api?: 'responses';
  readonly priority: number;
  readonly weight: number;
}

/** What a LiteLLM configuration comes to here. */
export interface LiteLlmPlan {
  readonly connections: readonly WantedConnection[];
  readonly deployments: readonly WantedDeployment[];
  /** Prices of models, by connection and model. */
  readonly prices: ReadonlyMap<string, GivenPrices>;
  /** What is not taken over, with the line where it is. */
  readonly left: readonly string[];
}

/** What the model of a deployment is called. */
export function refOf({ connection, model }: Pick<WantedDeployment, 'connection' | 'model'>): string {
  return `${connection.name}/${model}`;
}
