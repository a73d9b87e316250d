import { redisUrl } from '../redis-url';
import type { Secret } from '../secret';
import { OptionalSetting, Setting } from '../setting.decorator';
import { decimal, seconds, wholeNumber } from '../setting-types';

/** How often keys, addresses and models may be used, and where that is counted. */
export class RateLimitSettings {
  @Setting({
    name: 'KEY_RPS',
    type: decimal(0, 10_000_000),
    fallback: '500',
    about: 'Requests a second for each key; 0 switches the limit off.',
  })
  readonly keyRps!: number;

  @Setting({
    name: 'KEY_BURST',
    type: wholeNumber(0, 10_000_000),
    fallback: '1000',
    about: 'Requests that a key may make at once; 0 switches the limit off.',
  })
  readonly keyBurst!: number;

  @Setting({
    name: 'ADDRESS_RPS',
    type: decimal(0, 10_000_000),
    fallback: '5',
    about: 'Requests a second without a valid key from one address; 0 switches the limit off.',
  })
  readonly addressRps!: number;

  @Setting({
    name: 'ADDRESS_BURST',
    type: wholeNumber(0, 10_000_000),
    fallback: '20',
    about: 'Requests at once without a valid key from one address; 0 switches the limit off.',
  })
  readonly addressBurst!: number;

  @Setting({
    name: 'MODEL_RPS',
    type: decimal(0, 10_000_000),
    fallback: '0',
    about: 'Requests a second for each model, all keys together; 0 switches the limit off.',
  })
  readonly modelRps!: number;

  @Setting({
    name: 'MODEL_BURST',
    type: wholeNumber(0, 10_000_000),
    fallback: '0',
    about: 'Requests at once for each model, all keys together; 0 switches the limit off.',
  })
  readonly modelBurst!: number;

  @OptionalSetting({
    name: 'REDIS_URL',
    type: redisUrl,
    about:
      'The Valkey or Redis server in which all replicas count together; without one each counts for itself.',
  })
  readonly redisUrl!: Secret | undefined;

  @Setting({
    name: 'REDIS_TIMEOUT',
    type: seconds(0.001, 60),
    fallback: '0.04',
    about:
      'The longest that a call waits for the server of `REDIS_URL`; then the replica decides by its share of the limits.',
  })
  readonly redisTimeoutMs!: number;
}
