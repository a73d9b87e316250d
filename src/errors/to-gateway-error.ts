import { GatewayError } from './gateway-error';

/** Turns whatever was thrown into an error of the catalogue: what is not one already is our bug, INTERNAL. */
export function toGatewayError(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  return new GatewayError(
    'INTERNAL',
    'The gateway failed to handle this request. The trace id finds it in its logs.',
    {
      cause: thrown,
    },
  );
}
