import fc from 'fast-check';
import { ERROR_CATALOGUE, GatewayError } from '../../../errors/gateway-error';
import {
  errorFromAnswer,
  errorFromBody,
  readErrorBody,
  readErrorObject,
  retryAfterMs,
  withoutSecret,
} from './errors';

const NONE = { message: undefined, type: undefined, code: undefined, param: undefined };

function answered(status: number, error: unknown, headers = {}): GatewayError {
  return errorFromAnswer(status, headers, Buffer.from(JSON.stringify({ error })));
}

describe('readErrorBody', () => {
  it.each([
    [
      '{"error":{"message":"m","type":"t","code":"c","param":"p"}}',
      { message: 'm', type: 't', code: 'c', param: 'p' },
    ],
    ['{"error":{"message":"m","code":400}}', { ...NONE, message: 'm', code: '400' }],
    ['{"error":"m"}', { ...NONE, message: 'm' }],
    ['{"error":{"detail":"m"}}', { ...NONE, message: 'm' }],
    ['{"message":"m","code":"c"}', { ...NONE, message: 'm', code: 'c' }],
    ['{"detail":"m"}', { ...NONE, message: 'm' }],
    ['[{"error":{"message":"m"}}]', { ...NONE, message: 'm' }],
    ['{"error":{"message":{},"type":[],"code":true,"param":null}}', NONE],
    ['{"error":null}', NONE],
    ['"m"', { ...NONE, message: 'm' }],
    ['null', NONE],
    ['<html>', NONE],
    ['', NONE],
  ])('reads %s', (body, expected) => {
    expect(readErrorBody(Buffer.from(body))).toEqual(expected);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), (body) => void readErrorBody(Buffer.from(body))));
    fc.assert(fc.property(fc.anything(), (error) => void readErrorObject(error)));
  });
});

describe('errorFromAnswer', () => {
  it.each([
    [400, 'INVALID_REQUEST', 'rejected', false],
    [401, 'PROVIDER_ERROR', 'credential', false],
    [403, 'PROVIDER_ERROR', 'credential', false],
    [404, 'PROVIDER_ERROR', 'server_error', true],
    [408, 'PROVIDER_ERROR', 'server_error', true],
    [409, 'INVALID_REQUEST', 'rejected', false],
    [413, 'PAYLOAD_TOO_LARGE', 'rejected', false],
    [415, 'INVALID_REQUEST', 'rejected', false],
    [422, 'INVALID_REQUEST', 'rejected', false],
    [429, 'RATE_LIMIT', 'rate_limit', true],
    [500, 'PROVIDER_ERROR', 'server_error', true],
    [529, 'PROVIDER_ERROR', 'server_error', true],
  ])('maps %i to %s', (status, code, upstreamFailure, retryable) => {
    const error = answered(status, { message: 'No.' });
    expect(error).toMatchObject({ code, upstreamFailure, retryable, upstreamStatus: status });
    expect(error.message.includes('No.')).toBe(code === 'INVALID_REQUEST');
  });

  it.each(['model_not_found', undefined])('knows a model that is not there (code %s)', (code) => {
    for (const status of [400, 404]) {
      const error = answered(status, { message: 'The model `x` does not exist', code });
      expect(error).toMatchObject({
        code: 'MODEL_NOT_FOUND',
        providerCode: 'model_not_found',
        param: 'model',
      });
    }
    expect(answered(500, { message: 'model not found', code })).toMatchObject({ code: 'PROVIDER_ERROR' });
  });

  it('keeps codes of the list alone', () => {
    expect(answered(400, { code: 'context_length_exceeded' }).providerCode).toBe('context_length_exceeded');
    expect(answered(400, { code: 'their_own' }).providerCode).toBeUndefined();
    expect(answered(401, { code: 'content_filter' }).providerCode).toBeUndefined();
  });

  it('tells a quota that is used up from a rate', () => {
    expect(answered(429, { code: 'insufficient_quota' }, { 'retry-after': '5' })).toMatchObject({
      retryable: false,
      retryAfterMs: undefined,
      providerCode: 'insufficient_quota',
    });
    expect(answered(429, {}, { 'retry-after': '5' })).toMatchObject({ retryable: true, retryAfterMs: 5000 });
    expect(answered(429, {})).toMatchObject({ retryAfterMs: 1000 });
    expect(answered(503, {}, { 'retry-after': '5' })).toMatchObject({ retryAfterMs: 5000 });
    expect(answered(500, {})).toMatchObject({ retryAfterMs: undefined });
  });

  it('shows of anything but a 400 nothing that the provider wrote, and logs no text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 599 }), fc.string({ minLength: 12 }), (status, text) => {
        const canary = `canary ${text}`;
        const error = answered(status, { message: canary, type: canary, code: canary, param: canary });
        expect(Object.keys(ERROR_CATALOGUE)).toContain(error.code);
        expect(String(error.cause)).not.toContain('canary');
        if (error.code !== 'INVALID_REQUEST') expect(error.message).not.toContain('canary');
      }),
    );
  });
});

