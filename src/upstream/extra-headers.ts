import { holdsCredential } from '../config/credential-header';
import { GatewayError } from '../errors/gateway-error';

/** Field names as RFC 9110 §5.1 has them. */
const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]{1,64}$/i;
const VALUE = /^[\x20-\x7e]{0,1024}$/;
/** What belongs to the connection or to the body. */
const RESERVED =
  /^(?:host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|accept-encoding|keep-alive)$/i;

/**
 * Checks the further request headers that an operator wants for an upstream.
 * @throws GatewayError INVALID_REQUEST with the param `options.headers`
 */
export function checkExtraHeaders(headers: Readonly<Record<string, string>> = {}): void {
  for (const [name, value] of Object.entries(headers)) {
    if (NAME.test(name) && VALUE.test(value) && !RESERVED.test(name) && !holdsCredential(name)) continue;
    throw new GatewayError(
      'INVALID_REQUEST',
      'A further header needs a plain name and value, and holds no credential: that has a place of its own.',
      { param: 'options.headers' },
    );
  }
}

/** {@link checkExtraHeaders} and answers with them, their names in lower case. */
export function extraHeaders(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  checkExtraHeaders(headers);
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
