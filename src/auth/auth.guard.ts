import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { GatewayError } from '../errors/gateway-error';
import { KeyRing } from './key-ring';
import { KEY_REQUIRED, presentedKey } from './presented-key';
import { IS_PUBLIC } from './public.decorator';

/** Lets a request pass whose credential the hook could resolve, or whose route is `@Public()`. */
@Injectable()
export class AuthGuard implements CanActivate {
  /** Whether a handler is public, asked once per handler: metadata does not change. */
  readonly #public = new WeakMap<object, boolean>();

  constructor(
    private readonly reflector: Reflector,
    private readonly keys: KeyRing,
  ) {}

  /**
   * @throws GatewayError UNAUTHORIZED, with one text for a missing, a wrong, a disabled and an expired key; OVERLOADED
   * for a key that may be a virtual one while those are not known yet.
   */
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.caller !== undefined || this.isPublic(context)) return true;
    if (!this.keys.complete && presentedKey(request.raw.headers, request.url) !== undefined) {
      throw new GatewayError('OVERLOADED', 'The gateway does not know its keys yet. Try again shortly.', {
        retryAfterMs: 1_000,
      });
    }
    throw new GatewayError('UNAUTHORIZED', KEY_REQUIRED, { headers: { 'www-authenticate': 'Bearer' } });
  }

  private isPublic(context: ExecutionContext): boolean {
    const handler = context.getHandler();
    let known = this.#public.get(handler);
    if (known === undefined) {
      known =
        this.reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, [handler, context.getClass()]) ??
        false;
      this.#public.set(handler, known);
    }
    return known;
  }
}
