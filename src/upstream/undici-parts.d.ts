/**
 * The parts of undici that are used here, by their files: the package's own entry loads `fetch`, WebSocket, caches and mocks
 * too, which is 12 MiB of an idle process. Their types are the package's.
 */
declare module 'undici/lib/dispatcher/pool.js' {
  import { Pool } from 'undici';
  export = Pool;
}

declare module 'undici/lib/dispatcher/env-http-proxy-agent.js' {
  import { EnvHttpProxyAgent } from 'undici';
  export = EnvHttpProxyAgent;
}

declare module 'undici/lib/core/errors.js' {
  import { errors } from 'undici';
  export = errors;
}
