import { Injectable } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AroundInterceptor } from '../interceptors/around.interceptor';
import { toGatewayError } from './to-gateway-error';

/** Turns what a handler throws into an error of the catalogue, which the filter then writes. */
@Injectable()
export class ErrorMappingInterceptor extends AroundInterceptor {
  override async around(context: ExecutionContext, next: () => Promise<unknown>): Promise<unknown> {
    try {
      return await next();
    } catch (thrown) {
      throw toGatewayError(thrown, context.getArgByIndex<FastifyRequest>(0));
    }
  }
}
