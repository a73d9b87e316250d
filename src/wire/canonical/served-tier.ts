import type { TokenUsage } from './token-usage';

/** How providers call what is not asked for by any name. */
const USUAL: ReadonlySet<string> = new Set(['default', 'standard', 'standard_only', 'on_demand']);
const TIER = /^\w{1,32}$/;

/** The part of a usage that tells in which service tier a provider served an answer; nothing where it does not say, or says `auto`. */
export function servedTier(told: unknown): { readonly serviceTier?: string } {
  if (typeof told !== 'string' || !TIER.test(told)) return {};
  const tier = told.toLowerCase();
  if (tier === 'auto') return {};
  return { serviceTier: USUAL.has(tier) ? '' : tier };
}

/**
 * The tier that a caller of OpenAI's wires asks for, by the one name that providers have for it.
 * Source: https://developers.openai.com/api/docs/guides/fast-mode (`service_tier=fast` or `service_tier=priority`)
 */
export function askedTier(given: string | undefined): string | undefined {
  return given === 'fast' ? 'priority' : given;
}

/** The tiers that OpenAI's answers name; its usual one has a name of its own there. */
const OF_OPENAI = ['flex', 'scale', 'priority'] as const;

/** How OpenAI's answers name the tier that served them. */
export type OpenAiTier = (typeof OF_OPENAI)[number] | 'default';

/** @returns undefined where the provider did not say, or named a tier that OpenAI does not have: its SDKs take no other words */
export function openAiTier({ serviceTier }: TokenUsage): OpenAiTier | undefined {
  return serviceTier === '' ? 'default' : OF_OPENAI.find((tier) => tier === serviceTier);
}

/** The words that OpenAI's SDKs have for `service_tier` in an answer (openai-python, `ChatCompletion`). */
const SAID: ReadonlySet<string> = new Set(['auto', 'default', ...OF_OPENAI, 'fast']);

/**
 * A tier that an answer in OpenAI's form names, in OpenAI's words: Groq's `on_demand` is its `default`. Typed SDKs of Rust, Java and C# refuse a whole
 * answer for a word that they do not know (https://github.com/64bit/async-openai/issues/498).
 * @returns null where OpenAI has no such tier
 */
export function inOpenAiWords(tier: string): string | null {
  if (SAID.has(tier)) return tier;
  return servedTier(tier).serviceTier === '' ? 'default' : null;
}
