import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { GatewayError } from '../errors/gateway-error';
import type { ShutdownService } from './shutdown.service';

/** What an operator still needs to see while the service drains. */
const STILL_SERVED = /^\/(?:health|metrics)(?:[/?]|$)/;

/** Makes the `onRequest` hook that refuses new requests while the service drains. */
export function drainHook(shutdown: ShutdownService) {
  return (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    if (!shutdown.draining || STILL_SERVED.test(request.url)) return void done();
    reply.header('connection', 'close');
    done(new GatewayError('OVERLOADED', 'The gateway is shutting down. Try again.', { retryAfterMs: 1_000 }));
  };
}
