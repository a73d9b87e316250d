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
  const added: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) added[name.toLowerCase()] = value;
  const headers: Record<string, string> = {
    ...added,
    'content-type': 'application/json',
    // The body is read as it passes, so it must not be compressed.
    'accept-encoding': 'identity',
    'anthropic-version': options.api_version ?? VERSION,
  };
  if (OAUTH_TOKEN.test(key)) {
    headers['authorization'] = `Bearer ${key}`;
    headers[BETA] = mergedBetas(headers[BETA], OAUTH_BETA);
  } else if (key !== '') {
    headers['x-api-key'] = key;
  }
  return headers;
}

/** The headers of one call: the connection's, the caller's own that may go upstream, and every beta that any of them names. */
export function callHeaders(
  connection: Readonly<Record<string, string>>,
  caller: Readonly<Record<string, string>>,
  betas: readonly string[],
): Readonly<Record<string, string>> {
  const merged = mergedBetas(connection[BETA], caller[BETA], ...betas);
  const { 'openai-beta': _other, ...sent } = { ...caller, ...connection };
  return merged === '' ? sent : { ...sent, [BETA]: merged };
}

/**
 * The headers of a call that passes as it came: the version is the caller's, and so are all `anthropic-` headers but for the
 * betas, which are those of the caller and of the connection.
 */
export function nativeHeaders(
  connection: Readonly<Record<string, string>>,
  { headers: caller }: { readonly headers: Readonly<Record<string, string>> },
): Readonly<Record<string, string>> {
  const headers = { ...callHeaders(connection, caller, []) };
  for (const [name, value] of Object.entries(caller)) {
    if (name.startsWith('anthropic-') && name !== BETA) headers[name] = value;
  }
  return headers;
}

function mergedBetas(...lists: readonly (string | undefined)[]): string {
  const names = lists.flatMap((list) => (list ?? '').split(',')).map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))].join(',');
}
