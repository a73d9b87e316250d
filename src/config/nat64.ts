import { IPv4, IPv6 } from 'ipaddr.js';
import type { SettingType } from './setting.decorator';

/** The well-known prefix of NAT64 (RFC 6052 §2.1). */
const WELL_KNOWN = '64:ff9b::/96';
/** The lengths that a prefix may have (RFC 6052 §2.2). */
const LENGTHS: ReadonlySet<number> = new Set([32, 40, 48, 56, 64, 96]);
/** The ninth byte of an address is never part of what it represents (RFC 6052 §2.2). */
const RESERVED_BYTE = 8;

/**
 * The prefixes of a network's NAT64: IPv6 addresses under them represent the IPv4 address that is written inside, and
 * lead to it. A host without IPv4 of its own meets all of the IPv4 internet that way (DNS64, RFC 6147).
 */
export class Nat64 {
  private constructor(private readonly prefixes: readonly (readonly [IPv6, number])[]) {}

  /**
   * @param text prefixes, comma-separated; the word `well-known` means `64:ff9b::/96`
   * @throws Error for what is no prefix, or has a length that NAT64 does not know
   */
  static parse(text: string): Nat64 {
    const entries = text.split(',').map((entry) => entry.trim());
    return new Nat64(entries.filter((entry) => entry !== '').map(prefixOf));
  }

  /** The IPv4 address that an IPv6 address represents; undefined if it is under none of the prefixes. */
  embedded(address: IPv6): IPv4 | undefined {
    const prefix = this.prefixes.find((candidate) => address.match([...candidate]));
    if (prefix === undefined) return undefined;
    const rest = address.toByteArray().slice(prefix[1] / 8);
    const reserved = RESERVED_BYTE - prefix[1] / 8;
    return new IPv4(rest.filter((_byte, place) => place !== reserved).slice(0, 4));
  }
}

function prefixOf(entry: string): readonly [IPv6, number] {
  const text = entry.toLowerCase() === 'well-known' ? WELL_KNOWN : entry;
  if (!IPv6.isValidCIDR(text)) throw new Error(`must be ${nat64Prefixes.allowed}`);
  const [network, length] = IPv6.parseCIDR(text);
  if (!LENGTHS.has(length)) {
    throw new Error(`must be ${nat64Prefixes.allowed}: a prefix has 32, 40, 48, 56, 64 or 96 bits`);
  }
  return [network, length];
}

/** The prefixes of NAT64, comma-separated. */
export const nat64Prefixes: SettingType<Nat64> = {
  allowed: '`well-known` (64:ff9b::/96), or a comma-separated list of IPv6 prefixes (2001:db8:64::/96)',
  parse: (value) => Nat64.parse(value),
};
