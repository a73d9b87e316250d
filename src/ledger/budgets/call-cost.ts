import { Injectable } from '@nestjs/common';
import type { VirtualKeyEntry } from '../../registry/memory/registry-view';
import type { AttemptUse } from '../ledger-record';
import { PriceBook } from '../prices/price-book';
import { costOf } from '../prices/token-prices';
import { contextOver } from '../store/ledger-row';
import type { Charge } from './charge';

/** What a call may use, before it is made. */
export interface CallEstimate {
  /** Tokens of the prompt, and of all answers that it asks for. */
  readonly input: number;
  readonly output: number;
  /** The service tier that it asks for; the empty text for none. */
  readonly tier: string;
  /** Whether its prompt may be written to the provider's cache, which may cost more. */
  readonly writesCache: boolean;
}

/** How much of the latest call is in the mean. */
const WEIGHT = 0.2;
const MAX_REMEMBERED = 5_000;

/** What calls cost: beforehand by what they may use, and by what calls of the alias used in the mean; afterwards truly. */
@Injectable()
export class CallCost {
  readonly #means = new Map<string, { usd: number; tokens: number }>();

  constructor(private readonly prices: PriceBook) {}

  /**
   * What a call may use: the dearest of the deployments behind its alias, and never less than the mean of such calls.
   */
  beforehand(
    key: VirtualKeyEntry,
    alias: string,
    { input, output, tier, writesCache }: CallEstimate,
  ): Charge {
    const written = writesCache ? input : 0;
    const tokens = { input, output };
    const cached = { ...tokens, cacheWrite: written, cacheWrite1h: written };
    let usd = 0;
    for (const { model } of key.assignments(alias)) {
      const { connection, name, remoteName } = model;
      const place = {
        deployment: `${connection.name}/${name}`,
        provider: connection.provider,
        model: remoteName,
      };
      const prices = this.prices.pricesOf(place, Date.now());
      if (prices === undefined) continue;
      // A tier that the provider has no room for is its usual one.
      const usual = { tokens, calls: 1, tier: '', contextOver: contextOver(input) };
      usd = Math.max(usd, costOf(prices, usual) ?? 0);
      if (tier !== '') usd = Math.max(usd, costOf(prices, { ...usual, tier }) ?? 0);
      if (writesCache) usd = Math.max(usd, costOf(prices, { ...usual, tokens: cached, tier }) ?? 0);
    }
    const mean = this.#means.get(`${key.id}\n${alias}`);
    return {
      usd: Math.max(usd, mean?.usd ?? 0),
      tokens: Math.max(input + output, mean?.tokens ?? 0),
      calls: 1,
    };
  }

  /** What a call's attempts used. @param usd undefined where a price is not known */
  afterwards(
    attempts: readonly AttemptUse[],
    at: number,
    tier: string,
  ): Charge & { readonly isPriced: boolean } {
    let usd = 0;
    let tokens = 0;
    let isPriced = true;
    for (const attempt of attempts) {
      const { input = 0, output = 0 } = attempt.tokens;
      tokens += input + output;
      if (input + output === 0) continue;
      const prices = this.prices.pricesOf(attempt, at);
      const used = { tokens: attempt.tokens, calls: 1, tier, contextOver: contextOver(input) };
      const cost = prices && costOf(prices, used);
      if (cost === undefined) isPriced = false;
      else usd += cost;
    }
    return { usd, tokens, calls: 1, isPriced };
  }

  /** Learns from a call that was answered. */
  learn(key: VirtualKeyEntry, alias: string, { usd, tokens }: Charge): void {
    const name = `${key.id}\n${alias}`;
    const mean = this.#means.get(name);
    if (mean === undefined) {
      if (this.#means.size >= MAX_REMEMBERED) this.#means.clear();
      this.#means.set(name, { usd, tokens });
      return;
    }
    mean.usd += (usd - mean.usd) * WEIGHT;
    mean.tokens += (tokens - mean.tokens) * WEIGHT;
  }
}
