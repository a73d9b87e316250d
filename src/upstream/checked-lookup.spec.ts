import type { LookupAddress } from 'node:dns';
import { Nat64 } from '../config/nat64';
import { GatewayError } from '../errors/gateway-error';
import type { AddressPolicy } from './address-policy';
import { checkedLookup } from './checked-lookup';

interface Found {
  readonly error: unknown;
  readonly address: unknown;
}

function resolved(
  addresses: readonly string[],
  policy: AddressPolicy,
  all = true,
  nat64?: Nat64,
): Promise<Found> {
  const answers: LookupAddress[] = addresses.map((address) => ({
    address,
    family: address.includes(':') ? 6 : 4,
  }));
  const lookup = checkedLookup(policy, nat64, (_name, _options, done) => {
    done(null, answers);
  });
  return new Promise((done) => {
    lookup('rebound.example.com', { all }, (error, address) => {
      done({ error, address });
    });
  });
}

describe('checkedLookup', () => {
  it('hands over only the addresses that the policy allows', async () => {
    const addresses = ['169.254.169.254', '10.0.0.1', '1.1.1.1', '2606:4700::1111'];
    const open = await resolved(addresses, 'public-only');
    expect(open.address).toEqual([
      { address: '1.1.1.1', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ]);
    expect((await resolved(addresses, 'private-allowed', false)).address).toBe('10.0.0.1');
  });

  it('hands over what NAT64 leads to where the network has it, and is not led past the policy by it', async () => {
    const addresses = ['64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe', '64:ff9b::808:808'];
    const open = await resolved(addresses, 'public-only', true, Nat64.parse('well-known'));
    expect(open.address).toEqual([{ address: '64:ff9b::808:808', family: 6 }]);
    expect((await resolved(addresses, 'private-allowed')).error).toBeInstanceOf(GatewayError);
  });

  it.each([
    [['169.254.169.254'], 'private-allowed'],
    [['127.0.0.1', '::1'], 'public-only'],
    [['::ffff:10.0.0.1'], 'private-allowed'],
    [[], 'private-allowed'],
  ] as const)(
    'refuses a name that leads to %j alone (%s), telling only the log why',
    async (addresses, policy) => {
      const { error } = await resolved(addresses, policy);
      expect(error).toBeInstanceOf(GatewayError);
      expect(error).toMatchObject({ code: 'PROVIDER_ERROR', upstreamFailure: 'connect' });
      expect(String(error)).not.toContain('rebound');
      expect(String((error as Error).cause)).toContain('rebound.example.com');
    },
  );

  it('passes a failure of the resolver on', async () => {
    const failure = new Error('ENOTFOUND');
    const lookup = checkedLookup('public-only', undefined, (_name, _options, done) => {
      done(failure, []);
    });
    const error = await new Promise((done) => {
      lookup('x.example.com', { all: true }, done);
    });
    expect(error).toBe(failure);
  });
});
