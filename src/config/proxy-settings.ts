import type { Environment } from './environment';

/** The proxy variables that every HTTP tool knows; capital letters win over small ones. */
export interface ProxySettings {
  readonly httpProxy: string | undefined;
  readonly httpsProxy: string | undefined;
  readonly noProxy: string | undefined;
}

/** Reads `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`. */
export function readProxySettings(environment: Environment): ProxySettings {
  const read = (name: string): string | undefined => environment[name] ?? environment[name.toLowerCase()];
  return { httpProxy: read('HTTP_PROXY'), httpsProxy: read('HTTPS_PROXY'), noProxy: read('NO_PROXY') };
}
