import type { FileProvider, ProviderFileContext } from '../config/provider-file/provider-file';
import type { Environment } from '../config/environment';
import { PROVIDER_PROFILES, profileOf } from '../llm/providers';
import type { ConnectionProbe } from '../registry/connections/connection-probe';
import type { FileConnection } from '../registry/connections/file-connections';

/** What the provider file is checked against. */
export function providerFileContext(environment: Environment, probe: ConnectionProbe): ProviderFileContext {
  return {
    environment,
    knownProviders: PROVIDER_PROFILES,
    production: environment['NODE_ENV'] === 'production',
    check: (provider) => {
      const { credential, ...connection } = fileConnectionOf(provider);
      probe.check({ ...connection, credential: () => credential });
    },
  };
}

/** A provider of the file as the registry takes it. */
export function fileConnectionOf({
  name,
  provider,
  endpoint,
  options,
  credential,
  models,
}: FileProvider): FileConnection {
  return {
    name,
    provider,
    endpoint: endpoint ?? profileOf(provider)?.endpoint ?? '',
    options,
    credential,
    models,
  };
}
