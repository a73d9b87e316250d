import type { ConnectionOptions } from '../../config/connection-options';
import type { ConnectionEntry } from '../../registry/memory/registry-view';
import { PriceBook } from './price-book';
import { costOf } from './token-prices';

function bookOf(provider: string, endpoint: string, options: ConnectionOptions = {}): PriceBook {
  const connection: ConnectionEntry = {
    ...{ id: 'c', name: 'c', provider, endpoint, options, enabled: true },
    ...{ source: 'database', revision: 1, credential: () => undefined },
  };
  return new PriceBook({
    ownPrices: () => [],
    connection: (name) => (name === 'c' ? connection : undefined),
    models: () => [],
    onChange: () => () => undefined,
  });
}

const VERTEX = 'https://aiplatform.googleapis.com';

describe('a model that is served in one region', () => {
  it.each<[provider: string, endpoint: string, options: ConnectionOptions, model: string, input: number]>([
    ['vertex', VERTEX, { project: 'p' }, 'claude-sonnet-4-5@20250929', 3],
    ['vertex', VERTEX, { location: 'global' }, 'claude-sonnet-4-5@20250929', 3],
    ['vertex', VERTEX, { location: 'europe-west1' }, 'claude-sonnet-4-5@20250929', 3.3],
    ['vertex', VERTEX, { location: 'eu' }, 'claude-opus-4-8', 5.5],
    ['vertex', `https://us-east5-aiplatform.googleapis.com`, {}, 'gemini-3.1-flash-lite', 0.275],
    ['vertex', `${VERTEX}/v1/projects/p/locations/us-east5`, {}, 'gemini-3.5-flash', 1.65],
    // Costs the same everywhere.
    ['vertex', VERTEX, { location: 'europe-west1' }, 'gemini-2.5-pro', 1.25],
    ['openai', 'https://api.openai.com/v1', {}, 'gpt-5.4', 2.5],
    ['openai', 'https://eu.api.openai.com/v1', {}, 'gpt-5.4', 2.75],
    ['openai', 'https://eu.api.openai.com/v1', {}, 'gpt-4o', 2.5],
    // Its name says the region.
    [
      'bedrock',
      'https://bedrock-runtime.us-east-1.amazonaws.com',
      {},
      'anthropic.claude-sonnet-4-5-20250929-v1:0',
      3,
    ],
  ])(
    'costs at %s (%s, %j) as %s what its provider asks there',
    (provider, endpoint, options, model, input) => {
      const prices = bookOf(provider, endpoint, options).pricesOf(
        { deployment: `c/${model}`, provider, model },
        0,
      );
      expect(prices?.input).toBeCloseTo(input, 10);
    },
  );

  it('costs as much more in every tier, of a long prompt and of each class, and searches cost the same', () => {
    const place = { deployment: 'c/gpt-5.4', provider: 'openai', model: 'gpt-5.4' };
    const costs = ['https://api.openai.com/v1', 'https://us.api.openai.com/v1'].map((endpoint) => {
      const prices = bookOf('openai', endpoint).pricesOf(place, 0) ?? {};
      const tokens = { input: 300_000, cached: 100_000, output: 5_000, reasoning: 1_000 };
      const used = { tokens, calls: 1, tier: 'flex', contextOver: 272_000 };
      return [costOf(prices, used) ?? NaN, costOf(prices, { ...used, tokens: { searches: 1 } }) ?? NaN];
    });
    expect(costs[1]?.[0]).toBeCloseTo((costs[0]?.[0] ?? 0) * 1.1, 12);
    expect(costs[1]?.[1]).toBe(costs[0]?.[1]);
  });
});
