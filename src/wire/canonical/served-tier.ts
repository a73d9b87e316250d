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
