import { errors } from 'undici';
import { GatewayError } from '../errors/gateway-error';
import { fromTransportError, upstreamFailed } from './upstream-failure';

function systemError(code: string): Error {
  return Object.assign(new Error(`connect ${code} 10.1.2.3:4000`), { code });
}

describe('fromTransportError', () => {
  it.each([
    [new errors.ConnectTimeoutError('x'), 'unsent', 'TIMEOUT', 'connect_timeout'],
    [systemError('ETIMEDOUT'), 'unsent', 'TIMEOUT', 'connect_timeout'],
    [systemError('ECONNREFUSED'), 'unsent', 'PROVIDER_ERROR', 'connect'],
    [systemError('ENOTFOUND'), 'unsent', 'PROVIDER_ERROR', 'connect'],
    [systemError('ECONNRESET'), 'unsent', 'PROVIDER_ERROR', 'connect'],
    [systemError('CERT_HAS_EXPIRED'), 'unsent', 'PROVIDER_ERROR', 'connect'],
    [systemError('ECONNRESET'), 'answering', 'PROVIDER_ERROR', 'cut'],
    [new errors.SocketError('other side closed'), 'answering', 'PROVIDER_ERROR', 'cut'],
    [new errors.SocketError('other side closed'), 'unsent', 'PROVIDER_ERROR', 'connect'],
    [new errors.HTTPParserError('Expected HTTP/'), 'unsent', 'PROVIDER_ERROR', 'malformed'],
    [new errors.HTTPParserError('Invalid chunk size'), 'answering', 'PROVIDER_ERROR', 'malformed'],
    [new errors.HeadersOverflowError(), 'unsent', 'PROVIDER_ERROR', 'malformed'],
    [new Error('what?'), 'unsent', 'PROVIDER_ERROR', 'connect'],
    ['a text', 'answering', 'PROVIDER_ERROR', 'cut'],
    [systemError('ECONNRESET'), 'sent', 'PROVIDER_ERROR', 'no_answer'],
    [systemError('ETIMEDOUT'), 'sent', 'PROVIDER_ERROR', 'no_answer'],
    [new errors.SocketError('other side closed'), 'sent', 'PROVIDER_ERROR', 'no_answer'],
  ] as const)('maps %s (%s) to %s, %s', (cause, phase, code, upstreamFailure) => {
    const error = fromTransportError(cause, phase);
    expect(error).toMatchObject({ code, upstreamFailure, cause });
    expect(error.message).not.toMatch(/10\.1\.2\.3|ECONN|undici/);
  });

  it.each(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM'])(
    'blames no upstream where this machine has no socket: %s',
    (code) => {
      const cause = systemError(code);
      const error = fromTransportError(cause, 'unsent');
      expect(error).toMatchObject({
        code: 'OVERLOADED',
        upstreamFailure: undefined,
        retryAfterMs: 1_000,
        cause,
      });
    },
  );

  it('leaves an error of the catalogue as it is', () => {
    const error = upstreamFailed('redirect', 'No.');
    expect(error).toBeInstanceOf(GatewayError);
    expect(fromTransportError(error, 'answering')).toBe(error);
  });
});
