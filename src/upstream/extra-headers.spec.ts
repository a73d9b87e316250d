import { checkExtraHeaders, extraHeaders } from './extra-headers';

describe('extraHeaders', () => {
  it('takes headers that say who is calling', () => {
    expect(extraHeaders({ 'HTTP-Referer': 'https://a.example', 'OpenAI-Organization': 'org' })).toEqual({
      'http-referer': 'https://a.example',
      'openai-organization': 'org',
    });
    expect(extraHeaders(undefined)).toEqual({});
  });

  it.each([
    ['Authorization', 'Bearer x'],
    ['x-api-key', 'k'],
    ['api-key', 'k'],
    ['X-Auth-Token', 'k'],
    ['Cookie', 'a=b'],
    ['Host', 'evil.example'],
    ['Content-Length', '0'],
    ['Transfer-Encoding', 'chunked'],
    ['Proxy-Connection', 'x'],
    ['bad name', 'x'],
    ['x-line', 'a\r\nb: c'],
  ])('refuses %s: %j', (name, value) => {
    expect(() => checkExtraHeaders({ [name]: value })).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', param: 'options.headers' }),
    );
  });
});
