const BETA = 'anthropic-beta';

/** The betas that texts and lists name, each once. */
export function betaNames(...lists: readonly unknown[]): string[] {
  const given = lists.flatMap((list) => {
    if (typeof list === 'string') return list.split(',');
    return Array.isArray(list) ? list.filter((name) => typeof name === 'string') : [];
  });
  return [...new Set(given.map((name) => name.trim()).filter((name) => name !== ''))];
}

/**
 * The headers of a call for a platform that takes those of the API: the connection's, the caller's own that may go upstream,
 * and the betas of both. The version of a caller that speaks this wire is the caller's.
 * @param betas those of the call
 */
export function apiHeaders(
  connection: Readonly<Record<string, string>>,
  caller: Readonly<Record<string, string>>,
  betas: readonly string[],
): Record<string, string> {
  const { 'openai-beta': _other, ...headers } = { ...caller, ...connection };
  for (const [name, value] of Object.entries(caller)) {
    if (name.startsWith('anthropic-')) headers[name] = value;
  }
  const merged = betaNames(connection[BETA], betas).join(',');
  const { [BETA]: _given, ...others } = headers;
  return merged === '' ? others : { ...others, [BETA]: merged };
}
