import type { Environment } from './environment';
import { NoProxy } from './no-proxy';
import { encodingHint } from './url-hint';

/** The proxy variables that every HTTP tool knows; capital letters win over small ones. */
export interface ProxySettings {
  /** `http://` or `https://` address of the proxy for http upstreams; undefined where it is missing. */
  readonly httpProxy: string | undefined;
  /** The same for https upstreams. */
  readonly httpsProxy: string | undefined;
  /** Which upstreams are asked without one; undefined where that is not said. */
  readonly noProxy: NoProxy | undefined;
}

/**
 * Reads `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`. An address without a scheme (`proxy:3128`) is an http proxy, as curl
 * has it (https://curl.se/docs/manpage.html#ENVIRONMENT); an empty value counts as absent.
 * @throws Error naming the variable and what is allowed, never its value
 */
export function readProxySettings(environment: Environment): ProxySettings {
  const read = <T>(name: string, parse: (value: string) => T): T | undefined => {
    for (const variable of [name, name.toLowerCase()]) {
      const value = environment[variable]?.trim();
      if (value === undefined) continue;
      if (value === '') return undefined;
      try {
        return parse(value);
      } catch (problem) {
        throw new Error(`${variable} ${problem instanceof Error ? problem.message : 'is not valid'}.`, {
          cause: problem,
        });
      }
    }
    return undefined;
  };
  return {
    httpProxy: read('HTTP_PROXY', proxyAddress),
    httpsProxy: read('HTTPS_PROXY', proxyAddress),
    noProxy: read('NO_PROXY', (value) => NoProxy.parse(value)),
  };
}

function proxyAddress(value: string): string {
  const address = value.includes('://') ? value : `http://${value}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const fits =
    url !== undefined &&
    (url.protocol === 'http:' || url.protocol === 'https:') &&
    url.hostname !== '' &&
    // A port alone would be read as an address: 3128 as 0.0.12.56.
    !/^https?:\/\/\d+\/?$/i.test(address) &&
    (url.pathname === '/' || url.pathname === '') &&
    url.search === '' &&
    url.hash === '';
  if (!fits) {
    throw new Error(
      `must be the address of an HTTP proxy, such as http://user:password@proxy:3128${encodingHint(address)}`,
    );
  }
  return url.href;
}
