import { errorFromAnswer } from './errors';

const SECRET = 'ABSKsecretsecretsecret';

function failed(status: number, type: string, message: string, headers: Record<string, string> = {}) {
  const body = Buffer.from(JSON.stringify({ message }));
  return errorFromAnswer(status, { 'x-amzn-errortype': type, ...headers }, body, [SECRET]);
}

describe('an error of Bedrock', () => {
  it.each([
    [400, 'ValidationException', 'Malformed input.', 'INVALID_REQUEST', 'rejected', undefined],
    [
      400,
      'ValidationException',
      'Input is too long for requested model.',
      'INVALID_REQUEST',
      'rejected',
      'context_length_exceeded',
    ],
    [
      400,
      'ValidationException',
      'The model returned the following errors: prompt is too long: 203470 tokens > 200000 maximum',
      'INVALID_REQUEST',
      'rejected',
      'context_length_exceeded',
    ],
    [
      400,
      'ValidationException',
      'The provided model identifier is invalid.',
      'MODEL_NOT_FOUND',
      'rejected',
      'model_not_found',
    ],
    [
      400,
      'ValidationException',
      'Output blocked by content filtering policy: content filter',
      'INVALID_REQUEST',
      'rejected',
      'content_filter',
    ],
    [
      404,
      'ResourceNotFoundException',
      'Could not find it.',
      'MODEL_NOT_FOUND',
      'rejected',
      'model_not_found',
    ],
    [
      403,
      'AccessDeniedException',
      'User: arn:aws:iam::123456789012:user/x is not authorized',
      'PROVIDER_ERROR',
      'credential',
      undefined,
    ],
    [
      403,
      'AccessDeniedException',
      "You don't have access to the model with the specified model ID.",
      'MODEL_NOT_FOUND',
      'rejected',
      'model_not_found',
    ],
    [
      403,
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
      'PROVIDER_ERROR',
      'credential',
      undefined,
    ],
    [403, 'ExpiredTokenException', 'Expired.', 'PROVIDER_ERROR', 'credential', undefined],
    [403, 'InvalidSignatureException', 'No match.', 'PROVIDER_ERROR', 'credential', undefined],
    [400, 'IncompleteSignature', 'Incomplete.', 'PROVIDER_ERROR', 'credential', undefined],
    [401, '', 'Who?', 'PROVIDER_ERROR', 'credential', undefined],
    [429, 'ThrottlingException', 'Too many requests.', 'RATE_LIMIT', 'rate_limit', 'rate_limit_exceeded'],
    [
      429,
      'ThrottlingException',
      'Too many tokens per day.',
      'RATE_LIMIT',
      'rate_limit',
      'insufficient_quota',
    ],
    [400, 'ServiceQuotaExceededException', 'Quota.', 'RATE_LIMIT', 'rate_limit', 'insufficient_quota'],
    [429, 'ModelNotReadyException', 'Warming up.', 'RATE_LIMIT', 'rate_limit', undefined],
    [408, 'ModelTimeoutException', 'Slow.', 'PROVIDER_ERROR', 'server_error', undefined],
    [424, 'ModelErrorException', 'Broken.', 'PROVIDER_ERROR', 'server_error', undefined],
    [500, 'InternalServerException', 'Broken.', 'PROVIDER_ERROR', 'server_error', undefined],
    [503, 'ServiceUnavailableException', 'Busy.', 'PROVIDER_ERROR', 'server_error', undefined],
  ])('%i %s (%s) is %s', (status, type, message, code, upstreamFailure, providerCode) => {
    expect(failed(status, type, message)).toMatchObject({ code, upstreamFailure, providerCode });
  });

  it.each([
    'ModelTimeoutException',
    'ModelNotReadyException',
    'ServiceUnavailableException',
    'ModelErrorException',
  ])('may be tried again after a %s', (type) => {
    expect(failed(503, type, 'x').retryable).toBe(true);
  });

  it('is known by its name in any of its forms', () => {
    const forms = [
      { headers: { 'x-amzn-errortype': 'ThrottlingException:http://internal.amazon.com/coral/' }, body: {} },
      { headers: {}, body: { __type: 'com.amazon.coral.service#ThrottlingException', Message: 'x' } },
    ];
    for (const { headers, body } of forms) {
      expect(errorFromAnswer(400, headers, Buffer.from(JSON.stringify(body)), []).code).toBe('RATE_LIMIT');
    }
  });

  it('keeps the reason of a refusal, without our key or the names of resources', () => {
    const { message } = failed(
      400,
      'ValidationException',
      `maxTokens is wrong, ${SECRET} arn:aws:bedrock:us-east-1:123456789012:x/y`,
    );
    expect(message).toMatch(/^maxTokens is wrong, /);
    expect(message).not.toContain(SECRET);
    expect(message).not.toContain('123456789012');
  });

  it('tells nothing of what is wrong with our credential', () => {
    expect(failed(403, 'AccessDeniedException', 'User: arn:aws:iam::1:user/x').message).not.toContain('user');
  });

  it('is an error whatever its body', () => {
    expect(errorFromAnswer(502, {}, Buffer.from('<html>'), []).code).toBe('PROVIDER_ERROR');
  });
});
