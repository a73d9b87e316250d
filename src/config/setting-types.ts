import { BlockList, isIP } from 'node:net';
import { Secret } from './secret';
import type { SettingType } from './setting.decorator';
import { withoutTrailing } from './without-trailing';

/** The longest of most times, in seconds. */
export const DAY_S = 86_400;

/** A key that callers may use, and the name under which it appears in logs, limits and metrics. */
export interface NamedKey {
  /** Undefined when the key was given bare. */
  readonly name: string | undefined;
  readonly key: Secret;
}

function check(ok: boolean, allowed: string): void {
  if (!ok) throw new Error(`must be ${allowed}`);
}

/** Any text of at least one character. */
export const text: SettingType<string> = {
  allowed: 'any text',
  parse: (value) => value,
};

/** One of a few words, whatever their case. */
export function oneOf<const T extends string>(...words: readonly T[]): SettingType<T> {
  const allowed = `one of ${words.join(', ')}`;
  return {
    allowed,
    parse: (value) => {
      const found = words.find((word) => word === value.toLowerCase());
      if (found === undefined) throw new Error(`must be ${allowed}`);
      return found;
    },
  };
}

/** A whole number between two bounds, both included. */
export function wholeNumber(min: number, max: number): SettingType<number> {
  const allowed = `a whole number from ${min} to ${max}`;
  return {
    allowed,
    parse: (value) => {
      const number = /^\d{1,12}$/.test(value) ? Number(value) : NaN;
      check(number >= min && number <= max, allowed);
      return number;
    },
  };
}

/** A number that may have a fraction, between two bounds, both included. */
export function decimal(min: number, max: number): SettingType<number> {
  const allowed = `a number from ${min} to ${max}`;
  return {
    allowed,
    parse: (value) => {
      const number = /^\d{1,12}(\.\d{1,9})?$/.test(value) ? Number(value) : NaN;
      check(number >= min && number <= max, allowed);
      return number;
    },
  };
}

/** Seconds, fractions allowed; the field holds milliseconds. */
export function seconds(min: number, max: number): SettingType<number> {
  const number = decimal(min, max);
  return {
    allowed: `seconds, ${number.allowed}`,
    parse: (value) => {
      check(/^[\d.]+$/.test(value), `seconds, ${number.allowed}`);
      return number.parse(value) * 1000;
    },
  };
}

/** Mebibytes, fractions allowed; the field holds bytes. */
export function mebibytes(min: number, max: number): SettingType<number> {
  const number = decimal(min, max);
  return {
    allowed: `MiB, ${number.allowed}`,
    parse: (value) => Math.floor(number.parse(value) * 1024 * 1024),
  };
}

/** `true` or `false`; also `1`/`0`, `yes`/`no`, `on`/`off`. */
export const flag: SettingType<boolean> = {
  allowed: 'true or false',
  parse: (value) => {
    const word = value.toLowerCase();
    if (['true', '1', 'yes', 'on'].includes(word)) return true;
    check(['false', '0', 'no', 'off'].includes(word), 'true or false');
    return false;
  },
};

/** An http or https address without credentials, query or fragment; a trailing slash is dropped. */
export const httpUrl: SettingType<string> = {
  allowed: 'an address such as http://localhost:4000',
  parse: (value) => {
    const allowed = 'an http:// or https:// address without credentials, query or fragment';
    check(URL.canParse(value), allowed);
    const url = new URL(value);
    const plain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
    check((url.protocol === 'http:' || url.protocol === 'https:') && plain, allowed);
    return withoutTrailing(url.href, '/');
  },
};

/** A secret of printable ASCII, as it has to be in a header. */
export const secret: SettingType<Secret> = {
  allowed: 'printable characters without spaces',
  parse: (value) => {
    check(/^[\x21-\x7e]{1,4096}$/.test(value), 'printable characters without spaces');
    return new Secret(value);
  },
};

/** A secret of at least so many characters, so that it cannot be guessed. */
export function secretOfAtLeast(length: number): SettingType<Secret> {
  const allowed = `at least ${length} ${secret.allowed}`;
  return {
    allowed,
    parse: (value) => {
      check(value.length >= length, allowed);
      return secret.parse(value);
    },
  };
}

const KEY_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** Printable ASCII but for the comma, which ends an entry. */
const KEY = /^[\x21-\x2b\x2d-\x7e]{1,512}$/;
/** Base64 of 16 bytes or more whose last group is filled up, as `openssl rand -base64 32` prints it. */
const PADDED_BASE64 = /^(?=.{24,}$)(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)$/;

