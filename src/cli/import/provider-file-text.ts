import type { GivenPrices } from '../../config/price-set';
import { refOf } from './litellm-plan';
import type { LiteLlmPlan, WantedConnection, WantedDeployment } from './litellm-plan';

/** A provider file (docs/provider-file.md) as data, to be written as YAML. */
export interface ProviderFileData {
  readonly providers: Readonly<Record<string, unknown>>;
  readonly routes: Readonly<Record<string, readonly string[]>>;
  readonly prices?: Readonly<Record<string, GivenPrices>>;
}

/**
 * What a LiteLLM configuration is as a provider file, for callers with internal keys: each connection a provider, and each name a
 * route to its deployments in their order, fallbacks behind them. What the environment said stays a variable.
 */
export function providerFileOf({ connections, deployments, prices }: LiteLlmPlan): ProviderFileData {
  const providers = connections.map((connection): [string, unknown] => [
    connection.name,
    providerOf(connection, deployments),
  ]);
  const routes = new Map<string, string[]>();
  for (const deployment of deployments.toSorted((a, b) => a.priority - b.priority)) {
    const targets = routes.get(deployment.alias) ?? [];
    const target = refOf(deployment);
    if (!targets.includes(target)) targets.push(target);
    routes.set(deployment.alias, targets);
  }
  return {
    providers: Object.fromEntries(providers),
    routes: Object.fromEntries(routes),
    ...(prices.size > 0 && { prices: Object.fromEntries(prices) }),
  };
}

/** The names whose deployments share calls, which a provider file cannot say: it has an order alone. */
export function sharedNames({ deployments }: LiteLlmPlan): readonly string[] {
  const shared = new Set<string>();
  const places = new Map<string, string>();
  for (const deployment of deployments) {
    const place = `${deployment.priority} ${deployment.alias}`;
    const first = places.get(place) ?? refOf(deployment);
    if (first !== refOf(deployment)) shared.add(deployment.alias);
    places.set(place, first);
  }
  return [...shared];
}

function providerOf(connection: WantedConnection, deployments: readonly WantedDeployment[]): unknown {
  const { provider, endpoint, options, credential } = connection;
  const own = deployments.filter((one) => one.connection === connection);
  const models = new Map(own.map((one) => [one.model, one]));
  return {
    type: provider,
    ...(endpoint !== undefined && { base_url: endpoint }),
    ...(credential !== undefined && { api_key: credential.written }),
    models: [...models].map(([name, { remote, base, api }]) => {
      const asked = { ...(api !== undefined && { api }) };
      if (provider === 'azure')
        return { name, ...(base !== undefined && { remote: base }), deployment: remote, ...asked };
      if (api === undefined && name === remote) return name;
      return { name, ...(name !== remote && { remote }), ...asked };
    }),
    ...(Object.keys(options).length > 0 && { options }),
  };
}
