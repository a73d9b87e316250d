import type { FastifyRequest } from 'fastify';
import type { BlockList } from 'node:net';
import { comesFromProxy } from '../auth/client-address';

const HOST = /^(?:[\w-]+(?:\.[\w-]+)*\.?|\[[\da-f:.]+\])(?::\d{1,5})?$/i;
const MAX_HOST = 255;
const PREFIX = /^(?:\/[\w.~-]{1,64}){1,8}$/;

/**
 * The address of this service as the caller sees it, without a slash at its end: from the Host header, and from
 * X-Forwarded-Proto, -Host and -Prefix where a trusted proxy handed the request on.
 * @returns undefined where the caller named no host that could be one
 */
export function callerBase({ raw }: Pick<FastifyRequest, 'raw'>, trusted: BlockList): string | undefined {
  const proxied = comesFromProxy(raw, trusted);
  const forwarded = (name: string): string | undefined => (proxied ? first(raw.headers[name]) : undefined);
  const host = forwarded('x-forwarded-host') ?? raw.headers.host ?? '';
  if (host.length > MAX_HOST || !HOST.test(host)) return undefined;
  const encrypted = 'encrypted' in raw.socket && raw.socket.encrypted === true;
  const scheme = forwarded('x-forwarded-proto')?.toLowerCase() ?? (encrypted ? 'https' : 'http');
  const prefix = forwarded('x-forwarded-prefix')?.replace(/\/$/, '') ?? '';
  return `${scheme === 'https' ? 'https' : 'http'}://${host}${PREFIX.test(prefix) ? prefix : ''}`;
}

/** The first value of a list: what the proxy next to the caller wrote. */
function first(value: string | string[] | undefined): string | undefined {
  const [text = ''] = (Array.isArray(value) ? value[0] : value)?.split(',', 1) ?? [];
  return text.trim() === '' ? undefined : text.trim();
}
