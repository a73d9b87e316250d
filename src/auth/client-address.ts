import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import type { Socket } from 'node:net';
import { normalizeIp } from '@nestjs/throttler';

/** Longest chain of proxies that is looked at. */
const MAX_HOPS = 32;

/**
 * The address that a request came from. `X-Forwarded-For` is read from its right end, as far as each address that
 * handed it on is a trusted proxy; what an untrusted peer wrote there is ignored. Some proxies (Azure's Application
 * Gateway, IIS) write the port too, and IPv6 in brackets: `203.0.113.7:51234`, `[2001:db8::7]:51234`. What is no address
 * ends the reading: the last proxy that is known represents its caller.
 */
export function clientAddress(request: IncomingMessage, trusted: BlockList): string {
  let address = plainAddress(request.socket.remoteAddress ?? '');
  const forwarded = request.headers['x-forwarded-for'];
  if (forwarded === undefined || !isWithin(address, trusted)) return address;
  const hops = (typeof forwarded === 'string' ? forwarded : forwarded.join(',')).split(',').slice(-MAX_HOPS);
  for (const hop of hops.reverse()) {
    const entry = hop.trim();
    // A list may have empty elements (RFC 9110 §5.6.1.2).
    if (entry === '') continue;
    const next = hopAddress(entry);
    if (next === undefined) return address;
    address = next;
    if (!isWithin(address, trusted)) return address;
  }
  return address;
}

/**
 * The address that a connection is counted by: the peer's, of IPv6 its /64. Undefined for a trusted proxy, whose
 * connections carry many callers.
 */
export function countedAddress({ remoteAddress }: Socket, trusted: BlockList): string | undefined {
  const address = plainAddress(remoteAddress ?? '');
  return isWithin(address, trusted) ? undefined : normalizeIp(address);
}

/** An address with a port, IPv6 in brackets. */
const WITH_PORT = /^(?:\[([0-9A-Fa-f:.]+)\]|(\d{1,3}(?:\.\d{1,3}){3}))(?::\d{1,5})?$/;

/** The address that an entry names, without its port and in one spelling; undefined where it names none. */
function hopAddress(entry: string): string | undefined {
  const [, bracketed, dotted] = WITH_PORT.exec(entry.replace(/^"(.*)"$/, '$1')) ?? [];
  const address = plainAddress(bracketed ?? dotted ?? entry);
  return isIP(address) === 0 ? undefined : address;
}

/** Whether a request was handed on by a trusted proxy, so that what it says in `X-Forwarded-*` is believed. */
export function comesFromProxy({ socket }: IncomingMessage, trusted: BlockList): boolean {
  return isWithin(plainAddress(socket.remoteAddress ?? ''), trusted);
}

/** Whether an address is on a list. */
export function isWithin(address: string, list: BlockList): boolean {
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

/** An IPv4 address as itself also where it is shown inside an IPv6 one (RFC 4291 §2.5.5.2), as a dual-stack socket does. */
function plainAddress(address: string): string {
  if (!/^::ffff:/i.test(address)) return address;
  if (address.includes('.')) return address.slice(7);
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address) ?? [];
  if (high === undefined || low === undefined) return address;
  const [one, two] = [parseInt(high, 16), parseInt(low, 16)];
  return [one >> 8, one & 0xff, two >> 8, two & 0xff].join('.');
}
