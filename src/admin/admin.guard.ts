import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { GatewayError } from '../errors/gateway-error';

/** Lets the admin key pass, and no other valid key; strangers were refused by AuthGuard before. */
@Injectable()
export class AdminGuard implements CanActivate {
  /** @throws GatewayError FORBIDDEN for an internal or a virtual key. */
  canActivate(context: ExecutionContext): boolean {
    const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
    if (caller?.kind === 'admin') return true;
    throw new GatewayError('FORBIDDEN', 'This key may not administer: only the admin key may.');
  }
}
