import type { DroppedSettings } from '../canonical/setting-rules';
import type { Settings } from '../canonical/settings';
import { lookup } from '../../json/lookup';

/** https://ai.google.dev/gemini-api/docs/optimization#inference-service-tiers */
export type ServiceTier = 'standard' | 'flex' | 'priority';

/** By the names of OpenAI's and Anthropic's callers. */
const TIERS = lookup<ServiceTier>({
  default: 'standard',
  standard_only: 'standard',
  standard: 'standard',
  flex: 'flex',
  priority: 'priority',
});

/** The tier that was asked for; undefined where the provider may choose, and for one that Google does not have. */
export function serviceTier(
  { serviceTier: asked }: Settings,
  dropped: DroppedSettings,
): ServiceTier | undefined {
  if (asked === undefined || asked === 'auto') return undefined;
  const tier = TIERS[asked];
  if (tier === undefined) dropped.drop('serviceTier');
  return tier;
}

/** A `serviceTier` of Gemini's wire, by the name that OpenAI has for it; undefined where none is told. */
export function readTier(given: string | undefined): string | undefined {
  const name = given?.toLowerCase().replace(/^service_tier_/, '');
  if (name === undefined || name === 'unspecified') return undefined;
  return name === 'standard' ? 'default' : name;
}
