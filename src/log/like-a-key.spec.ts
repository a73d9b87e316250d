import { isLikeKey } from './like-a-key';

describe('isLikeKey', () => {
  it.each([
    'sk-proj-abc',
    'sk_live_1',
    'vk-front-1234',
    'gsk_abc',
    'AIzaSyD',
    'AKIAIOSFODNN7',
    'eyJhbGciOiJIUzI1NiJ9.e30',
  ])('knows %s', (word) => {
    expect(isLikeKey(word)).toBe(true);
  });

  it.each([
    'gpt-4o-mini',
    'claude-opus-4-8',
    'OpenAI-Main/gpt-5',
    'skyfall-36b',
    'hermes-3',
    'xai/grok-4',
    'eyes',
  ])('leaves %s', (word) => {
    expect(isLikeKey(word)).toBe(false);
  });
});
