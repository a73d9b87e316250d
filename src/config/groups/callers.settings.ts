import type { BlockList } from 'node:net';
import { Setting } from '../setting.decorator';
import { namedKeys, networks, origins } from '../setting-types';
import type { NamedKey } from '../setting-types';

/** The internal key of the examples: fine on a developer's machine, refused in production. */
export const EXAMPLE_INTERNAL_KEY = 'change-me-internal-key';

/** Who may call, and from where. */
export class CallerSettings {
  @Setting({
    name: 'INTERNAL_API_KEY',
    type: namedKeys,
    fallback: EXAMPLE_INTERNAL_KEY,
    about:
      'The keys that callers use, comma-separated, each `key` or `name=key`; the name appears in logs, limits and metrics. Two keys of one name share its limits, which is how a key is rotated.',
  })
  readonly internalApiKeys!: readonly NamedKey[];

  @Setting({
    name: 'TRUSTED_PROXIES',
    type: networks,
    fallback: '',
    about:
      'The proxies whose X-Forwarded-For is believed: addresses, networks, `loopback` or `private`, comma-separated.',
  })
  readonly trustedProxies!: BlockList;

  @Setting({
    name: 'CORS_ORIGINS',
    type: origins,
    fallback: '',
    about:
      'The origins whose pages may call from a browser, or `*` for all; without any, browsers refuse it. Cookies are never allowed.',
  })
  readonly corsOrigins!: readonly string[];
}
