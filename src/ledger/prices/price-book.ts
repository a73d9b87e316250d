import type { ConnectionEntry, OwnPrice, RegistryView } from '../../registry/memory/registry-view';
import type { PricesSet } from '../../config/price-set';
import { isNothing } from '../ledger-record';
import type { AttemptUse } from '../ledger-record';
import { contextOver } from '../store/context-over';
import { isServedRegionally } from './regional-service';
import { shippedPrices } from './shipped-prices';
import { costOf, costUncounted } from './token-prices';
import type { ModelPrices } from './token-prices';
import { hourOf } from '../utc-hours';
import { withUnits } from './unit-prices';

/** Where tokens were used. */
export type PricedPlace = Pick<AttemptUse, 'deployment' | 'provider' | 'model'>;

const MAX_REMEMBERED = 10_000;

/** What tokens cost where and when: own prices, those of a model's record, and the shipped table, in this order. */
export class PriceBook {
  #own: readonly OwnPrice[] = [];
  #matching = new Map<string, readonly OwnPrice[]>();
  /** The prices of the latest hour that was asked for, until the registry changes: every call asks for those of its attempts. */
  readonly #latest = new Map<string, ModelPrices | undefined>();
  #latestHour = -Infinity;

  constructor(private readonly view: Pick<RegistryView, 'ownPrices' | 'connection' | 'models' | 'onChange'>) {
    view.onChange(() => {
      this.#latest.clear();
    });
  }

  /** @param at milliseconds since 1970. @returns undefined where nobody knows a price */
  pricesOf(place: PricedPlace, at: number): ModelPrices | undefined {
    const hour = hourOf(at);
    if (hour < this.#latestHour) return this.#find(place, at);
    if (hour > this.#latestHour || this.#latest.size > MAX_REMEMBERED) {
      this.#latest.clear();
      this.#latestHour = hour;
    }
    const key = `${place.deployment}\n${place.provider}/${place.model}`;
    let prices = this.#latest.get(key);
    if (prices === undefined && !this.#latest.has(key)) {
      prices = this.#find(place, at);
      this.#latest.set(key, prices);
    }
    return prices;
  }

  /** The place of a deployment of which nobody has told what its provider calls the model. */
  placeOf(deployment: string, provider: string): PricedPlace {
    const { connection, name } = this.#partsOf(deployment);
    const model = connection && this.view.models(connection).find((one) => one.name === name);
    return { deployment, provider, model: model?.remoteName ?? name };
  }

  /**
   * What an attempt of a call cost: nothing where it used nothing, unless nobody could count what it used.
   * @param at milliseconds since 1970
   * @param askedTier the service tier that the call asked for; empty for the usual one
   * @returns US dollars; undefined where a price that is needed is not known
   */
  costOfAttempt(attempt: AttemptUse, at: number, askedTier: string): number | undefined {
    const { tokens, estimated = false, tier = askedTier } = attempt;
    const isUncounted = isNothing(tokens);
    if (isUncounted && !estimated) return 0;
    const prices = this.pricesOf(attempt, at);
    if (prices === undefined) return undefined;
    if (isUncounted) return costUncounted(prices, 1);
    return costOf(prices, { tokens, calls: 1, tier, contextOver: contextOver(tokens.input ?? 0) });
  }

  #find(place: PricedPlace, at: number): ModelPrices | undefined {
    const own = this.#ownOf(place).find(({ validFrom }) => hourOf(validFrom) <= at);
    if (own !== undefined) return ownPrices(own.prices);
    const { connection, name } = this.#partsOf(place.deployment);
    const ofModel = connection && this.#ofModel(connection, name, place.model);
    if (ofModel !== undefined) return ownPrices(ofModel);
    const isRegional = connection !== undefined && isServedRegionally(connection);
    return shippedPrices(place.provider, place.model, isRegional);
  }

  /** When some price begins to count, on the hour; sorted. Between two of these every price stays as it is. */
  changes(): readonly number[] {
    const times = this.view.ownPrices().map(({ validFrom }) => hourOf(validFrom));
    return [...new Set(times)].filter(Number.isFinite).sort((one, other) => one - other);
  }

  #ownOf({ deployment, provider, model }: PricedPlace): readonly OwnPrice[] {
    const own = this.view.ownPrices();
    if (own.length === 0) return own;
    if (own !== this.#own || this.#matching.size > MAX_REMEMBERED) {
      this.#own = own;
      this.#matching = new Map();
    }
    const name = `${provider}/${model}`;
    const key = `${deployment}\n${name}`;
    let matching = this.#matching.get(key);
    if (matching === undefined) {
      matching = own.filter(({ matches }) => matches(deployment) || matches(name));
      this.#matching.set(key, matching);
    }
    return matching;
  }

  /** A deployment's connection, and what the model is called there. */
  #partsOf(deployment: string): { readonly connection: ConnectionEntry | undefined; readonly name: string } {
    const [connectionName = '', ...rest] = deployment.split('/');
    return { connection: this.view.connection(connectionName), name: rest.join('/') };
  }

  #ofModel(connection: ConnectionEntry, name: string, model: string): PricesSet | undefined {
    const models = this.view.models(connection);
    const found =
      models.find((one) => one.name === name && one.prices !== undefined) ??
      models.find((one) => one.remoteName === model && one.prices !== undefined);
    return found?.prices;
  }
}

function ownPrices(set: PricesSet): ModelPrices {
  return withUnits({
    input: set.input,
    output: set.output,
    cached: set.cached_input,
    cacheWrite: set.cache_write,
    cacheWrite1h: set.cache_write_1h,
    reasoning: set.reasoning,
    audioInput: set.audio_input,
    audioOutput: set.audio_output,
    imageInput: set.image_input,
    imageOutput: set.image_output,
    image: set.image,
    search: set.search,
    second: set.second,
    character: set.character,
    call: set.call,
  });
}
