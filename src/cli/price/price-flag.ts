import { dollarsOf, FREE, PRICE_ALLOWED, PRICE_NAMES } from '../../config/price-set';
import type { GivenPrices } from '../../config/price-set';
import { pairOf } from '../option-values';
import { UsageError } from '../usage-error';

/** What costs nothing. */
const ALL_FREE: GivenPrices = { input: FREE, output: FREE };
/** What a second costs has many digits. */
const NUMBER = /^\d{1,12}(\.\d{1,15})?$/;

/**
 * Reads `input=2.5,output=10,cached=1.25`, or `free`, added to what was given before.
 * @throws UsageError naming the price
 */
export function pricesOf(text: string, before: GivenPrices): GivenPrices {
  if (text === FREE) return { ...before, ...ALL_FREE };
  const prices: Record<string, number | typeof FREE> = { ...before };
  const named = new Set<string>();
  for (const part of text.split(',')) {
    const [given, amount] = pairOf('--price', part);
    const wanted = given === 'cached' ? 'cached_input' : given;
    const name = PRICE_NAMES.find((one) => one === wanted);
    if (name === undefined)
      throw new UsageError(`--price: '${given}' is not one of ${PRICE_NAMES.join(', ')}.`);
    if (named.has(name)) throw new UsageError(`--price: ${name} is given twice, in '${text}'.`);
    named.add(name);
    const price = NUMBER.test(amount) ? Number(amount) : amount;
    if (dollarsOf(price) === undefined)
      throw new UsageError(`--price ${given}= takes ${PRICE_ALLOWED}; not '${amount}'.`);
    prices[name] = price === FREE ? FREE : Number(price);
  }
  return prices;
}
