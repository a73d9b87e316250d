import { PayloadTooLargeException } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host';
import { lastValueFrom, of, throwError } from 'rxjs';
import { chained } from '../traces/chained-interceptors';
import { TraceInterceptor } from '../traces/trace.interceptor';
import { ErrorMappingInterceptor } from './error-mapping.interceptor';
import { GatewayError } from './gateway-error';

describe('the interceptors', () => {
  const both = chained(new TraceInterceptor(), new ErrorMappingInterceptor());

  function intercepted(answer: unknown) {
    const request = {
      trace: { requestId: 'id', traceparent: 'parent' },
      answerHeaders: ['x-other', '1'],
      url: '/v1/chat/completions',
      raw: { headers: {} },
    };
    const thrown = answer instanceof Error ? throwError(() => answer) : of(answer);
    const observable = both.intercept(new ExecutionContextHost([request, {}]), { handle: () => thrown });
    if (observable instanceof Promise) throw new Error('not expected');
    return { request, value: lastValueFrom(observable) };
  }

  it('put the trace on the answer before the handler answers', async () => {
    const { request, value } = intercepted('whole');
    expect(request.answerHeaders).toEqual(['x-other', '1', 'x-request-id', 'id', 'traceparent', 'parent']);
    expect(await value).toBe('whole');
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
