import { describeWithRecordings, recordedWhole } from '../../../../test/support/providers/recordings';
import { googleError } from './errors';

function error(code: number, message: string, more: object = {}): object {
  return { error: { code, message, ...more } };
}

const KEY_INVALID = {
  details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }],
};
const PER_DAY = {
  details: [{ violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel' }] }, { retryDelay: '5s' }],
};

describe('googleError', () => {
  it.each([
    [
      400,
      error(400, 'Bad temperature.', { status: 'INVALID_ARGUMENT' }),
      { code: 'INVALID_REQUEST', message: 'Bad temperature.' },
    ],
    [
      400,
      error(400, 'Key.', KEY_INVALID),
      { code: 'PROVIDER_ERROR', upstreamFailure: 'credential', retryable: false },
    ],
    [400, error(400, 'API key not valid. Please pass a valid API key.'), { upstreamFailure: 'credential' }],
    [
      400,
      error(400, 'User location is not supported', { status: 'FAILED_PRECONDITION' }),
      { upstreamFailure: 'credential' },
    ],
    [
      400,
      error(400, 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).'),
      { code: 'INVALID_REQUEST', providerCode: 'context_length_exceeded' },
    ],
    [
      400,
      error(
        400,
        'Unable to submit request because the input token count is 32825 but model only supports up to 32768.',
      ),
      { code: 'INVALID_REQUEST', providerCode: 'context_length_exceeded' },
    ],
    [401, error(401, 'No.'), { code: 'PROVIDER_ERROR', upstreamFailure: 'credential' }],
    [403, error(403, 'No.'), { code: 'PROVIDER_ERROR', upstreamFailure: 'credential' }],
    [404, error(404, 'models/x is not found for API version v1beta'), { code: 'MODEL_NOT_FOUND' }],
    [
      429,
      error(429, 'Quota exceeded, limit: 0'),
      { code: 'RATE_LIMIT', providerCode: 'insufficient_quota', retryable: false },
    ],
    [429, error(429, 'Quota', PER_DAY), { providerCode: 'insufficient_quota', retryAfterMs: undefined }],
    [429, error(429, 'Slow down.'), { code: 'RATE_LIMIT', retryAfterMs: 1000, retryable: true }],
    [
      500,
      error(500, 'Internal.'),
      { code: 'PROVIDER_ERROR', retryable: true, upstreamFailure: 'server_error' },
    ],
    [
      503,
      [error(503, 'The model is overloaded.')],
      { code: 'PROVIDER_ERROR', retryable: true, upstreamStatus: 503 },
    ],
    [504, error(504, 'Deadline.'), { code: 'PROVIDER_ERROR', retryable: true }],
    [502, undefined, { code: 'PROVIDER_ERROR' }],
    [200, error(503, 'overloaded'), { code: 'PROVIDER_ERROR', upstreamFailure: 'stream_error' }],
    [200, error(400, 'Bad.'), { code: 'INVALID_REQUEST' }],
    [200, error(401, 'No.'), { upstreamFailure: 'credential' }],
  ])('%i %j', (status, body, expected) => {
    expect(googleError(status, {}, body, [])).toMatchObject(expected);
  });

  it('quotes neither our credential nor a text that is not the caller’s business', () => {
    const refused = googleError(403, {}, error(403, 'Project 12345 has no access'), []);
    expect(refused.message).not.toContain('12345');
    const quoted = googleError(400, {}, error(400, 'Bad header ya29.secret-token'), ['ya29.secret-token']);
    expect(quoted.message).toBe('Bad header [redacted]');
  });
});

describeWithRecordings('a recorded limit', () => {
  it('says how long to wait', () => {
    const body: unknown = JSON.parse(recordedWhole('google/google-429-retry-info'));
    expect(googleError(429, {}, body, [])).toMatchObject({
      code: 'RATE_LIMIT',
      retryAfterMs: 34_400,
      retryable: true,
    });
  });
});
