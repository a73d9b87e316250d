import { HttpException } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host';
import fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { traceHook } from '../traces/trace.hook';
import { GatewayError } from './gateway-error';
import { errorFormatOf } from './error-reply';
import { GatewayExceptionFilter } from './gateway-exception.filter';
import { noteRoutes } from './known-routes';

describe('the filter', () => {
  let app: FastifyInstance;
  const refusals: string[] = [];

  beforeEach(async () => {
    refusals.length = 0;
    app = fastify();
    noteRoutes(app);
    app.addHook('onRequest', traceHook());
    const filter = new GatewayExceptionFilter((_request, error) => refusals.push(error.code));
    const handle = (thrown: unknown, request: FastifyRequest, reply: FastifyReply): void => {
      filter.catch(thrown, new ExecutionContextHost([request, reply]));
    };
    app.setErrorHandler(handle);
    app.setNotFoundHandler((request, reply) => {
      handle(new HttpException('Not Found', 404), request, reply);
    });
    app.post('/v1/things', () =>
      Promise.reject(new GatewayError('RATE_LIMIT', 'Slow.', { retryAfterMs: 1_500 })),
    );
    app.post('/llm/things', () =>
      Promise.reject(new GatewayError('RATE_LIMIT', 'Slow.', { providerCode: 'finer' })),
    );
    app.get('/v1/things/:id', () => Promise.reject(new Error('sk-secret')));
    await app.ready();
  });
  afterEach(() => app.close());

  it('writes an error of the catalogue with its headers', async () => {
    const answer = await app.inject({ method: 'POST', url: '/v1/things' });
    expect(answer.statusCode).toBe(429);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-llm-proxy-error': 'RATE_LIMIT',
      'retry-after': '2',
      'retry-after-ms': '1500',
    });
    expect(refusals).toEqual(['RATE_LIMIT']);
  });

  it('shows uniform callers the catalogue alone', async () => {
    const answer = await app.inject({ method: 'POST', url: '/llm/things' });
    expect(answer.json()).toMatchObject({ error: { code: 'RATE_LIMIT' } });
    expect(errorFormatOf('/v1/chat/completions')).toBe('openai');
  });

  it('shows nothing of a mistake of ours', async () => {
    const answer = await app.inject({ method: 'GET', url: '/v1/things/1' });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('sk-secret');
  });

  it('tells a wrong method from a wrong path', async () => {
    const method = await app.inject({ method: 'DELETE', url: '/v1/things?x=1' });
    expect(method.statusCode).toBe(405);
    expect(method.headers).toMatchObject({ allow: 'POST', 'x-llm-proxy-error': 'METHOD_NOT_ALLOWED' });
    const path = await app.inject({ method: 'GET', url: '/v2/things' });
    expect(path.statusCode).toBe(404);
    expect(path.headers).toMatchObject({ 'x-llm-proxy-error': 'NOT_FOUND', 'x-should-retry': 'false' });
  });

  it.each([
    [408, 'REQUEST_TIMEOUT', 408],
    [413, 'PAYLOAD_TOO_LARGE', 413],
    [415, 'UNSUPPORTED_MEDIA_TYPE', 415],
    [418, 'INVALID_REQUEST', 400],
    [429, 'RATE_LIMIT', 429],
    [503, 'OVERLOADED', 503],
    [507, 'INTERNAL', 500],
  ])("maps Nest's own %i to %s", async (status, code, answered) => {
    const other = fastify();
    noteRoutes(other);
    other.addHook('onRequest', traceHook());
    const filter = new GatewayExceptionFilter(() => undefined);
    other.get('/', (request, reply) => {
      filter.catch(
        new HttpException('Text that is not shown', status),
        new ExecutionContextHost([request, reply]),
      );
      return reply;
    });
    const answer = await other.inject({ method: 'GET', url: '/' });
    expect(answer.statusCode).toBe(answered);
    expect(answer.headers['x-llm-proxy-error']).toBe(code);
    expect(answer.body).not.toContain('not shown');
    await other.close();
  });
});
