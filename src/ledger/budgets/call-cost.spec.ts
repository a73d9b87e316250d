import type { ConnectionEntry, VirtualKeyEntry } from '../../registry/memory/registry-view';
import { PriceBook } from '../prices/price-book';
import { CallCost } from './call-cost';
import type { CallEstimate } from './call-cost';
import { UsualUse } from './usual-use';

const connection: ConnectionEntry = {
  ...{ id: 'c', name: 'c', provider: 'openai', endpoint: 'https://api.openai.com/v1', options: {} },
  ...{ enabled: true, source: 'database', revision: 1, credential: () => undefined },
};

/** What a call of a model reserves in US dollars: a million tokens of prompt, and none of answer. */
function reserved(provider: string, model: string, asked: Partial<CallEstimate> = {}): number {
  const at: ConnectionEntry = { ...connection, provider };
  const prices = new PriceBook({
    ownPrices: () => [],
    connection: () => at,
    models: () => [],
    onChange: () => () => undefined,
  });
  const entry = {
    ...{ id: 'm', connection: at, name: model, remoteName: model },
    ...{ deployment: undefined, contextLength: undefined, maxOutputTokens: undefined },
  };
  const limits = { requestsPerSecond: 0, requestBurst: 0, tokensPerSecond: 0, tokenBurst: 0 };
  const assignment = {
    id: 'a',
    alias: 'a',
    model: entry,
    ...limits,
    priority: 1,
    weight: 1,
    answerModel: undefined,
  };
  const key: VirtualKeyEntry = {
    ...{ id: 'k', name: 'k', lastTouch: 0 },
    assignments: () => [assignment],
    aliases: () => ['a'],
  };
  const usual = new UsualUse({ isOn: false, query: () => Promise.reject(new Error('no ledger')) });
  const estimate: CallEstimate = {
    ...{ input: 100_000, output: 0, isLimited: true, choices: 1, makesPictures: false },
    ...{ characters: 0, tier: '', marksCache: false, ...asked },
  };
  return new CallCost(prices, usual).beforehand(key, 'a', estimate).usd * 10;
}

describe('what a call reserves of a budget', () => {
  it('has its prompt as written to a cache where the model writes without being asked', () => {
    // https://developers.openai.com/api/docs/guides/prompt-caching: 1.25 times as much from GPT-5.6 on.
    expect(reserved('openai', 'gpt-5.6')).toBeCloseTo(5, 9);
    expect(reserved('openai', 'gpt-5.4')).toBeCloseTo(2.5, 9);
  });

  it('has that of Claude so where the request marks what is to be cached, for an hour', () => {
    expect(reserved('anthropic', 'claude-sonnet-4-5')).toBeCloseTo(3, 9);
    expect(reserved('anthropic', 'claude-sonnet-4-5', { marksCache: true })).toBeCloseTo(6, 9);
  });

  it('is that of the usual tier where the one that is asked for costs less: it may have no room', () => {
    expect(reserved('openai', 'gpt-5.6', { tier: 'flex' })).toBeCloseTo(5, 9);
    expect(reserved('openai', 'gpt-5.6', { tier: 'priority' })).toBeCloseTo(10, 9);
  });
});
