import { errors } from 'undici';
import { GatewayError } from '../errors/gateway-error';
import { fromTransportError, upstreamFailed } from './upstream-failure';

function systemError(code: string): Error {
  return Object.assign(new Error(`connect ${code} 10.1.2.3:4000`), { code });
}

describe('fromTransportError', () => {
  it.each([
    [new errors.ConnectTimeoutError('x'), false, 'TIMEOUT', 'connect_timeout'],
    [systemError('ETIMEDOUT'), false, 'TIMEOUT', 'connect_timeout'],
    [systemError('ECONNREFUSED'), false, 'PROVIDER_ERROR', 'connect'],
    [systemError('ENOTFOUND'), false, 'PROVIDER_ERROR', 'connect'],
    [systemError('ECONNRESET'), false, 'PROVIDER_ERROR', 'connect'],
    [systemError('CERT_HAS_EXPIRED'), false, 'PROVIDER_ERROR', 'connect'],
    [systemError('ECONNRESET'), true, 'PROVIDER_ERROR', 'cut'],
    [new errors.SocketError('other side closed'), true, 'PROVIDER_ERROR', 'cut'],
    [new errors.SocketError('other side closed'), false, 'PROVIDER_ERROR', 'connect'],
    [new errors.HTTPParserError('Expected HTTP/'), false, 'PROVIDER_ERROR', 'malformed'],
    [new errors.HTTPParserError('Invalid chunk size'), true, 'PROVIDER_ERROR', 'malformed'],
    [new errors.HeadersOverflowError(), false, 'PROVIDER_ERROR', 'malformed'],
    [new Error('what?'), false, 'PROVIDER_ERROR', 'connect'],
    ['a text', true, 'PROVIDER_ERROR', 'cut'],
  ])('maps %s (headers seen: %s) to %s, %s', (cause, headersSeen, code, upstreamFailure) => {
    const error = fromTransportError(cause, headersSeen);
    expect(error).toMatchObject({ code, upstreamFailure, cause });
    expect(error.message).not.toMatch(/10\.1\.2\.3|ECONN|undici/);
  });

  it('leaves an error of the catalogue as it is', () => {
    const error = upstreamFailed('redirect', 'No.');
    expect(error).toBeInstanceOf(GatewayError);
    expect(fromTransportError(error, true)).toBe(error);
  });
});
