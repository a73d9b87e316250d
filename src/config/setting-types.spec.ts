import { inspect } from 'node:util';
import {
  decimal,
  flag,
  httpUrl,
  mebibytes,
  namedKeys,
  networks,
  oneOf,
  secret,
  seconds,
  wholeNumber,
} from './setting-types';

describe('numbers', () => {
  it('are whole where they have to be, and within their bounds', () => {
    const port = wholeNumber(0, 65_535);
    expect(port.parse('8002')).toBe(8002);
    for (const bad of ['65536', '-1', '1.5', '1e3', '0x10', 'abc', '８', '']) {
      expect(() => port.parse(bad)).toThrow('must be a whole number from 0 to 65535');
    }
  });

  it('may have a fraction where that makes sense', () => {
    expect(decimal(0, 10).parse('0.25')).toBe(0.25);
    expect(seconds(0, 600).parse('1.5')).toBe(1_500);
    expect(mebibytes(0.001, 1024).parse('0.5')).toBe(512 * 1024);
    for (const bad of ['.5', '5.', '-1', 'Infinity', 'NaN', '1,5', '11']) {
      expect(() => decimal(0, 10).parse(bad)).toThrow('must be a number from 0 to 10');
    }
    expect(() => seconds(0, 600).parse('5s')).toThrow('must be seconds, a number from 0 to 600');
  });
});

describe('words', () => {
  it('are known in any case', () => {
    const level = oneOf('info', 'warn');
    expect(level.parse('WARN')).toBe('warn');
    expect(() => level.parse('loud')).toThrow('must be one of info, warn');
  });

  it.each([
    ['true', true],
    ['Yes', true],
    ['1', true],
    ['ON', true],
    ['false', false],
    ['no', false],
    ['0', false],
    ['Off', false],
  ])('%s is a flag', (word, value) => {
    expect(flag.parse(word)).toBe(value);
  });

  it('of another kind are no flags', () => {
    expect(() => flag.parse('maybe')).toThrow('must be true or false');
  });
});

describe('addresses', () => {
  it.each([
    ['http://localhost:4000', 'http://localhost:4000'],
    ['https://litellm.example.com/base/', 'https://litellm.example.com/base'],
  ])('%s is an upstream', (given, url) => {
    expect(httpUrl.parse(given)).toBe(url);
  });

  it.each([
    'localhost:4000',
    'ftp://example.com',
    'http://user:password@example.com',
    'http://example.com/?q=1',
    'http://example.com/#part',
    'nonsense',
  ])('%s is refused', (given) => {
    expect(() => httpUrl.parse(given)).toThrow(/^must be an http:\/\/ or https:\/\/ address/);
  });

  it('of proxies are addresses, networks, or words for them', () => {
    const list = networks.parse('10.1.0.0/16, ::1, loopback, private');
    const has = (address: string, family: 'ipv4' | 'ipv6' = 'ipv4') => list.check(address, family);
    expect(has('10.1.2.3')).toBe(true);
    expect(has('127.0.0.1')).toBe(true);
    expect(has('192.168.7.7')).toBe(true);
    expect(has('::1', 'ipv6')).toBe(true);
    expect(has('8.8.8.8')).toBe(false);
    expect(networks.parse('').check('127.0.0.1', 'ipv4')).toBe(false);
  });

  it.each(['10.0.0.0/33', '10.0.0', '10.0.0.0/8/8', 'example.com', '10.0.0.0/-1', '::1/129', 'constructor'])(
    '%s is no network',
    (given) => {
      expect(() => networks.parse(given)).toThrow(/^must be a comma-separated list of addresses/);
    },
  );
});

describe('keys', () => {
  const read = (given: string) => namedKeys.parse(given).map(({ name, key }) => [name, key.reveal()]);

  it('are bare or have a name; two of one name rotate a key', () => {
    expect(read('k-1')).toEqual([[undefined, 'k-1']]);
    expect(read('agents=k-1, agents=k-2 ,billing.eu=k-3')).toEqual([
      ['agents', 'k-1'],
      ['agents', 'k-2'],
      ['billing.eu', 'k-3'],
    ]);
  });

  it.each([
    // What openssl rand -base64 prints for 32, 16 and 24 bytes.
    'q2Zt0nGGpAq2Yl3k8uYqWJ5cbo0x7m8f1Qh4l2n9aZE=',
    'q2Zt0nGGpAq2Yl3k8uYqWA==',
    'q2Zt0nGG/Aq2Yl3k8u+qWJ5cbo0x7m8f',
  ])('may be bare base64: %s', (key) => {
    expect(read(key)).toEqual([[undefined, key]]);
    expect(read(`agents=${key}`)).toEqual([['agents', key]]);
  });

  it('may hold an equals sign where they have a name', () => {
    expect(read('agents=a=b==')).toEqual([['agents', 'a=b==']]);
  });

  it.each(['agents=', 'agents==', 'agents=,billing=k', 'a-service-with-a-long-name=', 'short==', '=', '=='])(
    'are not guessed at where one is missing: %s',
    (given) => {
      expect(() => namedKeys.parse(given)).toThrow(/every name has its key: an entry ends in `=`/);
    },
  );

  it.each(['', ',', 'a,,b', 'with space', 'agents=with space', 'ümlaut', '\u0000'.repeat(3)])(
    'are printable and without spaces: %j',
    (given) => {
      expect(() => namedKeys.parse(given)).toThrow(/^must be a/);
    },
  );

  it('have sane names, and none of them is repeated', () => {
    expect(() => namedKeys.parse('=k-1')).toThrow('names are letters');
    expect(() => namedKeys.parse('a/b=k-1')).toThrow('names are letters, digits, dot, dash or underscore');
    expect(() => namedKeys.parse(`${'n'.repeat(65)}=k-1`)).toThrow('names are letters');
    expect(() => namedKeys.parse('a=k-1,b=k-1')).toThrow('must be a list in which no key is repeated');
  });

  it('are never in a message', () => {
    for (const given of [
      'with sp4ce-secret',
      'a/b=s3cret-value',
      'x=s3cret-value,y=s3cret-value',
      's3cret-value=',
    ]) {
      expect(() => namedKeys.parse(given)).toThrow(
        expect.not.objectContaining({ message: expect.stringMatching(/s3cret|sp4ce/) }),
      );
    }
  });
});

describe('a secret', () => {
  const key = secret.parse('sk-hidden');

  it('is shown by nothing but reveal()', () => {
    expect(key.reveal()).toBe('sk-hidden');
    for (const shown of [String(key), JSON.stringify({ key }), inspect({ key })]) {
      expect(shown).toContain('[REDACTED]');
      expect(shown).not.toContain('hidden');
    }
  });

  it('fits into a header', () => {
    for (const bad of ['two words', 'line\nbreak', 'ümlaut']) {
      expect(() => secret.parse(bad)).toThrow('must be printable characters without spaces');
    }
  });
});
