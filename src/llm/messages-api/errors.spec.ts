import { messagesError } from './errors';

function failed(status: number, type: string, message: string, waitMs?: number) {
  return messagesError(status, { type: 'error', error: { type, message } }, ['sk-ant-secret'], waitMs);
}

describe('messagesError', () => {
  it.each([
    [200, 'toString', 'x', { code: 'PROVIDER_ERROR' }],
    [
      400,
      'invalid_request_error',
      'max_tokens: Field required',
      { code: 'INVALID_REQUEST', message: 'max_tokens: Field required' },
    ],
    [
      400,
      'invalid_request_error',
      'prompt is too long: 213462 tokens > 200000 maximum',
      { code: 'INVALID_REQUEST', providerCode: 'context_length_exceeded' },
    ],
    [
      400,
      'invalid_request_error',
      'input length and `max_tokens` exceed context limit: 190000 + 64000 > 200000',
      { code: 'INVALID_REQUEST', providerCode: 'context_length_exceeded' },
    ],
    ...[
      'Prompt exceeds max length',
      "Request 182387 input tokens exceeds the model's maximum context length 202750",
      'Invalid request: Your request exceeded model token limit: 262144 (requested: 336148)',
    ].map((message): [number, string, string, object] => [
      400,
      'invalid_request_error',
      message,
      { code: 'INVALID_REQUEST', providerCode: 'context_length_exceeded' },
    ]),
    [
      400,
      'invalid_request_error',
      'Your credit balance is too low to access the Anthropic API.',
      { code: 'RATE_LIMIT', providerCode: 'insufficient_quota', retryable: false },
    ],
    [
      402,
      'billing_error',
      'Pay.',
      { code: 'RATE_LIMIT', providerCode: 'insufficient_quota', retryable: false },
    ],
    [
      400,
      'invalid_request_error',
      'Output blocked by content filtering policy',
      { code: 'INVALID_REQUEST', providerCode: 'content_filter' },
    ],
    [
      401,
      'authentication_error',
      'invalid x-api-key',
      { code: 'PROVIDER_ERROR', upstreamFailure: 'credential', retryable: false },
    ],
    [403, 'permission_error', 'Not yours.', { code: 'PROVIDER_ERROR', upstreamFailure: 'credential' }],
    [404, 'not_found_error', 'model: claude-9', { code: 'MODEL_NOT_FOUND', providerCode: 'model_not_found' }],
    [404, 'not_found_error', 'File not found: file_1', { code: 'INVALID_REQUEST' }],
    [413, 'request_too_large', 'Request exceeds the maximum size', { code: 'PAYLOAD_TOO_LARGE' }],
    [429, 'rate_limit_error', 'Slow down.', { code: 'RATE_LIMIT', retryAfterMs: 7_000, retryable: true }],
    [
      500,
      'api_error',
      'Internal server error',
      { code: 'PROVIDER_ERROR', upstreamFailure: 'server_error', retryable: true },
    ],
    [529, 'overloaded_error', 'Overloaded', { code: 'PROVIDER_ERROR', upstreamStatus: 529, retryable: true }],
  ])('maps %i %s “%s”', (status, type, message, expected) => {
    expect(failed(status, type, message, status === 429 ? 7_000 : undefined)).toMatchObject(expected);
  });

  it('shows the provider’s text of a 400 alone, and our key nowhere', () => {
    expect(failed(401, 'authentication_error', 'invalid x-api-key: sk-ant-secret').message).not.toContain(
      'x-api-key',
    );
    expect(failed(500, 'api_error', 'at db-7.internal').message).not.toContain('db-7');
    expect(failed(400, 'invalid_request_error', 'your key sk-ant-secret is odd').message).toBe(
      'your key [redacted] is odd',
    );
  });

  it.each([undefined, 'text', { error: 'text' }, []])('takes a body of another form: %j', (body) => {
    expect(messagesError(502, body, [])).toMatchObject({ code: 'PROVIDER_ERROR', retryable: true });
    expect(messagesError(404, body, [])).toMatchObject({ code: 'PROVIDER_ERROR' });
  });
});
