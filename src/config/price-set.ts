/** What can have a price: tokens by class and characters, in US dollars for a million; what is in {@link PRICED_BY_ONE} for one. */
export const PRICE_NAMES = [
  'input',
  'output',
  'cached_input',
  'cache_write',
  'cache_write_1h',
  'reasoning',
  'audio_input',
  'audio_output',
  'image_input',
  'image_output',
  'character',
  'second',
  'image',
  'search',
  'call',
] as const;

/** Of the {@link PRICE_NAMES} those in US dollars for one, in words. */
export const PRICED_BY_ONE = 'second, image, search and call';

/** A word of {@link PRICE_NAMES}. */
export type PriceName = (typeof PRICE_NAMES)[number];

/** Prices by their names; 0 for what costs nothing. */
export type PricesSet = Readonly<Partial<Record<PriceName, number>>>;

/** The price of what costs nothing. 0 is refused: it is more often the price that somebody did not know. */
export const FREE = 'free';

/** Prices as they are given and shown. */
export type GivenPrices = Readonly<Partial<Record<PriceName, number | typeof FREE>>>;

/** US dollars for a million tokens or characters, or for one second, picture, search or call. */
export const MAX_PRICE = 1_000_000;
/** A millionth of a dollar: what is below it was meant for one token. */
export const MIN_PRICE = 0.000_001;
/** What a price may be, to follow "must be" or "takes". */
export const PRICE_ALLOWED = `a number from ${MIN_PRICE} to ${MAX_PRICE}, or '${FREE}' for what costs nothing`;

/** US dollars of a price as it is given; undefined where that is not one. */
export function dollarsOf(given: unknown): number | undefined {
  if (given === FREE) return 0;
  return typeof given === 'number' && given >= MIN_PRICE && given <= MAX_PRICE ? given : undefined;
}
/** What a price is for: `connection/model`, `provider/model`, or a pattern of either. One that nothing can match is refused. */
export const PRICE_TARGET = /^(?=\*|[^/]*\/)[A-Za-z0-9*][\w.:@/+~* -]{0,255}(?<!\/)$/;
