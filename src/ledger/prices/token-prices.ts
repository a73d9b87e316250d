import type { TokenClasses } from '../ledger-record';

/** What the classes of tokens cost, in US dollars for a million. What is undefined costs what its whole costs. */
export interface ClassPrices {
  readonly input?: number | undefined;
  readonly output?: number | undefined;
  readonly cached?: number | undefined;
  readonly cacheWrite?: number | undefined;
  readonly cacheWrite1h?: number | undefined;
  readonly reasoning?: number | undefined;
  readonly audioInput?: number | undefined;
  readonly audioOutput?: number | undefined;
  readonly image?: number | undefined;
}

/** What a model costs. */
export interface ModelPrices extends ClassPrices {
  /** US dollars for one search of the provider's own tool. */
  readonly search?: number | undefined;
  /** US dollars for one call. */
  readonly call?: number | undefined;
  /** Other prices for prompts of more than so many tokens; the largest number that fits counts. */
  readonly over?: ReadonlyMap<number, ClassPrices>;
  /** Other prices of a service tier (`flex`, `priority`, `batch`). */
  readonly tiers?: ReadonlyMap<string, ClassPrices>;
}

const PER_MILLION = 1_000_000;

/** How some tokens were used. */
export interface Usage {
  readonly tokens: Partial<TokenClasses>;
  /** Calls, for prices by the call. */
  readonly calls: number;
  readonly tier: string;
  /** A length that the prompts were longer than; 0 for short ones. */
  readonly contextOver: number;
}

/**
 * What some tokens cost.
 * @returns US dollars; undefined where a price that is needed is not known
 */
export function costOf(prices: ModelPrices, { tokens, calls, tier, contextOver }: Usage): number | undefined {
  const rates = ratesFor(prices, tier, contextOver);
  const { input = 0, cached = 0, cacheWrite = 0, cacheWrite1h = 0, audioInput = 0, image = 0 } = tokens;
  const { output = 0, reasoning = 0, audioOutput = 0, searches = 0 } = tokens;
  if (input > 0 && rates.input === undefined) return undefined;
  if (output > 0 && rates.output === undefined) return undefined;
  const perInput = rates.input ?? 0;
  const perOutput = rates.output ?? 0;
  const perWrite = rates.cacheWrite ?? perInput;
  // Parts whose prices are told are taken out of their whole; a provider may count one token in two parts.
  const parts =
    cached * (rates.cached ?? perInput) +
    Math.max(0, cacheWrite - cacheWrite1h) * perWrite +
    cacheWrite1h * (rates.cacheWrite1h ?? perWrite) +
    audioInput * (rates.audioInput ?? perInput) +
    image * (rates.image ?? perInput);
  const plainInput = Math.max(0, input - cached - cacheWrite - audioInput - image);
  const plainOutput = Math.max(0, output - reasoning - audioOutput);
  const answer =
    plainOutput * perOutput +
    reasoning * (rates.reasoning ?? perOutput) +
    audioOutput * (rates.audioOutput ?? perOutput);
  const tokensCost = (plainInput * perInput + parts + answer) / PER_MILLION;
  return tokensCost + searches * (prices.search ?? 0) + calls * (prices.call ?? 0);
}

/** Whether no class of tokens was used; searches alone cost something too. */
export function isNothing({ input = 0, output = 0, searches = 0 }: Partial<TokenClasses>): boolean {
  return input === 0 && output === 0 && searches === 0;
}

/**
 * What calls cost of which nobody could count anything, such as the transcription of a sound file.
 * @returns US dollars; undefined unless a call has a price of its own, or nothing has one
 */
export function costUncounted({ call, input, output }: ModelPrices, calls: number): number | undefined {
  if (call !== undefined) return calls * call;
  return input === 0 && output === 0 ? 0 : undefined;
}

/** What cached tokens would have cost beyond what they did, in US dollars. */
export function savedByCache(prices: ModelPrices, { tokens, tier, contextOver }: Usage): number {
  const { input, cached } = ratesFor(prices, tier, contextOver);
  if (input === undefined || cached === undefined) return 0;
  return ((tokens.cached ?? 0) * Math.max(0, input - cached)) / PER_MILLION;
}

function ratesFor(prices: ModelPrices, tier: string, contextOver: number): ClassPrices {
  let rates: ClassPrices = prices;
  let reached = 0;
  for (const [step, over] of prices.over ?? []) {
    if (contextOver < step || step <= reached) continue;
    reached = step;
    rates = { ...prices, ...over };
  }
  const ofTier = prices.tiers?.get(tier);
  return ofTier === undefined ? rates : { ...rates, ...ofTier };
}
