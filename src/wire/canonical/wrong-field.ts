import { GatewayError } from '../../errors/gateway-error';

/** An INVALID_REQUEST for a field that is not as the API has it; `what` completes "field …" (`must be a text`). */
export function wrongField(param: string, what: string): GatewayError {
  return new GatewayError('INVALID_REQUEST', `${param} ${what}.`, { param });
}
