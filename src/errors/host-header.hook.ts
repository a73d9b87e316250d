import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { GatewayError } from './gateway-error';

/** Refuses a request in HTTP/1.1 without a Host header (RFC 9112 §3.2); Node itself would do so without a body. */
export function hostHeaderHook(
  { raw }: FastifyRequest,
  reply: FastifyReply,
  done: HookHandlerDoneFunction,
): void {
  if (raw.headers.host !== undefined || raw.httpVersion !== '1.1') return void done();
  reply.header('connection', 'close');
  done(new GatewayError('INVALID_REQUEST', 'The request has no Host header.'));
}
