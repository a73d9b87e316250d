import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { GatewayError } from './gateway-error';

/** What a host and its port are made of (RFC 3986 §3.2.2); it may be empty. */
const HOST = /^[\w.~!$&'()*+,;=%:[\]-]*$/;

/**
 * Refuses what another reader on the way could take for another request: HTTP/1.1 without a Host header, or with one that
 * names no host (RFC 9112 §3.2), and HTTP/0.9. Node's parser reads headers and a body also behind a first line without a
 * version, where a proxy in front ends the request.
 */
export function hostHeaderHook(
  { raw }: FastifyRequest,
  reply: FastifyReply,
  done: HookHandlerDoneFunction,
): void {
  const problem = problemOf(raw.headers.host, raw.httpVersion);
  if (problem === undefined) return void done();
  reply.header('connection', 'close');
  done(new GatewayError('INVALID_REQUEST', problem));
}

function problemOf(host: string | undefined, version: string): string | undefined {
  if (version === '0.9') return 'The first line of the request names no version: HTTP/1.1 is needed.';
  if (host === undefined) return version === '1.1' ? 'The request has no Host header.' : undefined;
  return HOST.test(host) ? undefined : 'The Host header names no host.';
}
