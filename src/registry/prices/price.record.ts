import { MAX_PRICE, PRICE_NAMES, PRICE_TARGET } from '../../config/price-set';
import { checkedNumber, notAllowed, storedTime } from '../field-checks';
import { isObject, objectIn } from '../json-text';
import type { PricesSet } from '../../config/price-set';
import type { PriceRecord } from '../registry-records';
import type { PricesTable } from '../tables';

/** An own price as it is shown. */
export function priceRecord(row: PricesTable): PriceRecord {
  return {
    id: row.id,
    target: row.target,
    valid_from: row.valid_from,
    prices: pricesIn(row.prices),
    created_at: row.created_at,
  };
}

/** What a price is for. @throws GatewayError INVALID_REQUEST */
export function checkedTarget(value: unknown): string {
  if (typeof value === 'string' && PRICE_TARGET.test(value)) return value;
  throw notAllowed(
    'target',
    "The target must be 'connection/model' or 'provider/model', in which * is any text, of up to 256 characters.",
  );
}

/** From when a price counts, on the hour. @throws GatewayError INVALID_REQUEST */
export function checkedStart(value: unknown): string | null {
  return storedTime(value, 'valid_from');
}

/** Prices, as they are stored. @throws GatewayError INVALID_REQUEST naming the price */
export function checkedPriceSet(value: unknown): string {
  if (!isObject(value) || Object.keys(value).length === 0) {
    throw notAllowed('prices', `The prices must be an object with some of ${PRICE_NAMES.join(', ')}.`);
  }
  const names: readonly string[] = PRICE_NAMES;
  for (const [name, price] of Object.entries(value)) {
    if (!names.includes(name)) {
      throw notAllowed(`prices.${name}`, `There is no price '${name}'; there are ${names.join(', ')}.`);
    }
    checkedNumber(price, `prices.${name}`, { min: 0, max: MAX_PRICE });
  }
  return JSON.stringify(value);
}

/** Prices as they are stored, read again. */
export function pricesIn(text: string | null): PricesSet {
  const stored = objectIn(text) ?? {};
  const known = PRICE_NAMES.flatMap((name) => {
    const price = stored[name];
    return typeof price === 'number' ? [[name, price] as const] : [];
  });
  return Object.fromEntries(known);
}
