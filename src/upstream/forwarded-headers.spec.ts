import { headersForCaller, headersForUpstream } from './forwarded-headers';

describe('headersForUpstream', () => {
  it('lets the allowed ones through and nothing else', () => {
    const given = {
      'user-agent': 'a',
      'openai-beta': 'b',
      'anthropic-beta': 'c',
      'idempotency-key': 'd',
      authorization: 'Bearer x',
      'api-key': 'x',
      'x-internal-auth': 'x',
      cookie: 'x',
      host: 'x',
      'content-length': '5',
      'transfer-encoding': 'chunked',
      'x-forwarded-for': '1.2.3.4',
      'set-cookie': ['x'],
    };
    expect(headersForUpstream(given)).toEqual({
      'user-agent': 'a',
      'openai-beta': 'b',
      'anthropic-beta': 'c',
      'idempotency-key': 'd',
    });
  });
});

describe('headersForCaller', () => {
  it('lets the useful ones through and nothing else', () => {
    const given = {
      'openai-processing-ms': '17',
      'openai-version': '2020',
      'x-request-id': 'x',
      server: 'x',
      'set-cookie': ['x'],
    };
    expect(headersForCaller(given)).toEqual({ 'openai-processing-ms': '17', 'openai-version': '2020' });
  });

  it.each(['', 'a\r\nx: y', 'a\u0000', 'ü', 'x'.repeat(257)])(
    'drops a value that could do harm: %j',
    (value) => {
      expect(headersForCaller({ 'openai-processing-ms': value })).toEqual({});
    },
  );
});
