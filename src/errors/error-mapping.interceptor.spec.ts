import { PayloadTooLargeException } from '@nestjs/common';
import { InterceptorsConsumer } from '@nestjs/core/interceptors/interceptors-consumer.js';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { isObservable, lastValueFrom, map } from 'rxjs';
import { runWithoutObservables } from '../interceptors/around.interceptor';
import { TraceInterceptor } from '../traces/trace.interceptor';
import { ErrorMappingInterceptor } from './error-mapping.interceptor';
import { GatewayError } from './gateway-error';

/** An interceptor as Nest has them, with observables. */
const doubling: NestInterceptor = {
  intercept: (_context: ExecutionContext, next: CallHandler) =>
    next.handle().pipe(map((value) => `${String(value)} twice`)),
};

describe.each([
  ['alone', []],
  ['beside one with observables', [doubling]],
])('the interceptors, %s', (_how, others) => {
  const ours = [new TraceInterceptor(), new ErrorMappingInterceptor()];

  function intercepted(answer: unknown) {
    const request = {
      trace: { requestId: 'id', traceparent: 'parent' },
      answerHeaders: ['x-other', '1'],
      url: '/v1/chat/completions',
      raw: { headers: {} },
    };
    const handler = () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer));
    runWithoutObservables();
    const consumer = new InterceptorsConsumer();
    const answered = consumer.intercept([...ours, ...others], [request, {}], {}, () => undefined, handler);
    return { request, value: answered.then((value) => (isObservable(value) ? lastValueFrom(value) : value)) };
  }

  it('put the trace on the answer before the handler answers', async () => {
    const { request, value } = intercepted('whole');
    expect(await value).toBe(others.length === 0 ? 'whole' : 'whole twice');
    expect(request.answerHeaders).toEqual(['x-other', '1', 'x-request-id', 'id', 'traceparent', 'parent']);
  });

  it.each([
    ['an error of the catalogue, as it is', new GatewayError('TIMEOUT', 'Slow.'), 'TIMEOUT'],
    ["one of Nest's", new PayloadTooLargeException(), 'PAYLOAD_TOO_LARGE'],
    ['a mistake of ours', new Error('sk-secret'), 'INTERNAL'],
  ])('map what a handler throws: %s', async (_what, thrown, code) => {
    const { value } = intercepted(thrown);
    await expect(value).rejects.toMatchObject({ name: 'GatewayError', code });
    await expect(value).rejects.not.toThrow('sk-secret');
  });
});
