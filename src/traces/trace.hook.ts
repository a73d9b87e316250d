import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { startTrace } from './request-trace';
import type { RequestTrace, Sampling } from './request-trace';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before anything else looks at the request. */
    trace: RequestTrace;
    /** When the request's head had arrived: `performance.now()`, milliseconds. */
    startedAt: number;
  }
}

/**
 * Makes the first `onRequest` hook: it gives the request its trace. Its ids are put on the answer by TraceInterceptor, or by
 * the `onSend` hook where no handler answers.
 * @param sampling undefined where no spans are made
 */
export function traceHook(sampling?: Sampling) {
  return (request: FastifyRequest, _reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    request.startedAt = performance.now();
    request.trace = startTrace(request.raw.headers, sampling);
    request.answerHeaders = [];
    done();
  };
}
