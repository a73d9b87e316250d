import { Injectable } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { catchError, throwError } from 'rxjs';
import type { Observable } from 'rxjs';
import { toGatewayError } from './to-gateway-error';

/** Turns what a handler throws into an error of the catalogue, which the filter then writes. */
@Injectable()
export class ErrorMappingInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      catchError((thrown: unknown) => {
        const request = context.getArgByIndex<FastifyRequest>(0);
        return throwError(() => toGatewayError(thrown, request));
      }),
    );
  }
}
