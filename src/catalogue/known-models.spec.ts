import { knownContextLength } from './known-models';

describe('the table of known models', () => {
  it.each<readonly [string, string, number | undefined]>([
    ['openai', 'gpt-4o', 128_000],
    ['litellm', 'gpt-4o-mini', 128_000],
    ['google', 'models/gemini-2.5-flash', 1_048_576],
    ['anthropic', 'claude-haiku-4-5', 200_000],
    ['openai', 'text-embedding-3-small', 8_191],
    ['openai', 'house-model', undefined],
    ['openai', '__proto__', undefined],
    ['constructor', 'toString', undefined],
  ])('of %s has %s with %s tokens', (provider, model, tokens) => {
    expect(knownContextLength(provider, model)).toBe(tokens);
  });
});
