import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import type { Socket } from 'node:net';
import { normalizeIp } from '@nestjs/throttler';

/** Longest chain of proxies that is looked at. */
const MAX_HOPS = 32;

/**
 * The address that a request came from. `X-Forwarded-For` is read from its right end, as far as each address that
 * handed it on is a trusted proxy; what an untrusted peer wrote there is ignored.
 */
export function clientAddress(request: IncomingMessage, trusted: BlockList): string {
  let address = plainAddress(request.socket.remoteAddress ?? '');
  const forwarded = request.headers['x-forwarded-for'];
  if (forwarded === undefined || !isTrusted(address, trusted)) return address;
  const hops = (typeof forwarded === 'string' ? forwarded : forwarded.join(',')).split(',').slice(-MAX_HOPS);
  for (const hop of hops.reverse()) {
    const next = plainAddress(hop.trim());
    if (isIP(next) === 0) return address;
    address = next;
    if (!isTrusted(address, trusted)) return address;
  }
  return address;
}

/**
 * The address that a connection is counted by: the peer's, of IPv6 its /64. Undefined for a trusted proxy, whose
 * connections carry many callers.
 */
export function countedAddress({ remoteAddress }: Socket, trusted: BlockList): string | undefined {
  const address = plainAddress(remoteAddress ?? '');
  return isTrusted(address, trusted) ? undefined : normalizeIp(address);
}

function isTrusted(address: string, trusted: BlockList): boolean {
  const version = isIP(address);
  return version !== 0 && trusted.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

/** An IPv4 address as itself also when a dual-stack socket shows it inside an IPv6 one. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}
