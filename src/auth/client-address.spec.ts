import type { IncomingMessage } from 'node:http';
import { networks } from '../config/setting-types';
import { clientAddress } from './client-address';

const TRUSTED = networks.parse('10.0.0.0/8, fd00::/8');

function addressOf(forwarded: string, peer = '10.0.0.1'): string {
  const request = { socket: { remoteAddress: peer }, headers: { 'x-forwarded-for': forwarded } };
  return clientAddress(request as unknown as IncomingMessage, TRUSTED);
}

describe('the address of a caller behind trusted proxies', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:51234', '203.0.113.7'],
    ['198.51.100.1, 203.0.113.7:51234, 10.0.0.9:80', '203.0.113.7'],
    ['2001:db8::7', '2001:db8::7'],
    ['[2001:db8::7]', '2001:db8::7'],
    ['[2001:db8::7]:51234', '2001:db8::7'],
    ['"[2001:db8::7]:51234"', '2001:db8::7'],
    ['203.0.113.7, [fd00::1]:443', '203.0.113.7'],
    ['::FFFF:203.0.113.7', '203.0.113.7'],
    ['[::ffff:203.0.113.7]:80', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['203.0.113.7, , 10.0.0.9,', '203.0.113.7'],
  ])('is read from %s', (forwarded, address) => {
    expect(addressOf(forwarded)).toBe(address);
  });

  it.each([
    'unknown',
    '203.0.113.7:',
    '203.0.113.7:123456',
    '203.0.113.7:80:80',
    '[203.0.113.7',
    '300.0.0.1:80',
    '[2001:db8::7]80',
    'a'.repeat(100_000),
  ])('is the last known proxy where an entry is no address: %.40s', (forwarded) => {
    expect(addressOf(forwarded)).toBe('10.0.0.1');
    expect(addressOf(`203.0.113.7, ${forwarded}, 10.0.0.9:80`)).toBe('10.0.0.9');
  });

  it('is the peer where nobody trusts it', () => {
    expect(addressOf('203.0.113.7:80', '192.0.2.1')).toBe('192.0.2.1');
  });
});
