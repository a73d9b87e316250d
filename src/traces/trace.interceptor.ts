import { Injectable } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AroundInterceptor } from '../interceptors/around.interceptor';
import { showTrace } from './shown-trace';

/** Puts the trace's ids on what a handler answers, before it answers: a stream's head is sent by the handler itself. */
@Injectable()
export class TraceInterceptor extends AroundInterceptor {
  override around(context: ExecutionContext, next: () => Promise<unknown>): Promise<unknown> {
    showTrace(context.getArgByIndex<FastifyRequest>(0));
    return next();
  }
}