/** A comma-separated list of keys, each `key` or `name=key`. Names may repeat: that is how a key is rotated. */
export const namedKeys: SettingType<readonly NamedKey[]> = {
  allowed: 'a comma-separated list of keys, each `key` or `name=key`',
  parse: (value) => {
    const keys = value.split(',').map((entry) => namedKey(entry.trim()));
    const distinct = new Set(keys.map(({ key }) => key.reveal()));
    check(distinct.size === keys.length, 'a list in which no key is repeated');
    return keys;
  },
};

/** An `=` may part name and key, or fill up a bare key: where it is not plain which, the entry is refused. */
function namedKey(entry: string): NamedKey {
  const at = PADDED_BASE64.test(entry) ? -1 : entry.indexOf('=');
  const key = entry.slice(at + 1);
  check(
    entry === '' || !/^=*$/.test(key),
    'a list in which every name has its key: an entry ends in `=` (if that is a key, give it a name: `name=key`)',
  );
  check(KEY.test(key), `${namedKeys.allowed}, printable and without spaces`);
  if (at < 0) return { name: undefined, key: new Secret(key) };
  const name = entry.slice(0, at);
  check(KEY_NAME.test(name), 'keys whose names are letters, digits, dot, dash or underscore');
  return { name, key: new Secret(key) };
}

/** A comma-separated list of addresses and networks (`10.0.0.0/8`, `::1`), or the words `loopback` and `private`. */
export const networks: SettingType<BlockList> = {
  allowed: 'a comma-separated list of addresses, networks (10.0.0.0/8), `loopback` or `private`',
  parse: (value) => {
    const list = new BlockList();
    for (const entry of value.split(',').map((part) => part.trim())) {
      for (const network of NETWORK_WORDS.get(entry) ?? [entry]) addNetwork(list, network);
    }
    return list;
  },
};

const NETWORK_WORDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['', []],
  ['loopback', ['127.0.0.0/8', '::1']],
  ['private', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']],
]);

function addNetwork(list: BlockList, network: string): void {
  const [address = '', prefix, ...rest] = network.split('/');
  const version = isIP(address);
  const bits = prefix === undefined ? NaN : Number(prefix);
  const valid = version !== 0 && rest.length === 0 && (prefix === undefined || /^\d{1,3}$/.test(prefix));
  check(valid && (prefix === undefined || bits <= (version === 4 ? 32 : 128)), networks.allowed);
  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (prefix === undefined) list.addAddress(address, family);
  else list.addSubnet(address, bits, family);
}

/** Scheme, host and perhaps a port, as a browser sends it: also of apps and extensions (`app://…`). */
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/;

/** A comma-separated list of origins from which browsers may call, or `*` alone for all. */
export const origins: SettingType<readonly string[]> = {
  allowed: '`*`, or a comma-separated list of origins (https://app.example.com)',
  parse: (value) => {
    const list = value
      .split(',')
      .map((entry) => entry.trim().toLowerCase())
      .filter((entry) => entry !== '');
    if (list.includes('*')) check(list.length === 1, '`*` alone, or a list without it');
    else for (const origin of list) check(isOrigin(origin), originWanted(origin));
    return list;
  },
};

/** Browsers leave out a port that is the scheme's own, so an origin with it would never be met. */
function isOrigin(text: string): boolean {
  if (!ORIGIN.test(text) || !URL.canParse(text)) return false;
  return !/^https?:/.test(text) || new URL(text).origin === text;
}

function originWanted(text: string): string {
  return `${origins.allowed}: ${JSON.stringify(text)} is not one (scheme, host and port alone, without a path or the scheme's own port)`;
}

const HEADER_NAMES_ALLOWED = 'header names, comma-separated';

/** Names of request headers; the field holds them in lower case. */
export const headerNames: SettingType<readonly string[]> = {
  allowed: HEADER_NAMES_ALLOWED,
  parse: (value) =>
    value.split(',').map((entry) => {
      const name = entry.trim().toLowerCase();
      check(/^[a-z0-9-]{1,64}$/.test(name), HEADER_NAMES_ALLOWED);
      return name;
    }),
};

const BETAS_ALLOWED = 'names of betas, comma-separated';

/** Names of betas of an API. */
export const betas: SettingType<readonly string[]> = {
  allowed: BETAS_ALLOWED,
  parse: (value) =>
    value.split(',').map((entry) => {
      const name = entry.trim();
      check(/^[\w.-]{1,64}$/.test(name), BETAS_ALLOWED);
      return name;
    }),
};

const TIME_ZONE_ALLOWED = 'a time zone such as UTC or Europe/Berlin';

/** A name of the IANA time zone database. */
export const timeZone: SettingType<string> = {
  allowed: TIME_ZONE_ALLOWED,
  parse: (value) => {
    // The default, without the tables of all zones.
    if (value === 'UTC') return value;
    try {
      return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
    } catch {
      throw new Error(`must be ${TIME_ZONE_ALLOWED}`);
    }
  },
};
