import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { startTrace } from './request-trace';
import type { RequestTrace } from './request-trace';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before anything else looks at the request. */
    trace: RequestTrace;
    /** When the request's head had arrived: `performance.now()`, milliseconds. */
    startedAt: number;
  }
}

/** The first `onRequest` hook: gives the request its trace and puts both ids on the answer. */
export function traceHook(
  request: FastifyRequest,
  _reply: FastifyReply,
  done: HookHandlerDoneFunction,
): void {
  request.startedAt = performance.now();
  const trace = startTrace(request.raw.headers);
  request.trace = trace;
  request.answerHeaders = ['x-request-id', trace.requestId, 'traceparent', trace.traceparent];
  done();
}
