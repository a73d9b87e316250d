import type { ExecutionContext, NestInterceptor, CallHandler } from '@nestjs/common';
import { InterceptorsConsumer } from '@nestjs/core/interceptors/interceptors-consumer.js';
import { from, lastValueFrom } from 'rxjs';
import type { Observable } from 'rxjs';

/**
 * An interceptor written with promises: what it does around a handler that answers once. It is a Nest interceptor like any
 * other; {@link runWithoutObservables} lets Nest call {@link around} itself.
 */
export abstract class AroundInterceptor implements NestInterceptor {
  /** @param next the handler, or the interceptor inside of this one */
  abstract around(context: ExecutionContext, next: () => Promise<unknown>): Promise<unknown>;

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return from(
      this.around(context, () =>
        lastValueFrom(next.handle() as Observable<unknown>, { defaultValue: undefined }),
      ),
    );
  }
}

const withObservables = Object.getOwnPropertyDescriptor(InterceptorsConsumer.prototype, 'intercept')
  ?.value as InterceptorsConsumer['intercept'];

/**
 * Lets Nest run interceptors that are all {@link AroundInterceptor}s one inside the other, without the observables and
 * asynchronous scopes that it puts around each: those cost a call more than anything else that Nest does for it
 * (docs/adr/0016). Interceptors of another kind, even one among ours, run as Nest runs them. Asked more than once, it does
 * the same once.
 */
export function runWithoutObservables(): void {
  InterceptorsConsumer.prototype.intercept = function (interceptors, args, instance, callback, next, type) {
    if (interceptors.length === 0 || !interceptors.every(isAround)) {
      return withObservables.call(this, interceptors, args, instance, callback, next, type);
    }
    const context = this.createContext(args, instance, callback);
    if (type !== undefined) context.setType(type);
    let run = next;
    for (let index = interceptors.length - 1; index >= 0; index--) {
      const interceptor = interceptors[index];
      const inner = run;
      if (interceptor !== undefined) run = () => interceptor.around(context, inner);
    }
    return run();
  };
}

function isAround(interceptor: NestInterceptor): interceptor is AroundInterceptor {
  return interceptor instanceof AroundInterceptor;
}
