import type { PricesSet } from '../../config/price-set';
import { amountOf, pairOf } from '../option-values';
import { UsageError } from '../usage-error';

/**
 * Reads `input=2.5,output=10,cached=1.25`, added to what was given before.
 * @throws UsageError naming the price
 */
export function pricesOf<Name extends keyof PricesSet>(
  text: string,
  before: Readonly<Partial<Record<Name, number>>>,
  names: readonly Name[],
): Partial<Record<Name, number>> {
  const prices: Partial<Record<Name, number>> = { ...before };
  for (const part of text.split(',')) {
    const [given, amount] = pairOf('--price', part);
    const wanted = given === 'cached' ? 'cached_input' : given;
    const name = names.find((one) => one === wanted);
    if (name === undefined) throw new UsageError(`--price: '${given}' is not one of ${names.join(', ')}.`);
    prices[name] = amountOf('--price', amount);
  }
  return prices;
}
