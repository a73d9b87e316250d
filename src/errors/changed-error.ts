import { GatewayError } from './gateway-error';
import type { GatewayErrorOptions } from './gateway-error';

/** The same error but for what is given. */
export function changedError(
  error: GatewayError,
  { message = error.message, ...changes }: GatewayErrorOptions & { readonly message?: string },
): GatewayError {
  const { param, providerCode, retryAfterMs, renewsAfterMs, retryable, headers, inferred, cause } = error;
  const { upstreamFailure, upstreamStatus, upstreamMessage, verbatim } = error;
  return new GatewayError(error.code, message, {
    ...{ param, providerCode, retryAfterMs, renewsAfterMs, retryable, headers, inferred, cause },
    ...{ upstreamFailure, upstreamStatus, upstreamMessage, verbatim },
    ...changes,
  });
}
