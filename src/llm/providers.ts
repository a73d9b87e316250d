import type { Provider, ProviderProfile } from './provider';
import { anthropicProvider } from './providers/anthropic/anthropic.provider';
import { azureProvider } from './providers/azure/azure.provider';
import { bedrockProvider } from './providers/bedrock/bedrock.provider';
import { googleProvider } from './providers/google/google.provider';
import { liteLlmProvider } from './providers/litellm/litellm.provider';
import { mockProvider } from './mock/mock.provider';
import { openAiCompatibleProvider } from './providers/openai-compatible/openai-compatible.provider';

/** Every provider's module: a new one is one folder and one line here. */
const PROVIDERS: readonly Provider[] = [
  openAiCompatibleProvider,
  azureProvider,
  anthropicProvider,
  googleProvider,
  bedrockProvider,
  liteLlmProvider,
  mockProvider,
];

const byProvider = new Map(
  PROVIDERS.flatMap((provider) => provider.providers.map((profile) => [profile.name, { provider, profile }])),
);

/** Every provider. */
export const PROVIDER_PROFILES: readonly ProviderProfile[] = [...byProvider.values()].map(
  ({ profile }) => profile,
);

/** Every provider's name, sorted. */
export const PROVIDER_NAMES: readonly string[] = [...byProvider.keys()].sort();

/** The module of a provider by its name; undefined for a provider that is not known. */
export function providerOf(name: string): Provider | undefined {
  return byProvider.get(name)?.provider;
}

/** What is known of a provider; undefined when nothing is. */
export function profileOf(provider: string): ProviderProfile | undefined {
  return byProvider.get(provider)?.profile;
}
