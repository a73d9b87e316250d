import { Catch } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorHeaders } from './error-body';
import { errorReply } from './error-reply';
import type { GatewayError } from './gateway-error';
import { toGatewayError } from './to-gateway-error';

/** Told of errors that no call accounts for, so that they can be logged and counted. */
export type RefusalListener = (request: FastifyRequest, error: GatewayError) => void;

/**
 * Writes what was thrown, anywhere before the first byte of an answer, as an error of the catalogue. What a handler threw
 * was mapped by ErrorMappingInterceptor; what hooks, the body parser and guards throw is mapped here, alike.
 */
@Catch()
export class GatewayExceptionFilter implements ExceptionFilter {
  constructor(private readonly onRefusal: RefusalListener) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = toGatewayError(thrown, request);
    this.onRefusal(request, error);
    if (reply.raw.headersSent || reply.raw.destroyed) return void reply.raw.destroy();
    const { status, body } = errorReply(error, request);
    void reply.code(status).headers(errorHeaders(error)).type('application/json; charset=utf-8').send(body);
  }
}
