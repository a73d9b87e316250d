import { dollarsOf, PRICE_ALLOWED, PRICE_NAMES, PRICE_TARGET } from '../price-set';
import type { FilePrice } from './provider-file';
import type { Field, YamlReader } from './yaml-reader';

const TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d))?$/;

/** Reads prices by `connection/model` or `provider/model`, in which `*` is any text: one each, or several with dates. */
export function parseFilePrices(field: Field | undefined, reader: YamlReader): readonly FilePrice[] {
  const prices: FilePrice[] = [];
  for (const [target, one] of (field && reader.mapping(field)) ?? []) {
    if (!PRICE_TARGET.test(target)) {
      reader.mistake(one, 'must be the price of provider/model or connection/model, in which * is any text');
    }
    const entries = reader.isMapping(one) ? [one] : (reader.list(one) ?? []);
    for (const entry of entries) prices.push(parsePrice(target, entry, reader));
  }
  return Object.freeze(prices);
}

function parsePrice(target: string, field: Field, reader: YamlReader): FilePrice {
  const fields = reader.mapping(field, [...PRICE_NAMES, 'from']);
  const from = fields?.get('from');
  const prices = PRICE_NAMES.flatMap((name) => {
    const one = fields?.get(name);
    const price = one && priceIn(one, reader);
    return price === undefined ? [] : [[name, price] as const];
  });
  if (fields !== undefined && !PRICE_NAMES.some((name) => fields.has(name))) {
    reader.mistake(field, `must have a price: some of ${PRICE_NAMES.join(', ')}`);
  }
  return Object.freeze({
    target,
    validFrom: from === undefined ? -Infinity : timeOf(from, reader),
    prices: Object.freeze(Object.fromEntries(prices)),
  });
}

/** A price: a number of dollars, or `free`. */
export function priceIn(field: Field, reader: YamlReader): number | undefined {
  return reader.scalar(field, dollarsOf, PRICE_ALLOWED);
}

function timeOf(field: Field, reader: YamlReader): number {
  const text = reader.text(field, 'a date such as 2026-11-01');
  const at = text !== undefined && TIME.test(text) ? Date.parse(text) : NaN;
  if (text !== undefined && Number.isNaN(at)) {
    reader.mistake(field, `must be a date such as 2026-11-01, found ${JSON.stringify(text.slice(0, 40))}`);
  }
  return Number.isNaN(at) ? -Infinity : at;
}
