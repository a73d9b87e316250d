import { loggedText } from './logged-text';

describe('loggedText', () => {
  it.each([
    ['The server is overloaded, try later.', 'The server is overloaded, try later.'],
    ['The model gpt-4o-mini is overloaded.', 'The model gpt-4o-mini is overloaded.'],
    ['Incorrect API key provided: sk-proj-abc123def456.', 'Incorrect API key provided: [redacted]'],
    ['Key abcdef0123456789 is disabled', 'Key [redacted] is disabled'],
    ['<html><head><title>502 Bad Gateway</title></head>', '502 Bad Gateway'],
    ['upstream connect error to 10.1.2.3:80', 'upstream connect error to [redacted]'],
    ['sk-abcdefghijklmn', undefined],
    ['<html>', undefined],
    ['', undefined],
  ])('makes of %j: %j', (text, logged) => {
    expect(loggedText(text)).toBe(logged);
  });

  it('is bounded', () => {
    expect(loggedText('word '.repeat(100_000))?.length).toBeLessThan(310);
  });
});
