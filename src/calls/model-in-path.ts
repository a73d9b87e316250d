import type { FastifyRequest } from 'fastify';

/** The model that the path names (`/openai/deployments/:model/…`), as Azure's SDKs call; undefined on other routes. */
export function modelInPath({ params }: Pick<FastifyRequest, 'params'>): string | undefined {
  if (typeof params !== 'object' || params === null || !('model' in params)) return undefined;
  return typeof params.model === 'string' && params.model !== '' ? params.model : undefined;
}