describe('errorFromBody of an error inside a 200', () => {
  it.each([
    [{ code: '429' }, 'RATE_LIMIT', 429],
    [{ code: 'rate_limit_exceeded' }, 'RATE_LIMIT', 429],
    [{ type: 'rate_limit_error' }, 'RATE_LIMIT', 429],
    [{ code: '400' }, 'INVALID_REQUEST', 400],
    [{ type: 'invalid_request_error' }, 'INVALID_REQUEST', 400],
    [{ code: 'content_filter' }, 'INVALID_REQUEST', 400],
    [{ code: '401' }, 'PROVIDER_ERROR', 401],
    [{ code: '503' }, 'PROVIDER_ERROR', 503],
    [{ code: 'server_error' }, 'PROVIDER_ERROR', 500],
    [{ code: '200' }, 'PROVIDER_ERROR', 500],
    [{}, 'PROVIDER_ERROR', 500],
  ])('takes %j for %s', (body, code, upstreamStatus) => {
    expect(errorFromBody(200, { ...NONE, ...body })).toMatchObject({ code, upstreamStatus });
  });
});

describe('retryAfterMs', () => {
  const now = Date.UTC(2026, 0, 1);

  it.each([
    [{ 'retry-after': '5' }, 5000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': ' 1.5 ' }, 1500],
    [{ 'retry-after': new Date(now + 90_000).toUTCString() }, 90_000],
    [{ 'retry-after': new Date(now - 90_000).toUTCString() }, 0],
    [{ 'retry-after-ms': '250' }, 250],
    [{ 'retry-after-ms': '250', 'retry-after': '5' }, 250],
    [{ 'llm_provider-retry-after': '7' }, 7000],
    [{ 'retry-after': '3', 'llm_provider-retry-after': '7' }, 3000],
    [{ 'retry-after': '1e9' }, undefined],
    [{ 'retry-after': '99999999999' }, 86_400_000],
    [{ 'retry-after-ms': 'Infinity' }, undefined],
    [{ 'retry-after-ms': '99999999999' }, 86_400_000],
    [{ 'retry-after-ms': '-1', 'retry-after': '2' }, 2000],
    [{ 'retry-after-ms': 'soon' }, undefined],
    [{ 'retry-after-ms': '' }, undefined],
    [{ 'retry-after': '' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-5' }, undefined],
    [{}, undefined],
  ])('of %j is %s', (headers, expected) => {
    expect(retryAfterMs(headers, now)).toBe(expected);
  });
});

describe('withoutSecret', () => {
  it('takes the credential out of every text', () => {
    const body = { message: 'k1 and k1', type: 'k1', code: 'xk1', param: undefined };
    expect(withoutSecret(body, 'k1')).toEqual({
      message: '[redacted] and [redacted]',
      type: '[redacted]',
      code: 'x[redacted]',
      param: undefined,
    });
    expect(withoutSecret(body, undefined)).toBe(body);
  });
});
