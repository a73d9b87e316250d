import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { GatewayError } from './gateway-error';

/** Headers of which a second one would be somebody else's truth: a proxy in front may go by the last, Node goes by the first. */
const SINGLE: readonly string[] = [
  'host',
  'authorization',
  'x-internal-auth',
  'x-api-key',
  'api-key',
  'x-goog-api-key',
  'content-type',
];
/** Which of them a name may be, by its length alone: that is what all other headers are told by. */
const BY_LENGTH: readonly (number | undefined)[] = Array.from({ length: 16 }, (_none, length) => {
  const place = SINGLE.findIndex((name) => name.length === length);
  return place < 0 ? undefined : place;
});

/**
 * Refuses a request whose head means different things to different readers: two `Host` headers (RFC 9112 §3.2), two
 * `Authorization` headers or others with a key, two types of the body (RFC 9110 §5.3), and a body in another transfer coding than
 * chunks, or in chunks by HTTP/1.0, which has none (RFC 9112 §6.1).
 */
export function ambiguousHeadHook(
  { raw }: FastifyRequest,
  reply: FastifyReply,
  done: HookHandlerDoneFunction,
): void {
  const problem = problemOf(raw);
  if (problem === undefined) return void done();
  reply.header('connection', 'close');
  done(new GatewayError('INVALID_REQUEST', problem));
}

function problemOf({ rawHeaders, headers, httpVersion }: IncomingMessage): string | undefined {
  const { 'transfer-encoding': transferEncoding } = headers;
  if (transferEncoding !== undefined) {
    if (transferEncoding.trim().toLowerCase() !== 'chunked') {
      return 'The transfer-encoding must be chunked alone.';
    }
    if (httpVersion === '1.0')
      return 'HTTP/1.0 has no transfer-encoding: send a content-length, or HTTP/1.1.';
  }
  let seen = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    const place = BY_LENGTH[name.length];
    if (place === undefined || name.toLowerCase() !== SINGLE[place]) continue;
    if ((seen & (1 << place)) !== 0) return `The request has more than one ${SINGLE[place]} header.`;
    seen |= 1 << place;
  }
  return undefined;
}
