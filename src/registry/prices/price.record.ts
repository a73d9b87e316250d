import { dollarsOf, FREE, PRICE_ALLOWED, PRICE_NAMES, PRICE_TARGET } from '../../config/price-set';
import { notAllowed, storedTime } from '../field-checks';
import { isObject } from '../../json/json-object';
import { objectIn } from '../json-text';
import type { GivenPrices, PricesSet } from '../../config/price-set';
import type { PriceRecord } from '../registry-records';
import type { PricesTable } from '../tables';

/** An own price as it is shown. */
export function priceRecord(row: PricesTable): PriceRecord {
  return {
    id: row.id,
    target: row.target,
    valid_from: row.valid_from,
    prices: givenPrices(pricesIn(row.prices)),
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

/** Prices of which there is at least one, as they are stored. @throws GatewayError INVALID_REQUEST naming the price */
export function checkedPriceSet(value: unknown): string {
  const stored = checkedPrices(value);
  if (stored === '{}') throw noPrices();
  return stored;
}

/** Prices, as they are stored. @throws GatewayError INVALID_REQUEST naming the price */
export function checkedPrices(value: unknown): string {
  if (!isObject(value)) throw noPrices();
  const names: readonly string[] = PRICE_NAMES;
  const stored = Object.entries(value).map(([name, given]) => {
    if (!names.includes(name)) {
      throw notAllowed(`prices.${name}`, `There is no price '${name}'; there are ${names.join(', ')}.`);
    }
    const dollars = dollarsOf(given);
    if (dollars === undefined) {
      throw notAllowed(`prices.${name}`, `The prices.${name} must be ${PRICE_ALLOWED}.`);
    }
    return [name, dollars] as const;
  });
  return JSON.stringify(Object.fromEntries(stored));
}

function noPrices(): Error {
  return notAllowed('prices', `The prices must be an object with some of ${PRICE_NAMES.join(', ')}.`);
}

/** Prices as they are shown: what was shown can be given again. */
export function givenPrices(prices: PricesSet): GivenPrices {
  return Object.fromEntries(
    Object.entries(prices).map(([name, price]) => [name, price === 0 ? FREE : price] as const),
  );
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
