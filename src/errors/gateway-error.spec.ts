import { ERROR_CATALOGUE, GatewayError } from './gateway-error';
import type { ErrorCode } from './gateway-error';
import { errorBody, errorHeaders } from './error-body';
import { toGatewayError } from './to-gateway-error';

const CODES = Object.keys(ERROR_CATALOGUE) as ErrorCode[];

describe('the catalogue', () => {
  it.each(CODES)('%s becomes an error of its status and type', (code) => {
    const error = new GatewayError(code, 'Text.');
    expect(error).toMatchObject(ERROR_CATALOGUE[code]);
    expect(errorBody(error, 'trace', 'openai')).toEqual({
      error: { message: 'Text.', type: ERROR_CATALOGUE[code].type, param: null, code, trace_id: 'trace' },
    });
    expect(errorHeaders(error)['x-llm-proxy-error']).toBe(code);
  });

  it('tells a retry that may help from one that cannot', () => {
    expect(errorHeaders(new GatewayError('UNAUTHORIZED', ''))).toMatchObject({ 'x-should-retry': 'false' });
    expect(errorHeaders(new GatewayError('TIMEOUT', ''))).not.toHaveProperty('x-should-retry');
    const quota = new GatewayError('RATE_LIMIT', '', { retryable: false });
    expect(errorHeaders(quota)).toMatchObject({ 'x-should-retry': 'false' });
  });

  it('notes where it was made only where that is a fault of ours, and leaves other errors their stacks', () => {
    expect(new GatewayError('RATE_LIMIT', 'Too many.').stack).toBe('GatewayError: Too many.');
    expect(new GatewayError('INTERNAL', 'A fault.').stack).toContain(__filename);
    expect(new Error('another').stack).toContain(__filename);
  });
});

describe('the body', () => {
  const error = new GatewayError('INVALID_REQUEST', 'Too long.', {
    providerCode: 'context_length_exceeded',
    param: 'messages',
  });

  it("keeps the provider's code for OpenAI callers, and the catalogue's for uniform ones", () => {
    expect(errorBody(error, 't', 'openai').error).toMatchObject({
      code: 'context_length_exceeded',
      param: 'messages',
    });
    expect(errorBody(error, 't', 'uniform').error.code).toBe('INVALID_REQUEST');
    expect(errorHeaders(error)['x-llm-proxy-error']).toBe('INVALID_REQUEST');
  });
});

describe('the wait', () => {
  const wait = (retryAfterMs: number) => {
    const headers = errorHeaders(new GatewayError('RATE_LIMIT', '', { retryAfterMs }));
    return [headers['retry-after'], headers['retry-after-ms']];
  };

  it('is whole seconds, one at least, and the milliseconds beside it', () => {
    expect(wait(1)).toEqual(['1', '1']);
    expect(wait(0)).toEqual(['1', '1']);
    expect(wait(1_000.2)).toEqual(['2', '1001']);
    expect(wait(2_000)).toEqual(['2', '2000']);
  });

  it('is left out where it is not known', () => {
    expect(errorHeaders(new GatewayError('RATE_LIMIT', ''))).not.toHaveProperty('retry-after');
  });
});

describe('what was thrown', () => {
  it('is INTERNAL, with nothing of it for the caller, when it is no error of the catalogue', () => {
    const thrown = new Error('connect ECONNREFUSED 10.0.0.7:4000 sk-secret');
    const error = toGatewayError(thrown);
    expect(error).toMatchObject({ code: 'INTERNAL', status: 500, cause: thrown });
    expect(JSON.stringify(errorBody(error, 't', 'openai'))).not.toMatch(/10\.0\.0\.7|sk-secret/);
    expect(toGatewayError('a text').code).toBe('INTERNAL');
  });

  it('stays itself when it is one', () => {
    const error = new GatewayError('TIMEOUT', '');
    expect(toGatewayError(error)).toBe(error);
  });
});
