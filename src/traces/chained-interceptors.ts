import type { NestInterceptor } from '@nestjs/common';

/**
 * Makes one interceptor of two, the second inside the first. Nest puts observables of its own around each global
 * interceptor, 1.4 µs a call; two that only look on need them once.
 */
export function chained(outer: NestInterceptor, inner: NestInterceptor): NestInterceptor {
  return {
    intercept: (context, next) =>
      outer.intercept(context, {
        handle: () => {
          const answer = inner.intercept(context, next);
          if (answer instanceof Promise) throw new TypeError('The inner interceptor has to answer at once.');
          return answer;
        },
      }),
  };
}
