/** What can have a price: tokens by class, in US dollars for a million; a search and a call in US dollars for one. */
export const PRICE_NAMES = [
  'input',
  'output',
  'cached_input',
  'cache_write',
  'cache_write_1h',
  'reasoning',
  'audio_input',
  'audio_output',
  'image',
  'search',
  'call',
] as const;

/** Prices by their names, see {@link PRICE_NAMES}. */
export type PricesSet = Readonly<Partial<Record<(typeof PRICE_NAMES)[number], number>>>;

/** US dollars for a million tokens, or for one search or call. */
export const MAX_PRICE = 1_000_000;
/** What a price is for: `connection/model`, `provider/model`, or a pattern of either. One that nothing can match is none. */
export const PRICE_TARGET = /^(?=\*|[^/]*\/)[A-Za-z0-9*][\w.:@/+~* -]{0,255}$/;
