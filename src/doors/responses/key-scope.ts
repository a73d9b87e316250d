import type { FastifyRequest } from 'fastify';
import { GatewayError } from '../../errors/gateway-error';
import type { TurnScope } from './response-turns';

/** The id of the key that a request came with. @throws GatewayError UNAUTHORIZED without one */
export function keyIdOf({ caller }: Pick<FastifyRequest, 'caller'>): string {
  if (caller === undefined) throw new GatewayError('UNAUTHORIZED', 'A valid key is required.');
  return caller.keyId;
}

/** The scope of a request by HTTP: what is stored for its key, and nothing else. */
export function keyScope(request: Pick<FastifyRequest, 'caller'>): TurnScope {
  return { keyId: keyIdOf(request) };
}
