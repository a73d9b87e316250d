import { IPv6 } from 'ipaddr.js';
import { Nat64 } from './nat64';

/** The table of RFC 6052 §2.4: 192.0.2.33 under a prefix of each length. */
const RFC_6052: [string, string][] = [
  ['2001:db8::/32', '2001:db8:c000:221::'],
  ['2001:db8:100::/40', '2001:db8:1c0:2:21::'],
  ['2001:db8:122::/48', '2001:db8:122:c000:2:2100::'],
  ['2001:db8:122:300::/56', '2001:db8:122:3c0:0:221::'],
  ['2001:db8:122:344::/64', '2001:db8:122:344:c0:2:2100::'],
  ['2001:db8:122:344::/96', '2001:db8:122:344::192.0.2.33'],
  ['well-known', '64:ff9b::192.0.2.33'],
];

describe('Nat64', () => {
  it.each(RFC_6052)('of %s finds what %s represents', (prefix, address) => {
    expect(Nat64.parse(prefix).embedded(IPv6.parse(address))?.toString()).toBe('192.0.2.33');
  });

  it('finds nothing in an address under none of its prefixes', () => {
    const nat64 = Nat64.parse('64:ff9b::/96, 2001:db8:64::/96');
    expect(nat64.embedded(IPv6.parse('64:ff9b:1::7f00:1'))).toBeUndefined();
    expect(nat64.embedded(IPv6.parse('2001:db8:64::7f00:1'))?.toString()).toBe('127.0.0.1');
  });

  it.each([
    '10.0.0.0/8',
    '64:ff9b::',
    '64:ff9b::/97',
    '64:ff9b::/0',
    '64:ff9b::/129',
    'on',
    '64:ff9b::/96 x',
  ])('refuses %j', (text) => {
    expect(() => Nat64.parse(text)).toThrow(/^must be `well-known`/);
  });
});
