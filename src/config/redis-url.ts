import { Secret } from './secret';
import type { SettingType } from './setting.decorator';
import { encodingHint, isPlainAddress, refuseSeveralHosts } from './url-hint';

const ALLOWED = 'an address such as redis://user:password@host:6379/0, or rediss:// for TLS';

/**
 * A Redis or Valkey address (https://www.iana.org/assignments/uri-schemes/prov/redis), secret because it may hold a
 * password. Without a query: the client would take options from it.
 */
export const redisUrl: SettingType<Secret> = {
  allowed: ALLOWED,
  parse: (value) => {
    refuseSeveralHosts(value);
    const url = URL.canParse(value) ? new URL(value) : undefined;
    const scheme = url?.protocol === 'redis:' || url?.protocol === 'rediss:';
    if (
      !scheme ||
      url.hostname === '' ||
      url.search !== '' ||
      !isPlainAddress(url) ||
      !/^(\/\d{0,9})?$/.test(url.pathname)
    ) {
      throw new Error(`must be ${ALLOWED}${encodingHint(value)}`);
    }
    return new Secret(value);
  },
};
