import type { ClassPrices, ModelPrices, TierPrices } from './token-prices';

/*
 * The table leaves out what providers tell in other words: thinking is part of the output of a tier, sounds and pictures cost more
 * there by as much as words do, and a long prompt in a tier costs more than a short one by as much as outside of it.
 * https://ai.google.dev/gemini-api/docs/pricing, https://docs.x.ai/docs/models
 */

type Class = keyof ClassPrices;

const KINDS_OF_INPUT: readonly Class[] = ['audioInput', 'imageInput'];
const KINDS_OF_OUTPUT: readonly Class[] = ['reasoning', 'audioOutput', 'imageOutput'];
const OF_INPUT: readonly Class[] = ['input', 'cached', 'cacheWrite', 'cacheWrite1h', ...KINDS_OF_INPUT];
const OF_OUTPUT: readonly Class[] = ['output', ...KINDS_OF_OUTPUT];

/** How many times as much something costs. */
interface Factors {
  readonly input: number;
  readonly output: number;
}

/** A tier's prices, with those of sounds, pictures and thoughts that it does not name. Caches have prices of their own in tiers. */
export function tierPrices(usual: ClassPrices, named: ClassPrices): ClassPrices {
  const factors = factorsOf(usual, named);
  return {
    ...multiplied(usual, KINDS_OF_INPUT, factors.input),
    ...multiplied(usual, KINDS_OF_OUTPUT, factors.output),
    ...named,
  };
}

/** The prices of long prompts, with those that are not named. @param usual those of shorter ones */
export function overPrices(usual: ClassPrices, named: ClassPrices): ClassPrices {
  return { ...allMultiplied(usual, factorsOf(usual, named)), ...named };
}

/** The prices of long prompts in a tier that names none. */
export function longTierPrices(
  usual: ClassPrices,
  over: ReadonlyMap<number, ClassPrices>,
  ofTier: ClassPrices,
): ReadonlyMap<number, ClassPrices> {
  return new Map([...over].map(([step, long]) => [step, allMultiplied(ofTier, factorsOf(usual, long))]));
}

/** Prices of which each of a token is so many times as much, in every tier and of long prompts too. */
export function multipliedPrices(prices: ModelPrices, times: number): ModelPrices {
  const tiers = [...(prices.tiers ?? [])].map(
    ([tier, ofTier]) => [tier, multipliedTier(ofTier, times)] as const,
  );
  return { ...prices, ...multipliedTier(prices, times), tiers: new Map(tiers) };
}

function multipliedTier(prices: TierPrices, times: number): TierPrices {
  const by: Factors = { input: times, output: times };
  const over = [...(prices.over ?? [])].map(([step, long]) => [step, allMultiplied(long, by)] as const);
  return { ...allMultiplied(prices, by), ...(over.length > 0 && { over: new Map(over) }) };
}

function factorsOf(usual: ClassPrices, other: ClassPrices): Factors {
  return {
    input: factor(usual.input, other.input),
    output: factor(usual.output, other.output),
  };
}

function factor(usual = 0, other = usual): number {
  return usual > 0 ? other / usual : 1;
}

function allMultiplied(prices: ClassPrices, { input, output }: Factors): ClassPrices {
  return { ...multiplied(prices, OF_INPUT, input), ...multiplied(prices, OF_OUTPUT, output) };
}

function multiplied(prices: ClassPrices, names: readonly Class[], by: number): ClassPrices {
  const found: { -readonly [Name in Class]?: number } = {};
  for (const name of names) {
    const price = prices[name];
    // Without the noise of binary fractions.
    if (price !== undefined) found[name] = Number((price * by).toPrecision(10));
  }
  return found;
}
