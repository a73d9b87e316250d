import { extraHeaders } from '../../../upstream/extra-headers';
import { betaNames } from '../../messages-api/request-headers';
import type { ConnectionTarget } from '../../provider';

/** Version of the API that is spoken (https://docs.anthropic.com/en/api/versioning). */
const VERSION = '2023-06-01';
const BETA = 'anthropic-beta';
/** OAuth tokens look like this, and are taken as Bearer only, with their beta header. */
const OAUTH_TOKEN = /^sk-ant-oat/;
const OAUTH_BETA = 'oauth-2025-04-20';

/** The headers of a connection's requests; names of those that the operator added are in lower case. */
export function connectionHeaders({
  credential,
  options,
}: ConnectionTarget): Readonly<Record<string, string>> {
  const key = credential?.reveal() ?? '';
  const headers: Record<string, string> = {
    ...extraHeaders(options.headers),
    'content-type': 'application/json',
    // The body is read as it passes, so it must not be compressed.
    'accept-encoding': 'identity',
    'anthropic-version': options.api_version ?? VERSION,
  };
  if (OAUTH_TOKEN.test(key)) {
    headers['authorization'] = `Bearer ${key}`;
    headers[BETA] = betaNames(headers[BETA], OAUTH_BETA).join(',');
  } else if (key !== '') {
    headers['x-api-key'] = key;
  }
  return headers;
}
