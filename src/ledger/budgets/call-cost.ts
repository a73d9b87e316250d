import { Injectable } from '@nestjs/common';
import type { VirtualKeyEntry } from '../../registry/memory/registry-view';
import type { AttemptUse } from '../ledger-record';
import { PriceBook } from '../prices/price-book';
import { costOf } from '../prices/token-prices';
import { contextOver } from '../store/context-over';
import type { Charge } from './charge';
import { UsualUse } from './usual-use';

/** What a call may use, before it is made. */
export interface CallEstimate {
  /** Tokens of the prompt. */
  readonly input: number;
  /** Tokens of an answer: the most that the request allows, or where it sets no limit the least that is reserved. */
  readonly output: number;
  readonly isLimited: boolean;
  /** Answers that it asks for. */
  readonly choices: number;
  /** Whether its answers are pictures. */
  readonly makesPictures: boolean;
  /** Characters of the text that it has spoken. */
  readonly characters: number;
  /** The service tier that it asks for; the empty text for none. */
  readonly tier: string;
  /** Whether it marks what of its prompt is written to the provider's cache, which may cost more. */
  readonly marksCache: boolean;
}

/**
 * Models whose prompts are written to a cache only where the request says so; others write what they like.
 * https://platform.claude.com/docs/en/build-with-claude/prompt-caching, https://developers.openai.com/api/docs/guides/prompt-caching
 */
const WRITES_MARKED_ALONE = /claude/i;

/** What calls cost: beforehand by what they may use, and by what calls of the alias used in the mean; afterwards truly. */
@Injectable()
export class CallCost {
  constructor(
    private readonly prices: PriceBook,
    private readonly usual: UsualUse,
  ) {}

  /**
   * What a call may use: the dearest of the deployments behind its alias, where the request sets no limit with as much of an
   * answer as the model usually gives, and never less than the mean of such calls.
   */
  beforehand(
    key: VirtualKeyEntry,
    alias: string,
    { input, output, isLimited, choices, makesPictures, characters, tier, marksCache }: CallEstimate,
  ): Charge {
    let usd = 0;
    let most = input + output * choices;
    for (const { model } of key.assignments(alias)) {
      const { connection, name, remoteName, maxOutputTokens = Infinity } = model;
      const deployment = `${connection.name}/${name}`;
      const usual =
        isLimited && !makesPictures ? 0 : Math.min(this.usual.ofAnswers(deployment) ?? 0, maxOutputTokens);
      const answers = Math.max(output, usual) * choices;
      // A picture may be billed by its tokens, or by itself.
      const pictures = makesPictures ? { imageOutput: answers, images: choices } : {};
      const tokens = { input, output: answers, characters, ...pictures };
      most = Math.max(most, input + tokens.output);
      const place = {
        deployment,
        provider: connection.provider,
        model: remoteName,
      };
      const prices = this.prices.pricesOf(place, Date.now());
      if (prices === undefined) continue;
      const isWritten = marksCache || !WRITES_MARKED_ALONE.test(remoteName);
      const written = { ...tokens, cacheWrite: input, cacheWrite1h: input };
      // A tier that the provider has no room for is its usual one.
      for (const of of tier === '' ? [''] : ['', tier]) {
        const used = { tokens, calls: 1, tier: of, contextOver: contextOver(input) };
        usd = Math.max(usd, costOf(prices, used) ?? 0);
        if (isWritten) usd = Math.max(usd, costOf(prices, { ...used, tokens: written }) ?? 0);
      }
    }
    const mean = this.usual.ofCalls(key.id, alias);
    return {
      usd: Math.max(usd, mean?.usd ?? 0),
      tokens: Math.max(most, mean?.tokens ?? 0),
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
      const cost = this.prices.costOfAttempt(attempt, at, tier);
      if (cost === undefined) isPriced = false;
      else usd += cost;
    }
    return { usd, tokens, calls: 1, isPriced };
  }

  /**
   * Learns from a call that was answered.
   * @param deployment that answered; undefined where that is not known
   * @param output tokens of the answer
   */
  learn(key: VirtualKeyEntry, alias: string, charge: Charge, deployment?: string, output?: number): void {
    this.usual.learnCall(key.id, alias, charge);
    if (deployment !== undefined && output !== undefined) this.usual.learnAnswer(deployment, output);
  }

  /** Reads what calls used before this process started; does not fail. Undefined where it is known. */
  ready(): Promise<void> | undefined {
    return this.usual.read();
  }
}
