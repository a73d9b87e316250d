import { knownContextLength, knownLacks, knownMaxOutput } from './known-models';

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

  it.each<readonly [string, string, number | undefined]>([
    ['openai', 'gpt-4o', 16_384],
    ['google', 'models/gemini-2.5-flash', 65_536],
    ['anthropic', 'claude-haiku-4-5', 64_000],
    ['openai', 'house-model', undefined],
  ])('of %s has %s with answers of %s tokens', (provider, model, tokens) => {
    expect(knownMaxOutput(provider, model)).toBe(tokens);
  });

  it('says what a model has not at a provider, and nothing of those that it does not know', () => {
    expect(knownLacks('openai', 'gpt-audio')).toEqual(['vision', 'json_schema']);
    expect(knownLacks('openai', 'gpt-4o')).toBeUndefined();
    expect(knownLacks('local', 'gpt-audio')).toBeUndefined();
  });
});
