import { redisUrl } from './redis-url';
import { postgresUrl } from './storage-settings';

describe('the addresses of servers', () => {
  it.each(['#', '/', '?', '%z', '#@', '@#', '@/', '@?'])(
    'whose password has a bare %s hint at percent-encoding, and show nothing of it',
    (character) => {
      const password = `12s3cret${character}34`;
      for (const read of [
        () => postgresUrl.parse(`postgres://user:${password}@host:5432/db`),
        () => redisUrl.parse(`redis://user:${password}@host:6379/0`),
        () => postgresUrl.parse(`postgres://user:12${character}s3cret@host:5432/db`),
      ]) {
        expect(read).toThrow('must be percent-encoded');
        expect(read).toThrow(expect.not.objectContaining({ message: expect.stringContaining('s3cret') }));
      }
    },
  );

  it('take the characters encoded', () => {
    for (const password of ['p%23w', 'p%2Fw', 'p%3Fw', 'p%40w', 'p@w', 'p%25w', "p:!$&'()*+,;=w"]) {
      expect(() => postgresUrl.parse(`postgres://user:${password}@host:5432/db`)).not.toThrow();
      expect(() => redisUrl.parse(`redis://user:${password}@host:6379/0`)).not.toThrow();
    }
  });

  it.each(['one,two', 'one:1,two:2', 'user:pass@one,two', 'user:p@ss@one:1,two:2'])(
    'name one host: %s are two',
    (hosts) => {
      expect(() => postgresUrl.parse(`postgres://${hosts}/db`)).toThrow('names several hosts');
      expect(() => redisUrl.parse(`redis://${hosts}/0`)).toThrow('names several hosts');
    },
  );

  it('of PostgreSQL have a place for a host', () => {
    expect(() => postgresUrl.parse('postgres:db')).toThrow(/^must be an address/);
    expect(() => postgresUrl.parse('postgresql:///db?host=/run/postgresql')).not.toThrow();
  });

  it.each([
    [
      'sslmode=on',
      'has an sslmode that is not one of disable, allow, prefer, require, verify-ca, verify-full',
    ],
    ['sslmode=require&sslmode=disable', "has the parameter 'sslmode' twice"],
    ['ssl_mode=require', "has a parameter 'ssl_mode' that is not known here"],
    ['statement_timeout=0', "has a parameter 'statement_timeout' that is not known here"],
    ['sslmode=verify-ca&sslrootcert=/no/such/file', 'names a file in sslrootcert that is not there'],
    ['sslmode=require&sslrootcert=system', 'needs sslmode=verify-full'],
    ['sslcert=/etc/hostname', 'needs both sslcert and sslkey'],
  ])('of PostgreSQL with ?%s are refused', (query, said) => {
    expect(() => postgresUrl.parse(`postgres://user@host/db?${query}`)).toThrow(said);
  });
});
