import { OptionalSetting, Setting } from '../setting.decorator';
import { mebibytes, wholeNumber } from '../setting-types';

/** Further attempts, and what calls may take of memory and connections. */
export class SizeSettings {
  @Setting({
    name: 'RETRIES',
    type: wholeNumber(0, 10),
    fallback: '1',
    about: 'Further attempts after one that failed before anything reached the caller.',
  })
  readonly retries!: number;

  @Setting({
    name: 'MAX_BODY_MIB',
    type: mebibytes(0.001, 1024),
    fallback: '20',
    about: 'The largest request body; a larger one gets 413.',
  })
  readonly maxBodyBytes!: number;

  @OptionalSetting({
    name: 'BODY_MEMORY_MIB',
    type: mebibytes(1, 1_048_576),
    about:
      "The bodies, whole answers and large frames that may be in memory together; what finds no room waits, then gets 503. By default a quarter of what the container's (or machine's) memory leaves beside 192 MiB and what is kept of answers, from 32 to 1024 MiB.",
  })
  readonly bodyMemoryBytes!: number;

  @Setting({
    name: 'MAX_CONCURRENT_REQUESTS',
    type: wholeNumber(1, 100_000),
    fallback: '2000',
    about: 'Calls that may run at the same time; one more gets 503 OVERLOADED.',
  })
  readonly maxConcurrentRequests!: number;

  @Setting({
    name: 'MAX_CONNECTIONS',
    type: wholeNumber(0, 1_000_000),
    fallback: '10000',
    about: 'Connections from callers; for one more the oldest idle one is closed. 0 switches the limit off.',
  })
  readonly maxConnections!: number;

  @Setting({
    name: 'MAX_CONNECTIONS_PER_ADDRESS',
    type: wholeNumber(0, 1_000_000),
    fallback: '4000',
    about:
      'The same for the connections from one address (of IPv6 one /64). Those of TRUSTED_PROXIES are not counted. 0 switches the limit off.',
  })
  readonly maxConnectionsPerAddress!: number;
}
