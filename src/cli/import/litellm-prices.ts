import { dollarsOf, FREE } from '../../config/price-set';
import type { GivenPrices, PriceName } from '../../config/price-set';
import { isObject } from '../../json/json-object';
import { lookup } from '../../json/lookup';
import type { LiteLlmValues, Path } from './litellm-values';

/** LiteLLM's prices of one token (docs.litellm.ai/docs/proxy/custom_pricing) that have a counterpart. Its seconds are those of a machine. */
const NAMES = lookup<PriceName>({
  input_cost_per_token: 'input',
  output_cost_per_token: 'output',
  cache_read_input_token_cost: 'cached_input',
  cache_creation_input_token_cost: 'cache_write',
  cache_creation_input_token_cost_above_1hr: 'cache_write_1h',
  output_cost_per_reasoning_token: 'reasoning',
  input_cost_per_audio_token: 'audio_input',
  output_cost_per_audio_token: 'audio_output',
  input_cost_per_image_token: 'image_input',
  output_cost_per_image_token: 'image_output',
});

/** YAML 1.2 takes 1e-06 for a number, LiteLLM for a text that it reads as one. */
const NUMBER = /^(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const A_MILLION = 1_000_000;
/** More than a price has, and fewer than a fraction of two is off by. */
const DIGITS = 12;

export function isLiteLlmPrice(name: string): boolean {
  return NAMES[name] !== undefined;
}

/** The prices of an entry: those of its `litellm_params`, and behind them those of its `model_info`. */
export class LiteLlmPrices {
  /** By connection and model; one has the prices of the first entry that has any. */
  readonly #prices = new Map<string, GivenPrices>();

  constructor(private readonly values: LiteLlmValues) {}

  take(ref: string, entry: Readonly<Record<string, unknown>>, path: Path): void {
    const prices: Partial<Record<PriceName, number | typeof FREE>> = {};
    for (const part of ['model_info', 'litellm_params']) {
      const given = entry[part];
      for (const [field, value] of Object.entries(isObject(given) ? given : {})) {
        const name = NAMES[field];
        if (name === undefined || value === null) continue;
        const price = priceOf(value);
        if (price !== undefined) prices[name] = price;
        else this.values.leave([...path, part, field], `${ref}: ${field} is no price of a token`);
      }
    }
    if (Object.keys(prices).length === 0) return;
    const before = this.#prices.get(ref) ?? prices;
    this.#prices.set(ref, before);
    if (Object.entries(prices).some(([name, price]) => before[name as PriceName] !== price))
      this.values.leave(path, `${ref}: it has the prices of an entry before, not those of this one`);
  }

  all(): ReadonlyMap<string, GivenPrices> {
    return this.#prices;
  }
}

/** US dollars for a million, as prices are here. */
function priceOf(value: unknown): number | typeof FREE | undefined {
  const one = typeof value === 'string' && NUMBER.test(value) ? Number(value) : value;
  if (typeof one !== 'number') return undefined;
  if (one === 0) return FREE;
  const price = Number((one * A_MILLION).toPrecision(DIGITS));
  return dollarsOf(price) === undefined ? undefined : price;
}
