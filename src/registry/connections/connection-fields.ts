import { Secret } from '../../config/secret';
import { isObject } from '../../json/json-object';
import { notAllowed } from '../field-checks';
import { TEXT_OPTION_NAMES, textOption } from '../../config/connection-options';
import type { ConnectionOptions } from '../../config/connection-options';
import { withoutTrailing } from '../../config/without-trailing';

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/;
const HEADER_VALUE = /^[\x20-\x7e]{0,4096}$/;
const MAX_HEADERS = 32;
/** Service-account files have a few thousand characters. */
const CREDENTIAL = /^[\x20-\x7e\n\r\t]{1,32768}$/;
const MAX_ENDPOINT = 2048;

/** Headers that hold credentials, or that belong to the connection itself (RFC 9110, 7.6.1). */
const REFUSED_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'api-key',
  'x-api-key',
  'x-goog-api-key',
  'x-internal-auth',
  'cookie',
  'host',
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'content-length',
  'content-type',
  'content-encoding',
  'accept-encoding',
  'expect',
  'upgrade',
]);

/** The options of a connection. @throws GatewayError INVALID_REQUEST with `param: options.…` */
export function checkedOptions(value: unknown): ConnectionOptions {
  if (!isObject(value)) throw notAllowed('options', 'The options must be an object.');
  for (const [name, option] of Object.entries(value)) {
    if (name === 'headers') {
      checkHeaders(option);
      continue;
    }
    const param = `options.${name}`;
    const known = textOption(name);
    if (known === undefined) {
      throw notAllowed(
        param,
        `There is no option '${name}'; there are ${TEXT_OPTION_NAMES.join(', ')} and headers.`,
      );
    }
    if (typeof option !== 'string' || !known.accepts(option))
      throw notAllowed(param, `The option ${name} must be ${known.demand}.`);
  }
  // Every field was looked at above.
  return value;
}

/** A credential, without space around it. @throws GatewayError INVALID_REQUEST with `param: credential` */
export function checkedCredential(value: unknown): Secret {
  const text = typeof value === 'string' ? value.trim() : '';
  if (/[\r\n]/.test(text) && !text.startsWith('{')) {
    throw notAllowed('credential', 'The credential must be on one line, unless it is a JSON object.');
  }
  if (!CREDENTIAL.test(text)) {
    throw notAllowed('credential', 'The credential must be text of printable characters, 32 KiB at most.');
  }
  return new Secret(text);
}

/** An endpoint without slashes at its end; whether it may be used is the probe's to say. */
export function checkedEndpoint(value: unknown): string {
  if (typeof value === 'string' && value.length > 0 && value.length <= MAX_ENDPOINT) {
    return withoutTrailing(value.trim(), '/');
  }
  throw notAllowed('endpoint', 'The endpoint must be an address such as https://api.example.com/v1.');
}

function checkHeaders(value: unknown): void {
  const entries = isObject(value) && !Array.isArray(value) ? Object.entries(value) : undefined;
  if (entries === undefined || entries.length > MAX_HEADERS) {
    throw notAllowed('options.headers', `The headers must be an object of at most ${MAX_HEADERS} texts.`);
  }
  for (const [name, text] of entries) {
    const param = `options.headers.${name}`;
    if (!HEADER_NAME.test(name) || typeof text !== 'string' || !HEADER_VALUE.test(text)) {
      throw notAllowed(param, `The header '${name}' cannot be sent.`);
    }
    if (REFUSED_HEADERS.has(name.toLowerCase())) {
      throw notAllowed(
        param,
        `The header '${name}' is the connection's own; a credential goes into 'credential'.`,
      );
    }
  }
}
