import type { Dialect, ProviderProfile } from './dialect';
import { anthropicDialect } from './anthropic/anthropic.dialect';
import { azureDialect } from './azure/azure.dialect';
import { bedrockDialect } from './bedrock/bedrock.dialect';
import { googleDialect } from './google/google.dialect';
import { liteLlmDialect } from './litellm/litellm.dialect';
import { mockDialect } from './mock/mock.dialect';
import { openAiCompatibleDialect } from './openai-compatible/openai-compatible.dialect';

/** Every dialect that connections can speak: a new provider is one folder and one line here. */
const DIALECTS: readonly Dialect[] = [
  openAiCompatibleDialect,
  azureDialect,
  anthropicDialect,
  googleDialect,
  bedrockDialect,
  liteLlmDialect,
  mockDialect,
];

const byProvider = new Map(
  DIALECTS.flatMap((dialect) => dialect.providers.map((profile) => [profile.name, { dialect, profile }])),
);

/** Every provider. */
export const PROVIDER_PROFILES: readonly ProviderProfile[] = [...byProvider.values()].map(
  ({ profile }) => profile,
);

/** Every provider's name, sorted. */
export const PROVIDER_NAMES: readonly string[] = [...byProvider.keys()].sort();

/** The dialect that a provider speaks; undefined for a provider that is not known. */
export function dialectOf(provider: string): Dialect | undefined {
  return byProvider.get(provider)?.dialect;
}

/** What is known of a provider; undefined when nothing is. */
export function profileOf(provider: string): ProviderProfile | undefined {
  return byProvider.get(provider)?.profile;
}
