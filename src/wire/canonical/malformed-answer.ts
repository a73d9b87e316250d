import { GatewayError } from '../../errors/gateway-error';

/** A provider's answer that is not in its wire's form. @param message for the caller: says what is wrong, names no host */
export function malformedAnswer(message: string, cause?: unknown): GatewayError {
  return new GatewayError('PROVIDER_ERROR', message, { upstreamFailure: 'malformed', cause });
}
