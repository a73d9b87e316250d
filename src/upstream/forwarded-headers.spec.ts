import { headersForCaller, headersForUpstream, litellmLogFields } from './forwarded-headers';

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

  it('lets what LiteLLM tells of a call through, and nothing of its keys and addresses', () => {
    const told = {
      'x-litellm-call-id': 'c-1',
      'x-litellm-model-id': 'm-1',
      'x-litellm-response-cost': '0.0012',
      'x-litellm-attempted-fallbacks': '1',
    };
    const secret = {
      'x-litellm-model-api-base': 'https://internal.example',
      'x-litellm-key-spend': '3',
      'x-litellm-key-max-budget': '5',
      'x-litellm-response-duration-ms': '5',
    };
    expect(headersForCaller({ ...told, ...secret })).toEqual(told);
    expect(litellmLogFields(headersForCaller({ ...told, ...secret }))).toEqual({
      litellm_call_id: 'c-1',
      litellm_model_id: 'm-1',
      litellm_response_cost: '0.0012',
      litellm_attempted_fallbacks: '1',
    });
    expect(litellmLogFields({})).toBeUndefined();
  });

  it.each(['', 'a\r\nx: y', 'a\u0000', 'ü', 'x'.repeat(257)])(
    'drops a value that could do harm: %j',
    (value) => {
      expect(headersForCaller({ 'openai-processing-ms': value })).toEqual({});
    },
  );
});
