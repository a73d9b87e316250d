import type { ModelPrices } from './token-prices';

/**
 * Prices of a model as they count: what has a price by the call, the picture, the second or the character alone costs nothing besides.
 * Of seconds and characters somebody has to tell how many there were.
 */
export function withUnits(prices: ModelPrices): ModelPrices {
  const { input, output, call, image, second, character } = prices;
  const isByUnit = (call ?? image ?? second ?? character) !== undefined && (input ?? output) === undefined;
  if (!isByUnit) return prices;
  const bySound = second === undefined ? ('characters' as const) : ('audioSeconds' as const);
  const isOfSound = call === undefined && (second ?? character) !== undefined;
  return { ...prices, input: 0, output: 0, ...(isOfSound && { billedBy: bySound }) };
}
