import { GatewayError } from './gateway-error';

/** An INVALID_REQUEST that names the field at fault; `message` is the whole text for the caller. */
export function invalid(param: string, message: string): GatewayError {
  return new GatewayError('INVALID_REQUEST', message, { param });
}

/** An INVALID_REQUEST for a field that is not as the API has it; `what` completes "field …" (`must be a text`). */
export function wrongField(param: string, what: string): GatewayError {
  return invalid(param, `${param} ${what}.`);
}
