import { cachedPartsOf } from '../ledger-record';
import type { CachedParts, TokenClasses } from '../ledger-record';

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
  readonly imageInput?: number | undefined;
  readonly imageOutput?: number | undefined;
}

/** What a model costs. */
export interface ModelPrices extends ClassPrices {
  /** US dollars for one picture in an answer. */
  readonly image?: number | undefined;
  /** US dollars for one search of the provider's own tool. */
  readonly search?: number | undefined;
  /** US dollars for one second of sound that is listened to. */
  readonly second?: number | undefined;
  /** US dollars for a million characters of a text that is spoken. */
  readonly character?: number | undefined;
  /** What is billed and nothing besides: documents are ranked by the search, sounds made a text by the second, texts spoken by the character. */
  readonly billedBy?: 'searches' | 'audioSeconds' | 'characters';
  /** US dollars for one call. */
  readonly call?: number | undefined;
  /** Other prices for prompts of more than so many tokens; the largest number that fits counts. */
  readonly over?: ReadonlyMap<number, ClassPrices>;
  /** Other prices of a service tier (`flex`, `priority`, `batch`). */
  readonly tiers?: ReadonlyMap<string, TierPrices>;
}

/** What a model costs in a service tier. */
export interface TierPrices extends ClassPrices {
  readonly over?: ReadonlyMap<number, ClassPrices>;
}

const PER_MILLION = 1_000_000;

/** How some tokens were used. */
export interface Usage {
  readonly tokens: Partial<TokenClasses>;
  /** Attempts that are billed, for prices by the call. */
  readonly calls: number;
  readonly tier: string;
  /** A length that the prompts were longer than; 0 for short ones. */
  readonly contextOver: number;
  /** Of several prompts together; of one it is found out. */
  readonly cachedParts?: CachedParts;
}

/**
 * What some tokens cost.
 * @returns US dollars; undefined where a price that is needed is not known
 */
export function costOf(prices: ModelPrices, used: Usage): number | undefined {
  const { tokens, calls, tier, contextOver, cachedParts = cachedPartsOf(tokens) } = used;
  const rates = ratesFor(prices, tier, contextOver);
  const { input = 0, cached = 0, cacheWrite = 0, cacheWrite1h = 0, audioInput = 0, image = 0 } = tokens;
  const { output = 0, reasoning = 0, audioOutput = 0, imageOutput = 0, searches = 0, images = 0 } = tokens;
  const { audioSeconds = 0, characters = 0 } = tokens;
  // What has no price makes the sum unknown, unless nothing of it was used.
  const perInput = rates.input ?? NaN;
  const perOutput = rates.output ?? NaN;
  const perWrite = rates.cacheWrite ?? perInput;
  // Parts whose prices are told are taken out of their whole. Sounds and pictures that a cache held are billed as cached alone.
  const fresh = Math.max(0, input - cached - cacheWrite);
  const freshAudio = Math.min(audioInput - cachedParts.audio, fresh);
  const freshImage = Math.min(image - cachedParts.image, fresh - freshAudio);
  const prompt =
    times(fresh - freshAudio - freshImage, perInput) +
    times(cached, rates.cached ?? perInput) +
    times(cacheWrite - cacheWrite1h, perWrite) +
    times(cacheWrite1h, rates.cacheWrite1h ?? perWrite) +
    times(freshAudio, rates.audioInput ?? perInput) +
    times(freshImage, rates.imageInput ?? perInput);
  const answer =
    times(output - reasoning - audioOutput - imageOutput, perOutput) +
    times(reasoning, rates.reasoning ?? perOutput) +
    times(audioOutput, rates.audioOutput ?? perOutput) +
    times(imageOutput, rates.imageOutput ?? perOutput);
  // How much there was only the provider can tell. Of calls together those that were told count.
  const { billedBy } = prices;
  const isUntold = billedBy !== undefined && (tokens[billedBy] ?? 0) === 0 && calls > 0;
  // Of a sound, or of documents that were ranked, of which nothing else was told that has a price.
  const isCounted = input + output > 0 || costUncounted(prices, calls) !== undefined;
  const perSecond = prices.second ?? (isCounted ? 0 : NaN);
  const perSearch = prices.search ?? (isCounted ? 0 : NaN);
  // A text was spoken, and nobody told the tokens of the sound.
  const isSilent = output === 0 && prices.call === undefined && (rates.audioOutput ?? rates.output ?? 0) > 0;
  const perCharacter = prices.character ?? (isSilent ? NaN : 0);
  // Pictures of which neither a price nor tokens are known.
  const perPicture = prices.image ?? (output > 0 ? 0 : NaN);
  const cost =
    (prompt + answer + times(characters, perCharacter)) / PER_MILLION +
    times(audioSeconds, perSecond) +
    times(images, perPicture) +
    times(searches, perSearch) +
    calls * (prices.call ?? 0);
  return Number.isNaN(cost) || isUntold ? undefined : cost;
}

/** Nothing costs nothing, whatever one costs. */
function times(count: number, price: number): number {
  return count > 0 ? count * price : 0;
}

/**
 * What calls cost of which nobody could count anything, such as the transcription of a sound file.
 * @returns US dollars; undefined unless a call has a price of its own, or nothing has one
 */
export function costUncounted(prices: ModelPrices, calls: number): number | undefined {
  const { call, input, output, billedBy } = prices;
  if (call !== undefined) return calls * call;
  return input === 0 && output === 0 && billedBy === undefined ? 0 : undefined;
}

/** What cached tokens would have cost beyond what they did, in US dollars. */
export function savedByCache(prices: ModelPrices, { tokens, tier, contextOver }: Usage): number {
  const { input, cached } = ratesFor(prices, tier, contextOver);
  if (input === undefined || cached === undefined) return 0;
  return ((tokens.cached ?? 0) * Math.max(0, input - cached)) / PER_MILLION;
}

function ratesFor(prices: ModelPrices, tier: string, contextOver: number): ClassPrices {
  const rates = ratesOver(prices, contextOver);
  const ofTier = prices.tiers?.get(tier);
  return ofTier === undefined ? rates : { ...rates, ...ratesOver(ofTier, contextOver) };
}

/** Those for prompts that are so long. */
function ratesOver(prices: TierPrices, contextOver: number): ClassPrices {
  let rates: ClassPrices = prices;
  let reached = 0;
  for (const [step, over] of prices.over ?? []) {
    if (contextOver < step || step <= reached) continue;
    reached = step;
    rates = { ...prices, ...over };
  }
  return rates;
}
