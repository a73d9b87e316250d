import { shownText } from './provider-text';

describe('shownText', () => {
  it.each([
    "Invalid value: 'x'. Supported values are: 'a', 'b'.",
    "This model's maximum context length is 8192 tokens (7000 in the messages, 2000 in the completion).",
    'The model gpt-4.1-mini does not support image_url; see gpt-4o-2024-08-06.',
    "'messages[0].content' at 3:14 has ratio 16:9, limit: 4096, max_tokens:4096",
  ])('leaves a reason as it is: %s', (text) => {
    expect(shownText(text)).toBe(text);
  });

  it.each([
    ['Incorrect API key provided: sk-proj-abc123def456.', 'Incorrect API key provided: [redacted]'],
    ['Bad AIzaSyD-1234567890abcdef', 'Bad [redacted]'],
    ['Authorization: Bearer abc.def', 'Authorization: [redacted]'],
    ['see https://user:pw@host.example/v1?x=1 for more', 'see [redacted] for more'],
    ['redis://cache/0 is down', '[redacted] is down'],
    ['connect to 10.1.2.3:4000 and 10.1.2.4 failed', 'connect to [redacted] and [redacted] failed'],
    ['connect to [fd00::1]:4000 failed', 'connect to [redacted] failed'],
    ['connect to litellm:4000 failed', 'connect to [redacted] failed'],
    ['connect to localhost:11434 failed', 'connect to [redacted] failed'],
    ['connect to api.example.com:443 failed', 'connect to [redacted] failed'],
    ['db.prod.svc.cluster.local is gone', '[redacted] is gone'],
    ['no answer of my_db.internal. Try again', 'no answer of [redacted]. Try again'],
    [`see ${'a'.repeat(60)}://secret/x`, `see ${'a'.repeat(29)}[redacted]`],
  ])('takes out credentials, hosts and addresses: %s', (text, shown) => {
    expect(shownText(text)).toBe(shown);
  });

  it('makes one line of it, without control characters', () => {
    expect(shownText('a\r\nb\u0000\u001bc\u0085d\u2028e\u007f\u202e')).toBe('a b c d e ');
  });

  it('shortens it, and what is cut at the end is no half of a key', () => {
    const text = shownText(`${'x '.repeat(498)}sk-proj-abcdefghijklmnop`);
    expect(text).toHaveLength(1000);
    expect(text).not.toContain('sk-p');
  });
});
