import { isObject } from '../../json/json-object';

const USUAL: ReadonlySet<string> = new Set(['auto', 'default', 'standard', 'standard_only', 'on_demand']);
const TIER = /^\w{1,32}$/;

/**
 * The service tier that a request asks for, by the name that its prices have: `service_tier` of OpenAI and Anthropic, `serviceTier` of
 * Google and of Bedrock's Converse, and what Anthropic bills as one: answers that are made in the US, or fast.
 * https://platform.claude.com/docs/en/manage-claude/data-residency, …/build-with-claude/fast-mode
 * @returns undefined for the usual one
 */
export function askedTier(body: unknown): string | undefined {
  if (!isObject(body)) return undefined;
  const { service_tier: name, serviceTier: other, speed, inference_geo: geo } = body;
  const rates = [...(geo === 'us' ? ['us'] : []), ...(speed === 'fast' ? ['fast'] : [])];
  if (rates.length > 0) return rates.join('_');
  const told = name ?? (isObject(other) ? other['type'] : other);
  if (typeof told !== 'string' || !TIER.test(told)) return undefined;
  const tier = told.toLowerCase();
  // As coding agents and OpenRouter say it: https://openrouter.ai/docs/guides/features/service-tiers
  if (tier === 'fast') return 'priority';
  return USUAL.has(tier) ? undefined : tier;
}
