import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';

/**
 * A Reflector that asks once for each handler and key. Metadata does not change, and the throttler's guard asks for six
 * keys at every request: without this it cost 3.2 µs a call instead of 1.8.
 */
@Injectable()
export class RememberedMetadata extends Reflector {
  readonly #known = new WeakMap<object, Map<unknown, unknown>>();

  /** @param targets a handler, then its class; the handler belongs to no other class */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the signature is the Reflector's
  override getAllAndOverride<T>(key: unknown, targets: Parameters<Reflector['getAllAndOverride']>[1]): T {
    const [handler] = targets;
    if (handler === undefined) return super.getAllAndOverride(key, targets);
    let known = this.#known.get(handler);
    if (known === undefined) this.#known.set(handler, (known = new Map()));
    let value = known.get(key);
    if (value === undefined && !known.has(key)) {
      value = super.getAllAndOverride<unknown>(key, targets);
      known.set(key, value);
    }
    return value as T;
  }
}
