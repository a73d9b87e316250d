import type { Settings } from '../config/settings';
import { GatewayError } from '../errors/gateway-error';
import { providerOf, profileOf, PROVIDER_NAMES } from '../llm/providers';
import type { ConnectionProbe, ListedProviderModel } from '../registry/connections/connection-probe';
import type { ConnectionEntry } from '../registry/memory/registry-view';
import { checkEndpoint } from '../upstream/address-policy';
import type { LlmAdapter } from '../llm/llm-adapter';

/** What is known of providers, told to the registry. The service and the command line both make one. */
export class ProviderProbe implements ConnectionProbe {
  readonly providers = PROVIDER_NAMES;

  constructor(
    private readonly settings: Pick<Settings, 'privateUpstreams' | 'nat64'>,
    private readonly open: (connection: ConnectionEntry) => LlmAdapter,
  ) {}

  defaultEndpoint(provider: string): string | undefined {
    return profileOf(provider)?.endpoint;
  }

  check(
    connection: Pick<ConnectionEntry, 'name' | 'provider' | 'endpoint' | 'options' | 'credential'>,
  ): void {
    const { name, provider, endpoint, options } = connection;
    const known = providerOf(provider);
    const profile = profileOf(provider);
    if (known === undefined || profile === undefined) {
      const known = PROVIDER_NAMES.join(', ');
      throw new GatewayError('INVALID_REQUEST', `The provider must be one of: ${known}.`, {
        param: 'provider',
      });
    }
    checkEndpoint(endpoint, this.settings.privateUpstreams, this.settings.nat64);
    const credential = connection.credential();
    if (credential === undefined && profile.credential === 'required') {
      throw new GatewayError('INVALID_REQUEST', `A connection to ${provider} needs a credential.`, {
        param: 'credential',
      });
    }
    known.check({ name, provider, endpoint, options, credential });
  }

  origins({
    provider,
    endpoint,
    options,
  }: Pick<ConnectionEntry, 'provider' | 'endpoint' | 'options'>): readonly string[] {
    const known = providerOf(provider);
    return known?.origins?.({ provider, endpoint, options }) ?? [new URL(endpoint).origin];
  }

  async models(connection: ConnectionEntry, signal: AbortSignal): Promise<readonly ListedProviderModel[]> {
    const adapter = this.open(connection);
    try {
      const cards = await adapter.models(signal);
      return cards.map(({ id, contextLength }) => ({ name: id, contextLength }));
    } finally {
      await adapter.close();
    }
  }
}
