import { GatewayError } from '../../errors/gateway-error';

/** A provider's answer that is not in its wire's form. @param message for the caller: says what is wrong, names no host */
export function malformedAnswer(message: string, cause?: unknown): GatewayError {
  return new GatewayError('PROVIDER_ERROR', message, { upstreamFailure: 'malformed', cause });
}

/** A provider's answer that ended before it was whole. */
export function cutAnswer(): GatewayError {
  return new GatewayError('PROVIDER_ERROR', 'The upstream ended its answer before it was complete.', {
    upstreamFailure: 'cut',
  });
}
