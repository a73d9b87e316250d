import { redisUrl } from './redis-url';

describe('redisUrl', () => {
  it.each(['redis://localhost', 'redis://user:pass%40word@valkey:6379/2', 'rediss://:secret@[::1]:6380/'])(
    'takes %s, and never shows it',
    (address) => {
      const url = redisUrl.parse(address);
      expect(url.reveal()).toBe(address);
      expect(JSON.stringify({ url })).toBe('{"url":"[REDACTED]"}');
    },
  );

  it.each([
    'localhost:6379',
    'http://localhost:6379',
    'redis://',
    'redis://host/name',
    'redis://host?tls=true',
    'redis://host#1',
    'redis://host:notaport',
  ])('refuses %s without repeating it', (address) => {
    expect(() => redisUrl.parse(address)).toThrow(/^must be an address such as redis:/);
  });
});
