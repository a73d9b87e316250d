import { GatewayError } from '../errors/gateway-error';

/** An INVALID_REQUEST that names the field at fault. */
export function invalid(param: string, message: string): GatewayError {
  return new GatewayError('INVALID_REQUEST', message, { param });
}
