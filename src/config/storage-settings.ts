import { checkPostgresParameters } from './postgres-parameters';
import { Secret } from './secret';
import type { SettingType } from './setting.decorator';
import { encodingHint, isPlainAddress, refuseSeveralHosts } from './url-hint';

/** Bytes of a key of AES-256. */
const ENCRYPTION_KEY_BYTES = 32;
const BASE64 = /^[A-Za-z0-9+/]{43}=?$/;

const KEYS_ALLOWED = '32 bytes in base64 (openssl rand -base64 32 makes them), or several, comma-separated';

/** Keys of 32 bytes in base64, comma-separated: the first encrypts, the others open what they encrypted. */
export const encryptionKeys: SettingType<readonly Secret[]> = {
  allowed: KEYS_ALLOWED,
  parse: (value) =>
    value.split(',').map((entry) => {
      const key = entry.trim();
      const bytes = BASE64.test(key) ? Buffer.from(key, 'base64').length : 0;
      if (bytes !== ENCRYPTION_KEY_BYTES) throw new Error(`must be ${KEYS_ALLOWED}`);
      return new Secret(key);
    }),
};

const DATABASE_ALLOWED = 'an address such as postgres://user:password@host:5432/database';

/** Where a PostgreSQL database is; a secret, because the password is part of it. */
export const postgresUrl: SettingType<Secret> = {
  allowed: DATABASE_ALLOWED,
  parse: (value) => {
    refuseSeveralHosts(value);
    const url = URL.canParse(value) ? new URL(value) : undefined;
    const fits =
      url !== undefined &&
      /^postgres(?:ql)?:\/\//i.test(value) &&
      url.pathname.length > 1 &&
      isPlainAddress(url) &&
      !url.pathname.includes('@');
    if (!fits) throw new Error(`must be ${DATABASE_ALLOWED}${encodingHint(value)}`);
    checkPostgresParameters(url.searchParams);
    return new Secret(value);
  },
};

/** Which addresses upstream connections may lead to (see `AddressPolicy` of upstream/). */
export type UpstreamAddresses = 'private-allowed' | 'public-only';

/** Whether upstreams may lie on loopback and private addresses. */
export const upstreamAddresses: SettingType<UpstreamAddresses> = {
  allowed: 'one of allow, refuse',
  parse: (value) => {
    const word = value.toLowerCase();
    if (word !== 'allow' && word !== 'refuse') throw new Error('must be one of allow, refuse');
    return word === 'allow' ? 'private-allowed' : 'public-only';
  },
};
