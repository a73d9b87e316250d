import { Nat64 } from '../config/nat64';
import { checkEndpoint, isAllowed } from './address-policy';

describe('checkEndpoint', () => {
  it.each([
    'https://api.openai.com',
    'https://api.openai.com/v1',
    'https://openrouter.ai:8443/api/v1',
    'https://8.8.8.8/v1',
    'https://[2606:4700::1111]/v1',
  ])('takes %s under every policy', (endpoint) => {
    expect(() => checkEndpoint(endpoint, 'public-only')).not.toThrow();
    expect(() => checkEndpoint(endpoint, 'private-allowed')).not.toThrow();
  });

  it.each([
    'http://127.0.0.1:11434',
    'https://127.0.0.1',
    'http://localhost:1234/v1',
    'http://ollama:11434/v1',
    'http://vllm.models.svc.cluster.local:8000',
    'http://vllm.models.svc',
    'http://host.docker.internal:11434',
    'http://box.local',
    'http://10.1.2.3',
    'http://192.168.0.9/v1',
    'http://100.64.1.1',
    'http://[::1]:8000',
    'http://[fd12:3456::1]',
    'https://gpu.internal.',
  ])('takes %s only where private upstreams are allowed', (endpoint) => {
    expect(() => checkEndpoint(endpoint, 'private-allowed')).not.toThrow();
    expect(() => checkEndpoint(endpoint, 'public-only')).toThrow(/PRIVATE_UPSTREAMS/);
  });

  it.each(['http://0.0.0.0:4000/v1', 'http://[::]:8000'])(
    'says what to write in the place of the address %s, as servers show it when they start',
    (endpoint) => {
      expect(() => checkEndpoint(endpoint, 'private-allowed')).toThrow(/write 127\.0\.0\.1 for this machine/);
    },
  );

  it.each([
    'http://api.openai.com/v1',
    'http://8.8.8.8',
    'http://169.254.169.254/latest/meta-data',
    'https://169.254.1.1',
    'https://[fe80::1]',
    'https://[fd00:ec2::254]',
    'https://100.100.100.200',
    'https://168.63.129.16',
    'https://metadata.google.internal',
    'https://METADATA.google.internal./computeMetadata',
    'http://metadata',
    'http://0.0.0.0',
    'http://[::]',
    'https://224.0.0.1',
    'https://255.255.255.255',
    'https://[ff02::1]',
    'http://[::ffff:127.0.0.1]',
    'http://[::ffff:a9fe:a9fe]',
    'http://[::127.0.0.1]',
    'https://[64:ff9b::7f00:1]',
    'https://[2002:7f00:1::]',
    'http://2130706433',
    'http://0x7f.0.0.1',
    'http://0177.0.0.1',
    'http://127.1',
    'http://127.0.0.1.',
    'http://１２７.0.0.1',
    'https://user:pass@api.openai.com',
    'https://api.openai.com/v1?key=1',
    'https://api.openai.com/#a',
    'https:\\\\api.openai.com',
    'https:/api.openai.com',
    ' https://api.openai.com',
    'https://api.openai.com:99999',
    'ftp://api.openai.com',
    'api.openai.com',
    '',
  ])('refuses %j under every policy, naming the field', (endpoint) => {
    for (const policy of ['private-allowed', 'public-only'] as const) {
      let thrown: unknown;
      try {
        checkEndpoint(endpoint, policy);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toMatchObject({ code: 'INVALID_REQUEST', param: 'endpoint' });
    }
  });
});

describe('an address of NAT64', () => {
  const nat64 = Nat64.parse('well-known,2001:db8:64::/96');

  it.each([
    ['64:ff9b::808:808', true, true],
    ['2001:db8:64::8.8.8.8', true, true],
    ['64:ff9b::10.0.0.1', true, false],
    ['2001:db8:64::127.0.0.1', true, false],
    ['64:ff9b::169.254.169.254', false, false],
    ['2001:db8:64::168.63.129.16', false, false],
    ['64:ff9b::0.0.0.0', false, false],
    ['64:ff9b:1::808:808', false, false],
    ['::1', true, false],
  ])('%s is judged by the IPv4 address inside it: %s, %s', (address, lax, strict) => {
    expect(isAllowed(address, 'private-allowed', nat64)).toBe(lax);
    expect(isAllowed(address, 'public-only', nat64)).toBe(strict);
  });

  it('may be an endpoint by its own rules', () => {
    expect(() => checkEndpoint('https://[64:ff9b::808:808]/v1', 'public-only', nat64)).not.toThrow();
    expect(() => checkEndpoint('http://[64:ff9b::808:808]/v1', 'public-only', nat64)).toThrow(/http is for/);
    expect(() => checkEndpoint('https://[64:ff9b::a00:1]', 'public-only', nat64)).toThrow(/PRIVATE/);
    expect(() => checkEndpoint('https://[64:ff9b::a9fe:a9fe]', 'private-allowed', nat64)).toThrow(/never/);
  });
});

describe('isAllowed', () => {
  it.each([
    ['1.1.1.1', true, true],
    ['127.0.0.1', true, false],
    ['::1', true, false],
    ['169.254.169.254', false, false],
    ['::ffff:8.8.8.8', false, false],
    ['4000::1', false, false],
    ['fe80::1%eth0', false, false],
    ['no address', false, false],
  ])('%s: %s where private is allowed, %s where it is not', (address, lax, strict) => {
    expect(isAllowed(address, 'private-allowed')).toBe(lax);
    expect(isAllowed(address, 'public-only')).toBe(strict);
  });
});
