import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { showTrace } from './shown-trace';

/** Puts the trace's ids on what a handler answers, before it answers: a stream's head is sent by the handler itself. */
@Injectable()
export class TraceInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    showTrace(context.getArgByIndex<FastifyRequest>(0));
    return next.handle();
  }
}
