import { IPv6, parse, subnetMatch } from 'ipaddr.js';
import type { IPv4 } from 'ipaddr.js';
import type { Nat64 } from '../config/nat64';

/** What kind of address it is: of the internet, of this machine or its network, or never to be connected to. */
export type AddressClass = 'public' | 'private' | 'forbidden';

/** Ranges that lie on this machine or in its operator's own network. */
const PRIVATE_RANGES: ReadonlySet<string> = new Set([
  'loopback',
  'private',
  'uniqueLocal',
  'carrierGradeNat',
]);

/**
 * Services of clouds that hand out credentials or settings, outside the link-local ranges, which are forbidden anyway:
 * Azure (https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16), Alibaba Cloud
 * (https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata), AWS
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html), Google
 * (https://cloud.google.com/compute/docs/metadata/querying-metadata), Oracle
 * (https://docs.oracle.com/iaas/Content/Compute/Tasks/gettingmetadata.htm).
 */
const METADATA: Record<string, [IPv4 | IPv6, number][]> = {
  metadata: [
    [parse('168.63.129.16'), 32],
    [parse('100.100.100.200'), 32],
    [parse('fd00:ec2::'), 32],
    [parse('fd20:ce::254'), 128],
    [parse('fd00:c1::a9fe:a9fe'), 128],
  ],
};

/** The part of IPv6 from which addresses are given out (RFC 4291 §2.4). */
const GLOBAL_UNICAST: [IPv6, number] = [IPv6.parse('2000::'), 3];

/**
 * Classes an IP address. Forbidden is what is neither public nor private: link-local, multicast, unspecified, reserved,
 * cloud metadata, and IPv6 addresses that represent an IPv4 one (mapped, NAT64, 6to4, Teredo), which would be a way
 * around every rule for that. So is whatever is no address.
 * @param nat64 the prefixes of the network's NAT64: an address under them has the class of the IPv4 address that it
 *   leads to
 */
export function classOfAddress(address: string, nat64?: Nat64): AddressClass {
  let parsed: IPv4 | IPv6;
  try {
    parsed = parse(address);
  } catch {
    return 'forbidden';
  }
  return classOf((parsed instanceof IPv6 ? nat64?.embedded(parsed) : undefined) ?? parsed);
}

function classOf(parsed: IPv4 | IPv6): AddressClass {
  if (subnetMatch(parsed, METADATA, 'other') === 'metadata') return 'forbidden';
  const range = parsed.range();
  if (PRIVATE_RANGES.has(range)) return 'private';
  if (range !== 'unicast') return 'forbidden';
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST) ? 'public' : 'forbidden';
}
